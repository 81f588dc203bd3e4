// What ANALYZE kept of a column's values (pg_statistic), as text: asked of the port for single columns, never read for all.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "core/memory.hpp"
#include "core/value_class.hpp"

namespace pgops {

struct ColumnValues {
    std::span<const std::string_view> common{};  // the most common values ...
    std::span<const float> frequencies{};        // ... and their shares of all rows, descending
    std::span<const std::string_view> bounds{};  // ascending; each two hold equally many of the other rows between them
    std::optional<float> correlation{};          // of the order of values with the order of rows
    bool known = false;                          // there are statistics, and values of a type that can be read

    bool has_values() const { return !common.empty() || !bounds.empty(); }
};

// A column's values by their classes: shares of the rows that have a value.
struct ValueProfile {
    int values = 0;      // different ones that were looked at
    double covered = 0;  // share of the rows with a value that they stand for; 0: nothing is known
    std::array<double, kValueClasses> shares{};
    double empty_or_placeholder = 0;
    double two_decimals = 0;  // share of numbers that have at most two decimals
    bool has_decimals = false;
    bool one_length = true;          // all are equally long
    std::size_t longest = 0;         // bytes
    std::array<int, 16> versions{};  // of the UUIDs

    double of(ValueClass value_class) const { return shares[static_cast<std::size_t>(value_class)]; }
    double of_numbers() const { return of(ValueClass::Integer) + of(ValueClass::CompactDate) + of(ValueClass::Decimal); }
    double of_days() const { return of(ValueClass::Date) + of(ValueClass::LocalDate); }
};
ValueProfile profile_of(const ColumnValues& values, double null_fraction);

// Calls visit(value, weight) for each value; the weights are shares of the rows that have a value.
template <class Visit>
void for_each_value(const ColumnValues& values, double null_fraction, Visit visit) {
    const double present = 1 - null_fraction;
    if (present <= 0) return;
    double rest = present;
    for (std::size_t i = 0; i < values.common.size(); ++i) {
        const double share = i < values.frequencies.size() ? static_cast<double>(values.frequencies[i]) : 0;
        rest -= share;
        visit(values.common[i], share / present);
    }
    if (rest < 0) rest = 0;
    for (const std::string_view bound : values.bounds) visit(bound, rest / present / static_cast<double>(values.bounds.size()));
}

}  // namespace pgops
