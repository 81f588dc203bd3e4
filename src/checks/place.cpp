#include "checks/place.hpp"

#include <algorithm>

#include "core/pattern.hpp"

namespace pgops {

namespace {

// A rule for the check itself comes after one for its area, and that after one for all.
int nearness(const ThresholdRule& rule, const Check& check) { return rule.check == check.id ? 2 : rule.check == kEverything ? 0 : 1; }

// What the rules say that are for this pattern, or for a wider one; narrower ones, which are longer, have the last word.
Settings settings_at(const Model& model, const Check& check, std::string_view pattern, Memory* memory) {
    Vector<const ThresholdRule*> rules(memory);
    for (const ThresholdRule& rule : model.own().thresholds)
        if (applies(rule, check) && (rule.object == pattern || fits(rule.object, pattern))) rules.push_back(&rule);
    std::ranges::sort(rules, [&](const ThresholdRule* a, const ThresholdRule* b) {
        if (a->object.size() != b->object.size()) return a->object.size() < b->object.size();
        return nearness(*a, check) < nearness(*b, check);
    });
    Settings settings = model.settings();
    for (const ThresholdRule* const rule : rules) settings.set(rule->setting, rule->value);
    return settings;
}

bool is_at(std::string_view pattern, const Finding& finding) {
    if (fits(pattern, finding.object().text)) return true;
    for (const Evidence& evidence : finding.evidence())
        if (evidence.name == "table" && fits(pattern, evidence.value.text)) return true;
    return false;
}

// Of the patterns, longest first, the one that the finding is judged by.
std::string_view pattern_of(const Vector<std::string_view>& patterns, const Finding& finding) {
    for (const std::string_view pattern : patterns)
        if (is_at(pattern, finding)) return pattern;
    return kEverything;
}

}  // namespace

bool concerns(std::string_view name, const Check& check) { return name == kEverything || name == check.id || name == name_of(check.area); }

const Mute* mute_of(const OwnTables& own, Microseconds now, const Check& check, const Finding& finding) {
    for (const Mute& mute : own.mutes) {
        if (!concerns(mute.check, check) || (mute.until != kUnknownTime && mute.until <= now)) continue;
        if (fits(mute.object, finding.object().text) || fits(mute.object, finding.identity())) return &mute;
    }
    return nullptr;
}

bool applies(const ThresholdRule& rule, const Check& check) {
    return concerns(rule.check, check) && std::ranges::find(check.thresholds, rule.setting) != check.thresholds.end();
}

const ThresholdRule* general_rule(const OwnTables& own, const Check& check, Setting setting) {
    const ThresholdRule* nearest = nullptr;
    for (const ThresholdRule& rule : own.thresholds)
        if (rule.setting == setting && rule.object == kEverything && applies(rule, check))
            if (nearest == nullptr || nearness(rule, check) > nearness(*nearest, check)) nearest = &rule;
    return nearest;
}

Findings run_by_thresholds(const Model& model, const Check& check, Memory* memory) {
    Vector<std::string_view> patterns(memory);
    bool ruled = false;
    for (const ThresholdRule& rule : model.own().thresholds) {
        if (!applies(rule, check)) continue;
        ruled = true;
        if (rule.object != kEverything && std::ranges::find(patterns, rule.object) == patterns.end()) patterns.push_back(rule.object);
    }
    if (!ruled) return check.run(model, memory);
    std::ranges::sort(patterns, [](std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
    patterns.push_back(kEverything);

    Findings all(memory);
    for (const std::string_view pattern : patterns) {
        // Findings may point into the model that they were made from.
        Settings& settings = make_in<Settings>(memory, settings_at(model, check, pattern, memory));
        Findings& found = make_in<Findings>(memory, check.run(make_in<Model>(memory, model, settings), memory));
        all.take(found, [&](const Finding& finding) { return pattern_of(patterns, finding) == pattern; });
        if (!found.left_out().empty()) all.left_out(found.left_out());
    }
    return all;
}

}  // namespace pgops
