#include "report/explain.hpp"

#include "report/where_to_run.hpp"

namespace pgops {

namespace {

std::string_view shown(Memory* memory, const Value& value) {
    switch (value.kind) {
        case Value::Kind::Text: return value.text;
        case Value::Kind::Integer: return concat(memory, grouped(value.integer));
        case Value::Kind::Real: return concat(memory, decimal(value.real, 3));
        case Value::Kind::Boolean: return value.boolean ? "yes" : "no";
        case Value::Kind::List: {
            std::string_view list;
            for (const std::string_view text : value.list) list = concat(memory, list, list.empty() ? "" : ", ", text);
            return list;
        }
        case Value::Kind::Null: break;
    }
    return "unknown";
}

std::string_view evidence_lines(Memory* memory, const Finding& finding) {
    std::string_view lines;
    for (const Evidence& item : finding.evidence())
        lines = concat(memory, lines, "  ", one_line(memory, item.name), ": ", one_line(memory, shown(memory, item.value)), "\n");
    return lines;
}

}  // namespace

std::string_view explain(Memory* memory, const Explained& about, const Finding& finding) {
    std::string_view text =
        concat(memory, finding.object().text, ": ", finding.headline(), "\n\n", about.title, " (check ", about.check_id, ", area ", name_of(about.area), ")\n",
               "Severity: ", name_of(finding.severity()), ", priority ", about.priority, ", confidence: ", name_of(finding.confidence()), "\n");
    if (finding.impact_bytes()) text = concat(memory, text, "Gives back: ", human_bytes(*finding.impact_bytes()), "\n");
    text = concat(memory, text, "\nWhy it matters\n  ", finding.why(), "\n\nEvidence\n", evidence_lines(memory, finding));
    if (runs_on_primary(finding, about.in_recovery))
        text = concat(memory, text, "\nFix, to be run on the primary, for this server is a standby\n  ", finding.fix_sql(), "\n");
    else if (!finding.fix_sql().empty()) text = concat(memory, text, "\nFix\n  ", finding.fix_sql(), "\n");
    else text = concat(memory, text, "\nFix\n  For a person to decide; the check's page describes the ways out.\n");
    if (!finding.fix_lock().empty()) text = concat(memory, text, "  Lock: ", shown_lock(memory, finding, about.in_recovery), "\n");
    if (!finding.undo_sql().empty()) text = concat(memory, text, "\nUndo\n  ", finding.undo_sql(), "\n");
    if (!finding.root_key().empty()) text = concat(memory, text, "\nCaused by\n  ", finding.root_key(), "\n");
    return concat(memory, text, "\nKey:  ", about.key, "\nPage: ", about.documentation, "\n");
}

}  // namespace pgops
