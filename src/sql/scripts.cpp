// pgops.fix_script and undo_script; pgops.baseline and assert_clean, for pipelines.
#include "report/fix_script.hpp"
#include "report/new_findings.hpp"

#include "pg/door.hpp"
#include "pg/json_writer.hpp"
#include "pg/read_document.hpp"
#include "pg/sink.hpp"
#include "sql/report_run.hpp"

namespace pgops {

namespace {

// What assert_clean raises; the class PG is nobody's.
constexpr int kNotClean = MAKE_SQLSTATE('P', 'G', 'O', '0', '1');
constexpr std::size_t kMostListed = 40;

Severity severity_argument(const text* argument) {
    const std::string_view name(VARDATA_ANY(argument), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(argument)));
    const std::optional<Severity> severity = severity_named(name);
    if (!severity)
        throw BadInput(concat(&begin_run_memory(), "there is no severity \"", at_most(&begin_run_memory(), name, 60), "\""),
                       "Severities are critical, high, medium, low and info.");
    return *severity;
}

std::span<const Entry> entries_of(const ReportRun& report) {
    auto& entries = make_in<Vector<Entry>>(&report.memory, &report.memory);
    entries.reserve(report.run.reported.size());
    for (const Reported& reported : report.run.reported) entries.push_back({reported.check->id, reported.key, reported.finding});
    return span_of(entries);
}

Datum script(FunctionCallInfo fcinfo, std::string_view (*write)(Memory*, std::span<const Entry>, const ScriptOptions&)) {
    const Severity least = severity_argument(PG_GETARG_TEXT_PP(0));
    ReportRun& report = begin_report(nullptr);
    const Model& model = report.model;
    const std::string_view heading = concat(&report.memory, "database ", one_line(&report.memory, model.database_name()), " of ",
                                            timestamp_text(model.now()).view().substr(0, 19), " UTC, by pgops_ext");
    const Datum text = PointerGetDatum(to_text(write(&report.memory, entries_of(report), {least, heading, model.in_recovery()})));
    end_report(report);
    return text;
}

Datum make_fix_script(FunctionCallInfo fcinfo) { return script(fcinfo, fix_script); }
Datum make_undo_script(FunctionCallInfo fcinfo) { return script(fcinfo, undo_script); }

Datum make_baseline(FunctionCallInfo) {
    ReportRun& report = begin_report(nullptr);
    JsonWriter writer;
    writer.begin_object().text("format", "pgops baseline").name("findings").begin_object();
    for (const Reported& reported : report.run.reported) writer.text(reported.key, name_of(reported.finding->severity()));
    const Datum baseline = writer.end_object().end_object().finish();
    end_report(report);
    return baseline;
}

Document baseline_argument(FunctionCallInfo fcinfo, Memory* memory) {
    if (PG_ARGISNULL(0)) return {};
    const Document baseline = read_document(*PG_GETARG_JSONB_P(0), memory);
    if (baseline["format"].text() != "pgops baseline" || baseline["findings"].kind() != Document::Kind::Object)
        throw BadInput("this is no baseline", "Pass what pgops.baseline() returned, or leave the argument out to accept nothing.");
    return baseline;
}

// A check that failed or could not look is no proof that there is nothing.
// Checks of one reason stand on one line.
std::string_view blind_checks(const Run& run, CheckState state, Memory* memory) {
    FlatMap<std::string_view, std::string_view> by_reason(memory);
    for (const CheckStatus& status : run.status) {
        if (status.state != state || status.reason.starts_with("disabled")) continue;
        std::string_view& checks = by_reason[one_line(memory, status.reason)];
        checks = concat(memory, checks, checks.empty() ? "" : ", ", status.check->id);
    }
    std::string_view list;
    for (const auto& [reason, checks] : by_reason) list = concat(memory, list, list.empty() ? "" : "\n", checks, ": ", reason);
    return list;
}

Datum assert_clean(FunctionCallInfo fcinfo) {
    if (PG_ARGISNULL(1)) throw BadInput("the severity is null", "Severities are critical, high, medium, low and info.");
    const Severity least = severity_argument(PG_GETARG_TEXT_PP(1));
    const Document baseline = baseline_argument(fcinfo, &begin_run_memory());
    ReportRun& report = begin_report(nullptr);
    Memory* const memory = &report.memory;
    Vector<Entry>& found = make_in<Vector<Entry>>(memory, new_findings(entries_of(report), baseline, least, memory));
    if (!found.empty())
        throw BadInput(concat(memory, "the database is not clean: ", found.size(),
                              plural(static_cast<std::int64_t>(found.size()), " new finding", " new findings"), " of severity ", name_of(least), " or worse"),
                       "SELECT pgops.explain('...') tells about one. Mend it, or accept what is there with a new pgops.baseline().",
                       listed(span_of(found), kMostListed, memory), kNotClean);
    if (const std::string_view failed = blind_checks(report.run, CheckState::Failed, memory); !failed.empty())
        throw BadInput("checks failed, so that the database may not be clean", "SELECT * FROM pgops.check_status says how each fared.", failed, kNotClean);
    if (const std::string_view skipped = blind_checks(report.run, CheckState::Skipped, memory); !skipped.empty()) {
        char* const list = pnstrdup(skipped.data(), skipped.size());
        ereport(NOTICE, (errmsg("some checks were skipped"), errdetail_internal("%s", list)));
    }
    end_report(report);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_fix_script) { return door(fcinfo, make_fix_script); }
PGOPS_FUNCTION(pgops_undo_script) { return door(fcinfo, make_undo_script); }
PGOPS_FUNCTION(pgops_baseline) { return door(fcinfo, make_baseline); }
PGOPS_FUNCTION(pgops_assert_clean) { return door(fcinfo, assert_clean); }

}  // namespace pgops
