// pgops.run_document, the one run behind a report; pgops.report and pgops.report_html, which render one.
#include "report/documentation.hpp"
#include "report/html_report.hpp"
#include "report/text_report.hpp"
#include "report/where_to_run.hpp"

#include "pg/door.hpp"
#include "pg/encoding.hpp"
#include "pg/json_writer.hpp"
#include "pg/read_document.hpp"
#include "sql/report_run.hpp"

namespace pgops {

namespace {

// In UTC; null: unknown.
void write_time(JsonWriter& writer, std::string_view name, Microseconds time, Memory* memory) {
    if (time == kUnknownTime) writer.member(name, {});
    else writer.text(name, concat(memory, timestamp_text(time).view().substr(0, 19), " UTC"));
}

void write_muted(JsonWriter& writer, const ReportRun& report, const Reported& muted) {
    writer.begin_object().text("severity", name_of(muted.finding->severity())).text("area", name_of(muted.check->area));
    writer.text("check_id", muted.check->id).text("object", muted.finding->object().text).text("finding", muted.finding->headline());
    writer.text("reason", muted.mute->reason).text("author", muted.mute->author);
    write_time(writer, "until", muted.mute->until, &report.memory);
    writer.text("finding_key", muted.key).end_object();
}

void write_finding(JsonWriter& writer, const ReportRun& report, const Reported& reported) {
    const Finding& finding = *reported.finding;
    writer.begin_object().integer("priority", reported.priority).text("severity", name_of(finding.severity()));
    writer.text("area", name_of(reported.check->area)).text("check_id", reported.check->id).text("object", finding.object().text);
    writer.text("finding", finding.headline()).integer("impact_bytes", finding.impact_bytes()).text("confidence", name_of(finding.confidence()));
    writer.text("why", finding.why()).text_or_null("fix_sql", finding.fix_sql()).text_or_null("undo_sql", finding.undo_sql());
    writer.text_or_null("fix_lock", shown_lock(&report.memory, finding, report.model.in_recovery()));
    writer.name("evidence").begin_object();
    for (const Evidence& item : finding.evidence()) writer.member(item.name, item.value);
    writer.end_object().text("docs", documentation_page(&report.memory, reported.check->id)).text("finding_key", reported.key);
    writer.text_or_null("root_key", finding.root_key());
    const SeenFinding* const seen = report.model.own().seen_before(reported.key);
    write_time(writer, "first_seen", seen == nullptr ? kUnknownTime : seen->first_seen, &report.memory);
    write_time(writer, "last_seen", seen == nullptr ? kUnknownTime : seen->last_seen, &report.memory);
    writer.end_object();
}

void write_check(JsonWriter& writer, const CheckStatus& status) {
    writer.begin_object().text("check_id", status.check->id).text("area", name_of(status.check->area)).text("title", status.check->title);
    writer.text("status", name_of(status.state)).integer("findings", status.reported());
    writer.member("milliseconds", {.kind = Value::Kind::Real, .real = static_cast<double>(status.elapsed) / 1000.0});
    writer.text_or_null("reason", status.reason).end_object();
}

void write_area(JsonWriter& writer, const AreaSummary& area) {
    if (area.passed + area.found + area.skipped + area.failed == 0) return;
    writer.begin_object().text("area", name_of(area.area)).text_or_null("worst_severity", area.worst ? name_of(*area.worst) : std::string_view());
    for (std::size_t i = 0; i < kSeverityCount; ++i) writer.integer(name_of(static_cast<Severity>(i)), area.by_severity[i]);
    writer.integer("checks_passed", area.passed).integer("checks_skipped", area.skipped).integer("checks_failed", area.failed);
    writer.integer("checks_incomplete", area.incomplete).integer("muted", area.muted).end_object();
}

Datum run_document(FunctionCallInfo fcinfo) {
    ReportRun& report = begin_report(PG_ARGISNULL(0) ? nullptr : PG_GETARG_ARRAYTYPE_P(0));
    JsonWriter writer;
    writer.begin_object().name("summary").begin_list();
    for (const AreaSummary& area : summarize(report.run)) write_area(writer, area);
    writer.end_list().name("findings").begin_list();
    for (const Reported& reported : report.run.reported) {
        CHECK_FOR_INTERRUPTS();
        write_finding(writer, report, reported);
    }
    writer.end_list().name("muted").begin_list();
    for (const Reported& muted : report.run.muted) write_muted(writer, report, muted);
    writer.end_list().name("checks").begin_list();
    for (const CheckStatus& status : report.run.status) write_check(writer, status);
    const Datum document = writer.end_list().end_object().finish();
    end_report(report);
    return document;
}

// Refuses what pgops.report_json never gave: a page with nothing in it would say that all is well.
Document report_argument(const Jsonb* json, Memory* memory) {
    const Document report = read_document_in_utf8(*json, memory);
    if (report["format"].text() != "pgops report" || report["findings"].kind() != Document::Kind::List)
        throw BadInput("this is no report", "Pass what pgops.report_json() returned, or leave the argument out for a new report.");
    return report;
}

Datum render_text(FunctionCallInfo fcinfo) {
    const int width = PG_GETARG_INT32(1);
    if (width < 80 || width > 1000) throw BadInput("the width is out of range", "A report is 80 to 1000 columns wide.");
    ContextMemory& memory = begin_run_memory();
    const Datum page = PointerGetDatum(from_utf8(text_report(&memory, report_argument(PG_GETARG_JSONB_P(0), &memory), static_cast<std::size_t>(width))));
    end_run_memory(memory);
    return page;
}

Datum render_html(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const Datum page = PointerGetDatum(from_utf8(html_report(&memory, report_argument(PG_GETARG_JSONB_P(0), &memory))));
    end_run_memory(memory);
    return page;
}

}  // namespace

PGOPS_FUNCTION(pgops_run_document) { return door(fcinfo, run_document); }
PGOPS_FUNCTION(pgops_render_text) { return door(fcinfo, render_text); }
PGOPS_FUNCTION(pgops_render_html) { return door(fcinfo, render_html); }

}  // namespace pgops
