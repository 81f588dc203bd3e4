// Measurements in the backend, for ratios that psql cannot take: what the catalogs cost to read at the least, and what a run costs.
#include "checks/run.hpp"
#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/port.hpp"

namespace pgops {

namespace {

double milliseconds_since(TimestampTz start) { return static_cast<double>(GetCurrentTimestamp() - start) / 1000.0; }

Datum row_of_result(FunctionCallInfo fcinfo, Datum* values, int count) {
    TupleDesc description = nullptr;
    if (get_call_result_type(fcinfo, nullptr, &description) != TYPEFUNC_COMPOSITE) elog(ERROR, "a row type is expected");
    bool nulls[8] = {};
    if (description->natts != count) elog(ERROR, "%d columns are expected", count);
    return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}

// Rows only counted, or taken apart into their columns as a program that reads them must.
Datum scan_floor(FunctionCallInfo fcinfo) {
    const bool take_apart = PG_GETARG_BOOL(0);
    const TimestampTz start = GetCurrentTimestamp();
    const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    std::int64_t rows = 0;
    Datum fields[MaxHeapAttributeNumber];
    bool nulls[MaxHeapAttributeNumber];
    for (const Oid catalog : {RelationRelationId, AttributeRelationId, StatisticRelationId, IndexRelationId, ConstraintRelationId})
        scan_catalog(catalog, snapshot, [&](HeapTuple tuple, TupleDesc description) {
            if (take_apart) heap_deform_tuple(tuple, description, fields, nulls);
            ++rows;
        });
    UnregisterSnapshot(snapshot);
    Datum values[2] = {Int64GetDatum(rows), Float8GetDatum(milliseconds_since(start))};
    return row_of_result(fcinfo, values, 2);
}

Datum timed_run(FunctionCallInfo fcinfo) {
    const std::string_view area = PG_ARGISNULL(0) ? std::string_view() : text_to_cstring(PG_GETARG_TEXT_PP(0));
    ContextMemory& memory = begin_run_memory();
    auto& checks = make_in<Vector<Check>>(&memory, &memory);
    for (const Check& check : all_checks())
        if (check.cost != Cost::Pages && (area.empty() || name_of(check.area) == area)) checks.push_back(check);
    PostgresServer& server = make_in<PostgresServer>(&memory, &memory);
    TimestampTz start = GetCurrentTimestamp();
    Facts& facts = read_facts(&memory);
    const double read = milliseconds_since(start);
    start = GetCurrentTimestamp();
    Model& model = make_in<Model>(&memory, facts, server, &memory);
    const double link = milliseconds_since(start);
    start = GetCurrentTimestamp();
    Run& run = make_in<Run>(&memory, &memory);
    run_checks(model, span_of(checks), {}, &memory, run);
    const double check = milliseconds_since(start);
    const auto findings = static_cast<std::int32_t>(run.reported.size());
    const auto bytes = static_cast<std::int64_t>(MemoryContextMemAllocated(memory.context(), true));
    end_run_memory(memory);
    Datum values[5] = {Float8GetDatum(read), Float8GetDatum(link), Float8GetDatum(check), Int32GetDatum(findings), Int64GetDatum(bytes)};
    return row_of_result(fcinfo, values, 5);
}

}  // namespace

PGOPS_FUNCTION(pgops_test_scan_floor) { return door(fcinfo, scan_floor); }
PGOPS_FUNCTION(pgops_test_timed_run) { return door(fcinfo, timed_run); }

}  // namespace pgops
