// pgops.progress: the runs of all sessions, and how far each is.
#include <algorithm>

#include "checks/registry.hpp"
#include "pg/door.hpp"
#include "pg/progress.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

// Checks that are done, and of the one that runs as much as its relation's pages tell.
double percent_done(const Progress& progress) {
    if (progress.total <= 0) return 0;
    const double within = progress.pages_total > 0 ? std::min(1.0, static_cast<double>(progress.pages_done) / static_cast<double>(progress.pages_total)) : 0;
    return 100.0 * (progress.number - 1 + within) / progress.total;
}

// Empty for one that is dropped meanwhile.
std::string_view database_name(Oid id) {
    const HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(tuple)) return {};
    const char* const name = pstrdup(NameStr(reinterpret_cast<const FormData_pg_database*>(GETSTRUCT(tuple))->datname));
    ReleaseSysCache(tuple);
    return name;
}

Datum emit_progress(FunctionCallInfo fcinfo) {
    Sink sink(fcinfo);
    const int backends = pgstat_fetch_stat_numbackends();
    for (int backend = 1; backend <= backends; ++backend) {
        const std::optional<Progress> progress = progress_of(backend);
        if (!progress || progress->pid == MyProcPid) continue;
        const char* const role = GetUserNameFromId(progress->role, true);
        const std::span<const Check> checks = all_checks();
        const auto place = static_cast<std::size_t>(progress->number - 1);
        sink.integer(progress->pid).text_or_null(database_name(progress->database)).text_or_null(role != nullptr ? role : "");
        sink.text_or_null(place < checks.size() ? checks[place].id : "").integer(std::max(progress->number - 1, 0)).integer(progress->total);
        // Oids of another database mean nothing here.
        sink.object_id(progress->database == MyDatabaseId ? progress->relation : InvalidOid);
        if (progress->pages_total > 0) sink.bigint(progress->pages_done).bigint(progress->pages_total);
        else sink.null().null();
        sink.real(percent_done(*progress)).time(progress->since).row();
    }
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_progress) { return door(fcinfo, emit_progress); }

}  // namespace pgops
