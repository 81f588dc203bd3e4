// pgops.explain: everything about one finding as text; and pgops.shortened, which fits a name into a column.
#include "report/explain.hpp"

#include "pg/door.hpp"
#include "pg/sink.hpp"
#include "report/documentation.hpp"
#include "report/shorten.hpp"
#include "sql/report_run.hpp"

namespace pgops {

namespace {

Datum explain_finding(FunctionCallInfo fcinfo) {
    const text* const argument = PG_GETARG_TEXT_PP(0);
    const std::string_view key(VARDATA_ANY(argument), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(argument)));
    const Check* const check = find_check(key.substr(0, key.find(':')));
    if (check == nullptr)
        throw BadInput("that is not the key of a finding",
                       "A key looks like unused_index:public.orders_status_idx; pgops.findings has one in each row's finding_key.");
    ReportRun& report = begin_report(check->id);
    std::string_view answer;
    for (const Reported& reported : report.run.reported) {
        if (reported.key != key) continue;
        answer = explain(&report.memory, {check->id, check->title, key, documentation_page(&report.memory, check->id), check->area, reported.priority},
                         *reported.finding);
        break;
    }
    if (answer.empty())
        answer = concat(&report.memory, "There is no finding with this key now: what it named was solved, changed its name, or is under the thresholds.\n",
                        report.run.status.front().reason.empty() ? "" : "The check itself says: ", report.run.status.front().reason);
    const Datum result = PointerGetDatum(to_text(answer));
    end_report(report);
    return result;
}

// The cut is made in UTF-8, whatever the database's encoding; only UTF-8 has a one-character ellipsis for certain.
Datum shorten_name(FunctionCallInfo fcinfo) {
    char* const name = text_to_cstring(PG_GETARG_TEXT_PP(0));
    const int width = PG_GETARG_INT32(1);
    if (width < 4) throw BadInput("the width is too small", "Four columns are the least.");
    const char* const utf8 = pg_server_to_any(name, static_cast<int>(strlen(name)), PG_UTF8);
    ContextMemory& memory = begin_run_memory();
    const std::string_view shortened = shorten(&memory, utf8, static_cast<std::size_t>(width), GetDatabaseEncoding() == PG_UTF8 ? "…" : "...");
    const text* const cut = to_text(shortened);
    const Datum result = PointerGetDatum(cstring_to_text(pg_any_to_server(text_to_cstring(cut), static_cast<int>(shortened.size()), PG_UTF8)));
    end_run_memory(memory);
    return result;
}

}  // namespace

PGOPS_FUNCTION(pgops_explain) { return door(fcinfo, explain_finding); }
PGOPS_FUNCTION(pgops_shortened) { return door(fcinfo, shorten_name); }

}  // namespace pgops
