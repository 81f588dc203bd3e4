// pgops.checks, pgops.check_status, pgops.summary: what there is, how a run went, and how each area stands.
#include "pg/door.hpp"
#include "sql/report_run.hpp"
#include "pg/settings.hpp"
#include "pg/sink.hpp"
#include "report/documentation.hpp"

namespace pgops {

namespace {

// Thresholds as SHOW prints them; a setting exists as soon as this library is loaded.
std::span<const Evidence> thresholds_of(const Check& check, Memory* memory) {
    auto& items = make_in<Vector<Evidence>>(memory, memory);
    for (const Setting setting : check.thresholds) {
        const char* const name = definition_of(setting).name;
        items.push_back({name, {.kind = Value::Kind::Text, .text = copy_text(memory, GetConfigOptionByName(name, nullptr, false))}});
    }
    return span_of(items);
}

Datum emit_checks(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const Selection selection{.names = {}, .disabled = disabled_checks()};
    Sink sink(fcinfo);
    for (const Check& check : all_checks()) {
        sink.text(check.id).text(name_of(check.area)).text(check.title).text(name_of(check.default_severity)).text(name_of(check.cost));
        sink.boolean(selection.includes(check)).json(thresholds_of(check, &memory)).text(documentation_page(&memory, check.id)).row();
    }
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

Datum emit_check_status(FunctionCallInfo fcinfo) {
    ReportRun& report = begin_report(nullptr);
    Sink sink(fcinfo);
    for (const CheckStatus& status : report.run.status) {
        sink.text(status.check->id).text(name_of(status.check->area)).text(name_of(status.state));
        sink.integer(status.found == nullptr ? 0 : static_cast<std::int32_t>(status.found->rows().size()));
        sink.real(static_cast<double>(status.elapsed) / 1000.0).text_or_null(status.reason).row();
    }
    end_report(report);
    return static_cast<Datum>(0);
}

Datum emit_summary(FunctionCallInfo fcinfo) {
    ReportRun& report = begin_report(nullptr);
    Sink sink(fcinfo);
    for (const AreaSummary& area : summarize(report.run)) {
        if (area.passed + area.found + area.skipped + area.failed == 0) continue;
        sink.text(name_of(area.area)).text_or_null(area.worst ? name_of(*area.worst) : std::string_view());
        for (const int count : area.by_severity) sink.integer(count);
        sink.integer(area.passed).integer(area.skipped).integer(area.failed).integer(area.incomplete).row();
    }
    end_report(report);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_checks) { return door(fcinfo, emit_checks); }
PGOPS_FUNCTION(pgops_check_status) { return door(fcinfo, emit_check_status); }
PGOPS_FUNCTION(pgops_summary) { return door(fcinfo, emit_summary); }

}  // namespace pgops
