#include "pg/planner/whose_code.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/planner/hook.hpp"

namespace pgops {

namespace {

bool watching = false;
List* announced = NIL;  // functions that an expression is about to call
Hook<needs_fmgr_hook_type> before_lookup;
Hook<fmgr_hook_type> around_call;
Hook<object_access_hook_type> before_call;

struct Owner {
    Oid role = InvalidOid;
    bool sql = false;          // the function is in SQL: the planner may put its body in its place
    bool configured = false;   // the function has settings of its own
    bool keeps_names = false;  // search_path among them
};

bool sets_search_path(Datum settings) {
    constexpr std::string_view kName = "search_path=";
    Datum* elements = nullptr;
    int count = 0;
    deconstruct_array(DatumGetArrayTypeP(settings), TEXTOID, -1, false, TYPALIGN_INT, &elements, nullptr, &count);
    for (int i = 0; i < count; ++i)
        if (pg_strncasecmp(TextDatumGetCString(elements[i]), kName.data(), kName.size()) == 0) return true;
    return false;
}

Owner owner_of(Oid function) {
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(tuple)) return {};
    const auto& row = row_of<FormData_pg_proc>(tuple);
    bool plain = true;
    const Datum settings = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proconfig, &plain);
    const Owner owner{row.proowner, row.prolang == SQLlanguageId, !plain, !plain && sets_search_path(settings)};
    ReleaseSysCache(tuple);
    return owner;
}

bool is_foreign(const Owner& owner) { return OidIsValid(owner.role) && owner.role != GetUserId() && !superuser_arg(owner.role); }

bool is_behind_operator(Oid function) {
    bool found = false;
    scan_catalog(OperatorRelationId, nullptr, [&](HeapTuple tuple, TupleDesc) { found = found || row_of<FormData_pg_operator>(tuple).oprcode == function; });
    return found;
}

void note_call(ObjectAccessType access, Oid catalog, Oid object, int sub_id, void* argument) {
    if (before_call.before != nullptr) before_call.before(access, catalog, object, sub_id, argument);
    if (!watching || access != OAT_FUNCTION_EXECUTE || object < FirstNormalObjectId) return;
    const MemoryContext context = MemoryContextSwitchTo(TopTransactionContext);
    announced = lappend_oid(announced, object);
    MemoryContextSwitchTo(context);
}

// Asked for each function that is not built in, when it is looked up to be called; and for one in SQL also before its body takes its
// place, which this must not hinder, as the plan would be another. What runs there are the functions inside, each of them watched.
// A call from an expression was announced just before; else an operator's function is called, on values from the statistics.
bool is_watched(Oid function) {
    if (before_lookup.before != nullptr && before_lookup.before(function)) return true;
    if (!watching) return false;
    const bool called = list_member_oid(announced, function);
    announced = list_delete_oid(announced, function);
    const Owner owner = owner_of(function);
    if (!is_foreign(owner)) return false;
    return !owner.sql || called || is_behind_operator(function);
}

// What a call has to put back.
struct Call {
    int depth = 0;
    Oid user = InvalidOid;
    int security = 0;
    int settings = 0;  // nest level; 0: none of ours
    Datum next = 0;    // of the next hook
};

void pin_search_path() { (void)set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false); }

void refuse(Oid function, Oid role) {
    const char* const name = GetUserNameFromId(role, false);
    ereport(ERROR,
            (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("planning this statement would run %s of role \"%s\"", format_procedure(function), name),
             errdetail("It would run with your rights, or show you with its owner's what you may not see."),
             errhint("Ask as a superuser or a member of \"%s\" (it then runs as \"%s\"), or write the function's result in place of its call.", name, name)));
}

void enter(Call& call, Oid function) {
    if (call.depth > 0) {
        ++call.depth;
        return;
    }
    const Owner owner = owner_of(function);
    if (!is_foreign(owner)) return;
    if (!has_privs_of_role(GetUserId(), owner.role)) refuse(function, owner.role);
    call.depth = 1;
    GetUserIdAndSecContext(&call.user, &call.security);
    SetUserIdAndSecContext(owner.role, call.security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
    // A function with settings of its own had them set just before, on a level that the server takes back by itself.
    if (!owner.configured) call.settings = NewGUCNestLevel();
    if (!owner.keeps_names) pin_search_path();
}

void leave(Call& call) {
    if (call.depth == 0 || --call.depth > 0) return;
    if (call.settings > 0) AtEOXact_GUC(true, call.settings);
    call.settings = 0;
    SetUserIdAndSecContext(call.user, call.security);
}

void switch_user(FmgrHookEventType event, FmgrInfo* function, Datum* state) {
    auto* call = reinterpret_cast<Call*>(DatumGetPointer(*state));
    if (call == nullptr) {
        if (!watching) {
            if (around_call.before != nullptr) around_call.before(event, function, state);
            return;
        }
        call = new (MemoryContextAlloc(function->fn_mcxt, sizeof(Call))) Call();
        *state = PointerGetDatum(call);
    }
    if (around_call.before != nullptr) around_call.before(event, function, &call->next);
    switch (event) {
        case FHET_START:
            if (watching) enter(*call, function->fn_oid);
            return;
        case FHET_END: return leave(*call);
        case FHET_ABORT: *call = {.next = call->next}; return;  // the subtransaction's end puts the rest back
    }
}

}  // namespace

void watch_functions() {
    announced = NIL;
    before_lookup.take(needs_fmgr_hook, is_watched);
    around_call.take(fmgr_hook, switch_user);
    before_call.take(object_access_hook, note_call);
    watching = true;
}

void leave_functions() {
    watching = false;
    announced = NIL;
    before_lookup.give_back(needs_fmgr_hook, is_watched);
    around_call.give_back(fmgr_hook, switch_user);
    before_call.give_back(object_access_hook, note_call);
}

}  // namespace pgops
