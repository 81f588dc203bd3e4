// Values that stand for "missing" where NULL should: -1, 999, 9999-12-31, 1900-01-01, "N/A"; and what only looks like one.
#pragma once

#include "checks/schema/sampled.hpp"

namespace pgops {

struct StandIn {
    std::string_view value;
    double share = 0;  // of the rows with a value
};

// What a column holds of them, the most frequent first; `values` are the column's.
Vector<StandIn> numeric_stand_ins(const Column& column, std::string_view words, const ColumnValues& values, Memory* memory);
Vector<StandIn> time_stand_ins(const Column& column, const ColumnValues& values, double distinct, Memory* memory);
Vector<StandIn> text_stand_ins(const Column& column, const ColumnValues& values, double distinct, Memory* memory);

}  // namespace pgops
