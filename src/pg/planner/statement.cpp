#include "pg/planner/statement.hpp"

#include "pg/planner/planning_locks.hpp"
#include "pg/planner/what_if.hpp"

namespace pgops {

namespace {

void place_error(void* text) {
    const int position = geterrposition();
    if (position <= 0) return;
    errposition(0);
    internalerrposition(position);
    internalerrquery(static_cast<const char*>(text));
}

[[noreturn]] void refuse_utility(const char* what) {
    ereport(ERROR,
            (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("%s has no plan that could use an index", what),
             errhint("Pass a SELECT, VALUES, INSERT, UPDATE, DELETE or MERGE by itself: what stands behind EXPLAIN, or what PREPARE prepared, for example.")));
    pg_unreachable();
}

bool can_be_planned(const Node* statement) {
    switch (nodeTag(statement)) {
        case T_SelectStmt:
        case T_InsertStmt:
        case T_UpdateStmt:
        case T_DeleteStmt:
        case T_MergeStmt: return true;
        default: return false;
    }
}

RawStmt* parse(const char* text) {
    List* const statements = pg_parse_query(text);
    if (list_length(statements) != 1)
        ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR),
                        statements == NIL ? errmsg("there is no statement") : errmsg("there are %d statements, and one is wanted", list_length(statements)),
                        errhint("Pass one statement at a time.")));
    auto* const statement = linitial_node(RawStmt, statements);
    if (!can_be_planned(statement->stmt)) refuse_utility(CreateCommandName(statement->stmt));
    return statement;
}

// Parameters take the types that their places want, as in PREPARE.
Query* analyze(RawStmt* parsed, const char* text) {
    Oid* types = nullptr;
    int count = 0;
    Query* const query = parse_analyze_varparams(parsed, text, &types, &count, nullptr);
    if (query->commandType == CMD_UTILITY) refuse_utility("SELECT INTO");
    return query;
}

bool may_not_execute(Oid function, void*) {
    if (!may_execute(function)) ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("permission denied for function %s", get_func_name(function))));
    return false;
}

bool check_functions(Node* node, void* context) {
    if (node == nullptr) return false;
    (void)check_functions_in_node(node, may_not_execute, context);
    if (IsA(node, Query)) return query_tree_walker(reinterpret_cast<Query*>(node), as_walker(check_functions), context, 0);
    return expression_tree_walker(node, as_walker(check_functions), context);
}

}  // namespace

ErrorPlace::ErrorPlace(const char* statement) : callback_{error_context_stack, place_error, const_cast<char*>(statement)} { error_context_stack = &callback_; }

void read_statement(PlannableStatement* statement) {
    RawStmt* const parsed = parse(statement->text);
    lock_named_tables(parsed->stmt);
    Query* const query = analyze(parsed, statement->text);
    lock_tables_behind(query);
    List* const queries = pg_rewrite_query(query);
    if (list_length(queries) != 1)
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("a rule makes %d statements of this one", list_length(queries)),
                        errhint("Pass the statements of the rule one by one.")));
    statement->query = linitial_node(Query, queries);
    if (statement->query->commandType == CMD_UTILITY) refuse_utility("what a rule makes of this statement");
    statement->mentions = mark_places(statement->query);
    lock_indexes(statement);
}

void check_rights_of(const PlannableStatement& statement, const PlannedStmt* plan) {
    check_rights(plan);
    check_functions(reinterpret_cast<Node*>(statement.query), nullptr);
}

}  // namespace pgops
