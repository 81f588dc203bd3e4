// The beginning and the end of a period in two columns that nothing holds together.
#include <algorithm>

#include "core/name_words.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

struct Bounds {
    std::string_view lower, upper;
};
constexpr Bounds kBounds[] = {{"from", "to"},    {"from", "until"}, {"from", "till"},   {"from", "through"}, {"start", "end"},
                              {"start", "stop"}, {"begin", "end"},  {"since", "until"}, {"von", "bis"}};
// What stands behind a bound without a separator: "startdate".
constexpr std::string_view kTails[] = {"", "date", "time", "day", "at", "on"};

std::string_view range_type_of(const Column& column) {
    switch (column.base->id) {
        case type_id::kDate: return "daterange";
        case type_id::kTimestamp: return "tsrange";
        case type_id::kTimestamptz: return "tstzrange";
        default: return {};
    }
}

bool is_judged(const Column& column) { return !column.inherited && !column.generated && !range_type_of(column).empty(); }

// Whether one word is the lower bound and the other the upper one of a pair, with the same tail.
bool are_bounds(std::string_view lower, std::string_view upper) {
    return std::ranges::any_of(kBounds, [&](const Bounds& bounds) {
        if (!lower.starts_with(bounds.lower) || !upper.starts_with(bounds.upper)) return false;
        const std::string_view tail = lower.substr(bounds.lower.size());
        return tail == upper.substr(bounds.upper.size()) && std::ranges::find(kTails, tail) != std::end(kTails);
    });
}

// Whether the names differ in nothing but the two bounds: "valid_from" and "valid_until".
bool are_ends_of_a_range(std::string_view lower, std::string_view upper) {
    bool bounds = false;
    for (; !lower.empty() && !upper.empty(); lower = without_first_word(lower), upper = without_first_word(upper)) {
        const std::string_view one = first_word(lower), other = first_word(upper);
        if (one == other) continue;
        if (bounds || !are_bounds(one, other)) return false;
        bounds = true;
    }
    return bounds && lower.empty() && upper.empty();
}

bool has(std::span<const std::int16_t> columns, const Column& column) { return std::ranges::find(columns, column.number) != columns.end(); }

// A CHECK over both columns, or an exclusion constraint over either, as expressions of an index have it.
bool are_held_together(const Table& table, const Column& lower, const Column& upper) {
    return std::ranges::any_of(table.constraints,
                               [&](const Constraint& constraint) {
                                   return constraint.kind == ConstraintKind::Check && has(constraint.columns, lower) && has(constraint.columns, upper);
                               }) ||
           std::ranges::any_of(table.indexes,
                               [&](const Index& index) { return index.exclusion && (has(index.used_columns, lower) || has(index.used_columns, upper)); });
}

// Somebody chose a range already; the two columns are its sources.
bool has_range(const Table& table) {
    return std::ranges::any_of(table.columns, [](const Column& column) { return column.base->kind == TypeKind::Range; });
}

// The beginning is part of a key: rows are versions, of which one holds at a time.
bool is_versioned(const Table& table, const Column& lower) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.unique && index.key_count > 1 &&
               std::ranges::any_of(index.key_columns(), [&](const IndexKey& key) { return key.column_number == lower.number; });
    });
}

void describe(const Model& model, Findings& found, const Column& lower, const Column& upper, Memory* memory) {
    const Table& table = *lower.table;
    const std::int16_t columns[] = {lower.number, upper.number};
    const bool versioned = is_versioned(table, lower);
    Finding& finding = found.add(table, columns, severity_of_taste(model, table)).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (rows && *rows > 0) {
        finding.says("range in two columns, ", counted_rows(memory, *rows)).evidence("rows", static_cast<std::int64_t>(*rows));
        finding.urgency(std::min(1.0, *rows / 1e8));
    } else {
        finding.says("range in two columns");
    }
    const std::string_view range = concat(memory, range_type_of(lower), "(", lower.quoted, ", ", upper.quoted, ")");
    finding.evidence("range", range).evidence("versions", versioned);
    finding.evidence("migration", concat(memory, "ALTER TABLE ", table.quoted, " ADD CHECK (", lower.quoted, " <= ", upper.quoted, ") NOT VALID;\n",
                                         create_index(memory, table), " USING gist (", range, ");"));
    finding.because(
        "Nothing keeps the end from lying before the beginning, and each query writes the comparison anew, with its own idea of whether the end belongs "
        "to it. ",
        versioned ? "The beginning is part of a key, so that rows are versions; but no key keeps two of them from overlapping. " : "",
        "A CHECK across the two columns is the least. A range has its bounds, an operator for \"overlaps\" and \"contains\", a GiST index for both, and "
        "EXCLUDE, which lets no two rows overlap.");
}

}  // namespace

Findings range_as_two_columns(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table) || std::ranges::count_if(table.columns, is_judged) < 2 || has_range(table)) continue;
        for (const Column& lower : table.columns) {
            if (!is_judged(lower)) continue;
            const auto upper = std::ranges::find_if(table.columns, [&](const Column& column) {
                return is_judged(column) && column.base == lower.base && are_ends_of_a_range(lower.own_words(), column.own_words());
            });
            if (upper != table.columns.end() && !are_held_together(table, lower, *upper)) describe(model, found, lower, *upper, memory);
        }
    }
    return found;
}

}  // namespace pgops
