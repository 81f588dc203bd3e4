// pgops.explain: everything about one finding as text; and pgops.shortened, which fits a name into a column.
#include <algorithm>

#include "report/explain.hpp"

#include "pg/door.hpp"
#include "pg/encoding.hpp"
#include "pg/sink.hpp"
#include "report/documentation.hpp"
#include "report/shorten.hpp"
#include "sql/report_run.hpp"

namespace pgops {

namespace {

// The check whose finding the key names; a text that can be no key at all is refused.
const Check* check_of_key(std::string_view key) {
    const std::size_t colon = std::min(key.find(':'), key.size());
    const std::string_view id = key.substr(0, colon);
    const Check* const check = find_check(id);
    if (check != nullptr && key.size() > colon + 1) return check;
    ContextMemory& memory = begin_run_memory();
    const std::string_view detail = check == nullptr ? concat(&memory, "There is no check \"", at_most(&memory, id, 60), "\".")
                                                     : concat(&memory, id, " is a check; what its finding is about is missing behind it.");
    const std::string_view list = check == nullptr ? concat(&memory, "pgops.findings") : concat(&memory, "pgops.run_checks(ARRAY['", id, "'])");
    throw BadInput(
        concat(&memory, "\"", at_most(&memory, key, 120), "\" is not the key of a finding"),
        concat(&memory, "A key is a check, a colon and what the finding is about, such as unused_index:public.orders_status_idx. SELECT finding_key FROM ",
               list, " lists those that there are."),
        detail);
}

Datum explain_finding(FunctionCallInfo fcinfo) {
    const text* const argument = PG_GETARG_TEXT_PP(0);
    const std::string_view key(VARDATA_ANY(argument), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(argument)));
    const Check* const check = check_of_key(key);
    ReportRun& report = begin_report(check->id);
    std::string_view answer;
    for (const Vector<Reported>* const list : {&report.run.reported, &report.run.muted}) {
        for (const Reported& reported : *list) {
            if (reported.key != key) continue;
            answer = explain(
                &report.memory,
                {check->id, check->title, key, documentation_page(&report.memory, check->id), check->area, reported.priority, report.model.in_recovery()},
                *reported.finding);
            if (reported.mute != nullptr)
                answer = concat(&report.memory, answer, "\nMuted by ", reported.mute->author, ": ", one_line(&report.memory, reported.mute->reason), "\n");
        }
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
    const text* const argument = PG_GETARG_TEXT_PP(0);
    const std::string_view name(VARDATA_ANY(argument), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(argument)));
    const int width = PG_GETARG_INT32(1);
    if (width < 4) throw BadInput("the width is too small", "Four columns are the least.");
    ContextMemory& memory = begin_run_memory();
    const std::string_view ellipsis = GetDatabaseEncoding() == PG_UTF8 ? "…" : "...";
    const Datum result = PointerGetDatum(from_utf8(shorten(&memory, to_utf8(&memory, name), static_cast<std::size_t>(width), ellipsis)));
    end_run_memory(memory);
    return result;
}

}  // namespace

PGOPS_FUNCTION(pgops_explain) { return door(fcinfo, explain_finding); }
PGOPS_FUNCTION(pgops_shortened) { return door(fcinfo, shorten_name); }

}  // namespace pgops
