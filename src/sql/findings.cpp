// pgops.run_checks: the rows of pgops.findings.
#include "pg/door.hpp"
#include "sql/report_run.hpp"
#include "pg/sink.hpp"
#include "report/documentation.hpp"
#include "report/where_to_run.hpp"

namespace pgops {

namespace {

Datum emit_findings(FunctionCallInfo fcinfo) {
    ReportRun& report = begin_report(PG_ARGISNULL(0) ? nullptr : PG_GETARG_ARRAYTYPE_P(0));
    Sink sink(fcinfo);
    for (const Reported& reported : report.run.reported) {
        const Finding& finding = *reported.finding;
        sink.integer(reported.priority).text(name_of(finding.severity())).text(name_of(reported.check->area)).text(reported.check->id);
        sink.text(finding.object().text).text(finding.headline()).bigint(finding.impact_bytes()).text(name_of(finding.confidence()));
        sink.text(finding.why())
            .text_or_null(finding.fix_sql())
            .text_or_null(finding.undo_sql())
            .text_or_null(shown_lock(&report.memory, finding, report.model.in_recovery()));
        sink.json(finding.evidence()).text(documentation_page(&report.memory, reported.check->id)).text(reported.key);
        sink.text_or_null(finding.root_key()).object_id(finding.object().class_id).object_id(finding.object().object_id);
        sink.object_sub_id(finding.object().object_id, finding.object().sub_id);
        const SeenFinding* const seen = report.model.own().seen_before(reported.key);
        sink.time(seen == nullptr ? kUnknownTime : seen->first_seen).time(seen == nullptr ? kUnknownTime : seen->last_seen).row();
    }
    end_report(report);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_run_checks) { return door(fcinfo, emit_findings); }

}  // namespace pgops
