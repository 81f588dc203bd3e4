// pgops.checks, pgops.check_status, pgops.summary: what there is, how a run went, and how each area stands.
#include "checks/place.hpp"
#include "pg/door.hpp"
#include "pg/own_tables.hpp"
#include "sql/report_run.hpp"
#include "pg/settings.hpp"
#include "pg/sink.hpp"
#include "report/documentation.hpp"

namespace pgops {

namespace {

Evidence shown(std::string_view name, std::string_view value) { return {name, {.kind = Value::Kind::Text, .text = value}}; }

// Thresholds as SHOW prints them, or as set_threshold() was told; a setting exists as soon as this library is loaded.
std::span<const Evidence> thresholds_of(const Check& check, const OwnTables& own, Memory* memory) {
    auto& items = make_in<Vector<Evidence>>(memory, memory);
    for (const Setting setting : check.thresholds) {
        const char* const name = definition_of(setting).name;
        const ThresholdRule* const rule = general_rule(own, check, setting);
        items.push_back(shown(name, rule != nullptr ? rule->shown : copy_text(memory, GetConfigOptionByName(name, nullptr, false))));
    }
    return span_of(items);
}

// "setting for pattern": value.
std::span<const Evidence> exceptions_of(const Check& check, const OwnTables& own, Memory* memory) {
    auto& items = make_in<Vector<Evidence>>(memory, memory);
    for (const ThresholdRule& rule : own.thresholds)
        if (rule.object != kEverything && applies(rule, check))
            items.push_back(shown(concat(memory, definition_of(rule.setting).name, " for ", rule.object), rule.shown));
    return span_of(items);
}

Datum emit_checks(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const Selection selection{.names = {}, .disabled = disabled_checks()};
    OwnTables& own = make_in<OwnTables>(&memory, &memory);
    const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    read_own_tables(snapshot, &memory, own);
    UnregisterSnapshot(snapshot);
    Sink sink(fcinfo);
    for (const Check& check : all_checks()) {
        sink.text(check.id).text(name_of(check.area)).text(check.title).text(name_of(check.default_severity)).text(name_of(check.cost));
        sink.boolean(selection.includes(check)).json(thresholds_of(check, own, &memory)).text(documentation_page(&memory, check.id));
        const std::span<const Evidence> exceptions = exceptions_of(check, own, &memory);
        (exceptions.empty() ? sink.null() : sink.json(exceptions)).row();
    }
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

Datum emit_check_status(FunctionCallInfo fcinfo) {
    ReportRun& report = begin_report(nullptr);
    Sink sink(fcinfo);
    for (const CheckStatus& status : report.run.status) {
        sink.text(status.check->id).text(name_of(status.check->area)).text(name_of(status.state));
        sink.integer(status.reported());
        sink.real(static_cast<double>(status.elapsed) / 1000.0).text_or_null(status.reason).integer(status.muted).row();
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
        sink.integer(area.passed).integer(area.skipped).integer(area.failed).integer(area.incomplete).integer(area.muted).row();
    }
    end_report(report);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_checks) { return door(fcinfo, emit_checks); }
PGOPS_FUNCTION(pgops_check_status) { return door(fcinfo, emit_check_status); }
PGOPS_FUNCTION(pgops_summary) { return door(fcinfo, emit_summary); }

}  // namespace pgops
