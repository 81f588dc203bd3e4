// pgops.relation_bloat, and the functions behind pgops.table_bloat and pgops.index_bloat.
#include "model/bloat.hpp"
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/pages/measure.hpp"
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

Datum emit_relation_bloat(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    Sink sink(fcinfo);
    const Oid relation = PG_GETARG_OID(0);
    const std::int64_t pages = PG_ARGISNULL(1) ? 200 : PG_GETARG_INT32(1);
    const Bloat bloat = measure_bloat({.relation = relation, .sample_pages = pages}, &memory);
    put(sink, relation, "table", "heap", bloat, "");
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_relation_bloat) { return door(fcinfo, emit_relation_bloat); }

}  // namespace pgops
