// pgops.index_usage: every index, whether it earns its keep, and what to do about it.
#include "checks/index/index_verdict.hpp"
#include "pg/catalog_reader.hpp"
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/port.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

Datum emit_index_usage(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    Sink sink(fcinfo);
    PostgresServer& server = make_in<PostgresServer>(&memory, &memory);
    const Model& model = make_in<Model>(&memory, read_facts(&memory), server, &memory);
    IndexUses& uses = make_in<IndexUses>(&memory, model, &memory);
    for (const Index& index : model.indexes()) {
        CHECK_FOR_INTERRUPTS();
        const IndexVerdict verdict = verdict_of(model, uses, index, &memory);
        const IndexCounters& counters = index.counters;
        const std::optional<double> writes = writes_per_scan(index);
        sink.object_id(index.id)
            .object_id(index.table_id)
            .bigint(index.size_bytes)
            .bigint(counters.scans)
            .time(counters.last_scan)
            .bigint(counters.entries_read);
        if (writes) sink.real(*writes);
        else sink.null();
        sink.time(uses.counted_since(index).value_or(kUnknownTime)).boolean(index.constraint_id != kNoObject);
        sink.text(verdict.verdict).text(verdict.reason).text_or_null(verdict.advice.fix).text_or_null(verdict.advice.undo).row();
    }
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_index_usage) { return door(fcinfo, emit_index_usage); }

}  // namespace pgops
