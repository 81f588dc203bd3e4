// pgops.why_not_used.
#include "pg/planner/why_not_used.hpp"

#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

// As EXPLAIN prints it, so that the two are equal.
double as_printed(double cost) { return strtod(psprintf("%.2f", cost), nullptr); }

void put(Sink& sink, const IndexAnswer& answer) {
    sink.object_id(answer.index).object_id(answer.table);
    if (answer.used) sink.boolean(*answer.used);
    else sink.null();
    sink.text_or_null(answer.explanation.code ? name_of(*answer.explanation.code) : "").text(answer.explanation.reason);
    for (const std::optional<double>& cost : {answer.cost_chosen, answer.cost_with_index}) {
        if (cost) sink.real(as_printed(*cost));
        else sink.null();
    }
    sink.text_or_null(answer.explanation.hint).row();
}

void check_is_index(Oid relation) {
    const char kind = get_rel_relkind(relation);
    if (kind == RELKIND_INDEX || kind == RELKIND_PARTITIONED_INDEX) return;
    if (kind == '\0') ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("there is no index with the oid %u", relation)));
    ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not an index", get_rel_name(relation)),
                    errhint("Pass an index, or leave it out to ask about all indexes of the statement's tables.")));
}

Datum answer(FunctionCallInfo fcinfo) {
    Sink sink(fcinfo);
    if (PG_ARGISNULL(0)) return static_cast<Datum>(0);
    const Oid index = PG_ARGISNULL(1) ? InvalidOid : PG_GETARG_OID(1);
    if (OidIsValid(index)) check_is_index(index);
    const char* const statement = text_to_cstring(PG_GETARG_TEXT_PP(0));
    ContextMemory& memory = begin_run_memory();
    const MemoryContext before = MemoryContextSwitchTo(memory.context());
    auto& answers = make_in<Answers>(&memory, &memory);
    why_not_used(statement, index, &memory, &answers);
    MemoryContextSwitchTo(before);
    for (const IndexAnswer& each : answers.indexes) put(sink, each);
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_why_not_used) { return door(fcinfo, answer); }

}  // namespace pgops
