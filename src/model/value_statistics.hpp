// What ANALYZE saw of one column's values: the most common ones, and how far their order on disk follows their order by size.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pgops {

struct CommonValue {
    std::string_view text{};  // as the type writes it; empty where the caller may not see it
    double frequency = 0;     // share of all rows, nulls among them
};

struct ValueStatistics {
    bool may_be_shown = false;              // the caller may see the values: the rule of pg_stats
    std::span<const CommonValue> common{};  // most frequent first
    std::optional<double> correlation{};    // -1 to 1; nothing where the type has no order
};

}  // namespace pgops
