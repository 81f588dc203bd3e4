// How often why_not_used calls the planner, and an index that an extension only pretends.
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/planner/why_not_used.hpp"

namespace pgops {

namespace {

Oid pretended = InvalidOid;
get_relation_info_hook_type before = nullptr;
bool in_chain = false;

void pretend(PlannerInfo* root, Oid table, bool parent, RelOptInfo* rel) {
    if (before != nullptr) before(root, table, parent, rel);
    ListCell* cell = nullptr;
    foreach (cell, rel->indexlist)
        if (auto* const index = lfirst_node(IndexOptInfo, cell); index->indexoid == pretended) index->hypothetical = true;
}

Datum pretend_index(FunctionCallInfo fcinfo) {
    pretended = PG_GETARG_OID(0);
    if (!in_chain) {
        before = get_relation_info_hook;
        get_relation_info_hook = pretend;
        in_chain = true;
    }
    return static_cast<Datum>(0);
}

Datum planner_calls(FunctionCallInfo fcinfo) {
    const char* const statement = text_to_cstring(PG_GETARG_TEXT_PP(0));
    ContextMemory& memory = begin_run_memory();
    const MemoryContext outside = MemoryContextSwitchTo(memory.context());
    auto& answers = make_in<Answers>(&memory, &memory);
    why_not_used(statement, InvalidOid, &memory, &answers);
    MemoryContextSwitchTo(outside);
    TupleDesc description = nullptr;
    if (get_call_result_type(fcinfo, nullptr, &description) != TYPEFUNC_COMPOSITE) elog(ERROR, "a row type is expected");
    Datum values[2] = {Int32GetDatum(answers.planner_calls), Int32GetDatum(static_cast<int>(answers.indexes.size()))};
    bool nulls[2] = {};
    end_run_memory(memory);
    return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}

}  // namespace

PGOPS_FUNCTION(pgops_test_pretend_index) { return door(fcinfo, pretend_index); }
PGOPS_FUNCTION(pgops_test_planner_calls) { return door(fcinfo, planner_calls); }

}  // namespace pgops
