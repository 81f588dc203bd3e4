// pgops.relation_bloat, and the functions behind pgops.table_bloat and pgops.index_bloat.
#include "model/bloat.hpp"
#include "model/estimated_bloat.hpp"
#include "model/model.hpp"
#include "pg/catalog_reader.hpp"
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/pages/measure.hpp"
#include "pg/port.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

void put(Sink& sink, ObjectId relation, std::string_view kind, std::string_view method, const Bloat& bloat, std::string_view fix) {
    sink.object_id(relation).text(kind).text_or_null(method).bigint(bloat.size_bytes);
    if (bloat.known) sink.bigint(bloat.bytes).real(bloat.percent.value).real(bloat.percent.low).real(bloat.percent.high);
    else sink.null().null().null().null();
    sink.bigint(bloat.held_back_bytes).text(name_of(bloat.method)).bigint(bloat.pages_read);
    sink.text(bloat.distrust.empty() ? "ok" : bloat.distrust).text_or_null(fix).row();
}

// No page of the relation is read: what the catalogs and statistics say of it.
Bloat estimate_without_pages(Oid relation, ContextMemory& memory) {
    PostgresServer& server = make_in<PostgresServer>(&memory, &memory);
    const Model& model = make_in<Model>(&memory, read_facts(&memory), server, &memory);
    if (const Table* const table = model.table(relation)) {
        if (table->has_storage()) return estimate_bloat(*table);
    } else {
        for (const Index& index : model.indexes())
            if (index.id == relation && !index.partitioned) return estimate_bloat(index);
    }
    Bloat bloat;
    bloat.set_unknown(
        "only tables, materialized views and btrees can be estimated without reading pages; no TOAST, system or temporary ones, none of an extension");
    return bloat;
}

Datum emit_relation_bloat(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    Sink sink(fcinfo);
    const Oid relation = PG_GETARG_OID(0);
    const std::int64_t pages = PG_ARGISNULL(1) ? 200 : PG_GETARG_INT32(1);
    const Bloat bloat = pages == 0 ? estimate_without_pages(relation, memory) : measure_bloat({.relation = relation, .sample_pages = pages}, &memory);
    put(sink, relation, "table", "heap", bloat, "");
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_relation_bloat) { return door(fcinfo, emit_relation_bloat); }

}  // namespace pgops
