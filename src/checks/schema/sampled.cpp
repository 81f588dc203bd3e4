#include "checks/schema/sampled.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

constexpr std::size_t kMostExamples = 5, kLongestExample = 60;

// What can be cut at a byte.
bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

}  // namespace

std::optional<double> rows_of_sampled(const Table& table, std::int64_t& never_analyzed) {
    if (!is_judged_for_design(table) || table.columns.empty()) return std::nullopt;
    const bool has_statistics = std::ranges::any_of(table.columns, [](const Column& column) { return column.statistics.known; });
    if (!has_statistics) {
        // An empty table has nothing that ANALYZE could look at.
        if (table.size_bytes.value_or(0) > 0) ++never_analyzed;
        return std::nullopt;
    }
    const std::optional<double> rows = table.rows >= 0 ? std::optional(table.rows) : table.estimated_rows();
    return rows && *rows >= kFewRows ? rows : std::nullopt;
}

void tell_never_analyzed(Findings& found, std::int64_t tables) {
    if (tables > 0) found.left_out(concat(found.memory(), tables, plural(tables, " table was", " tables were"), " never analyzed"));
}

double distinct_values(const Column& column, double rows) {
    const auto distinct = static_cast<double>(column.statistics.distinct);
    return distinct >= 0 ? distinct : -distinct * rows;
}

void tell_classes(Finding& finding, const ValueProfile& profile, Memory* memory) {
    Vector<std::string_view> classes(memory);
    for (std::size_t i = 0; i < kValueClasses; ++i)
        if (profile.shares[i] > 0) classes.push_back(concat(memory, percent(profile.shares[i]), " % ", name_of(static_cast<ValueClass>(i))));
    finding.evidence("classes", span_of(classes)).evidence("values_looked_at", profile.values);
}

void tell_examples(Finding& finding, const Model& model, const Column& column, std::span<const std::string_view> examples, Memory* memory) {
    if (examples.empty() || !model.server().may_see_values(column.table_id, column.number)) return;
    Vector<std::string_view> shown(memory);
    for (const std::string_view example : examples) {
        if (shown.size() == kMostExamples) break;
        if (example.size() <= kLongestExample) shown.push_back(concat(memory, example));
        else if (is_ascii(example)) shown.push_back(concat(memory, example.substr(0, kLongestExample), "..."));
    }
    finding.evidence("examples", span_of(shown));
}

void tell_examples(Finding& finding, const Model& model, const Column& column, Memory* memory) {
    const ColumnValues values = model.server().column_values(column.table_id, column.number, memory);
    tell_examples(finding, model, column, values.common.empty() ? values.bounds : values.common, memory);
}

ShortText percent(double share) {
    const double hundredths = 100 * share;
    const bool rounds_to_all = hundredths < 100 && std::round(hundredths) >= 100, rounds_to_none = hundredths > 0 && std::round(hundredths) < 1;
    if (!rounds_to_all && !rounds_to_none) return decimal(hundredths, 0);
    return rounds_to_all ? decimal(std::min(hundredths, 99.9), 1) : decimal(std::max(hundredths, 0.1), 1);
}

Severity severity_of_taste(const Model& model, const Table& table) {
    const std::int64_t bytes = model.total_bytes(table);
    if (bytes >= 10 * kGigabyte) return Severity::Medium;
    return bytes >= 10 * kMegabyte ? Severity::Low : Severity::Info;
}

}  // namespace pgops
