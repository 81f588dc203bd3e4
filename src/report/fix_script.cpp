#include "report/fix_script.hpp"

#include <algorithm>
#include <ranges>

#include "core/text_builder.hpp"
#include "report/where_to_run.hpp"

namespace pgops {

namespace {

bool drops(const Finding& finding) { return finding.fix_sql().starts_with("DROP ") || finding.fix_sql().find(" DROP CONSTRAINT ") != std::string_view::npos; }

bool changes_settings(const Finding& finding) { return finding.fix_sql().starts_with("ALTER SYSTEM "); }

bool same_object(const Finding& a, const Finding& b) {
    const Object &first = a.object(), &second = b.object();
    return first.object_id != kNoObject && first.class_id == second.class_id && first.object_id == second.object_id && first.sub_id == second.sub_id;
}

// In the order in which they are to run.
Vector<const Finding*> chosen(Memory* memory, std::span<const Entry> entries, Severity least, Vector<std::string_view>& checks) {
    Vector<const Entry*> candidates(memory);
    for (const Entry& entry : entries) {
        const Finding& finding = *entry.finding;
        if (finding.severity() <= least && !finding.fix_sql().empty() && finding.confidence() != Confidence::Review) candidates.push_back(&entry);
    }
    std::ranges::stable_partition(candidates, [](const Entry* entry) { return !drops(*entry->finding); });
    Vector<const Finding*> made(memory);
    for (const Entry* candidate : candidates) {
        const Finding& finding = *candidate->finding;
        const bool dropped = !drops(finding) && std::ranges::any_of(candidates, [&](const Entry* other) {
            return drops(*other->finding) && same_object(*other->finding, finding);
        });
        const bool repeated = std::ranges::any_of(made, [&](const Finding* earlier) {
            return earlier->fix_sql() == finding.fix_sql() || (drops(*earlier) && drops(finding) && same_object(*earlier, finding));
        });
        if (dropped || repeated) continue;
        made.push_back(&finding);
        checks.push_back(candidate->check_id);
    }
    return made;
}

void add_heading(TextBuilder& script, std::string_view what, const ScriptOptions& options, std::size_t commands) {
    script.add("-- ", what, " ", options.heading, "\n");
    script.add("-- ", commands, plural(static_cast<std::int64_t>(commands), " command", " commands"),
               ". Read them, then run the file with psql -X -v ON_ERROR_STOP=1 -f FILE, not in one transaction: CONCURRENTLY refuses that.\n");
    if (options.in_recovery) script.add("-- Made on a standby: run it on the primary.\n");
}

void add_reload(TextBuilder& script, const Vector<const Finding*>& findings) {
    if (std::ranges::any_of(findings, [](const Finding* finding) { return changes_settings(*finding); }))
        script.add("\n-- Settings count once the server has read them again.\nSELECT pg_catalog.pg_reload_conf();\n");
}

}  // namespace

std::string_view fix_script(Memory* memory, std::span<const Entry> entries, const ScriptOptions& options) {
    TextBuilder& script = make_in<TextBuilder>(memory, memory);
    Vector<std::string_view> checks(memory);
    const Vector<const Finding*> findings = chosen(memory, entries, options.least, checks);
    add_heading(script, "Fixes for", options, findings.size());
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const Finding& finding = *findings[i];
        script.add("\n-- ", name_of(finding.severity()), " ", checks[i], ", ", one_line(memory, finding.object().text), ": ",
                   one_line(memory, finding.headline()), "\n");
        script.add("-- lock: ", one_line(memory, shown_lock(memory, finding, options.in_recovery)), finding.undo_sql().empty() ? "; no undo" : "", "\n");
        script.add(finding.fix_sql(), "\n");
    }
    add_reload(script, findings);
    return script.view();
}

std::string_view undo_script(Memory* memory, std::span<const Entry> entries, const ScriptOptions& options) {
    TextBuilder& script = make_in<TextBuilder>(memory, memory);
    Vector<std::string_view> checks(memory);
    Vector<const Finding*> findings = chosen(memory, entries, options.least, checks);
    add_heading(script, "Takes back the fixes for", options,
                static_cast<std::size_t>(std::ranges::count_if(findings, [](const Finding* finding) { return !finding->undo_sql().empty(); })));
    for (std::size_t i = findings.size(); i-- > 0;) {
        const Finding& finding = *findings[i];
        script.add("\n-- ", checks[i], ", ", one_line(memory, finding.object().text), finding.undo_sql().empty() ? ": its fix has no undo" : "", "\n");
        if (!finding.undo_sql().empty()) script.add(finding.undo_sql(), "\n");
    }
    add_reload(script, findings);
    return script.view();
}

}  // namespace pgops
