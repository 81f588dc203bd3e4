// Whether the values of a text column are lists: several short things of one kind, any of them in any place.
#pragma once

#include "checks/schema/judgement.hpp"
#include "model/column_values.hpp"

namespace pgops {

struct ListValues {
    enum class Verdict : std::uint8_t { Unknown, Lists, NoLists } verdict = Verdict::Unknown;
    char separator = 0;
    double share = 0;          // of the rows with a value: two items or more
    double three_or_more = 0;  // of the same: at least three items
    std::size_t most_items = 0, different_items = 0, items = 0;
    double in_any_place = 0;  // share of the items behind the first place that come first elsewhere
    bool one_class = false;   // all items are numbers, or all are UUIDs ...
};

// Lists separated by commas, semicolons or bars; by blanks only where the column's name says that it holds lists, as prose is
// separated so, too.
ListValues list_values(const ColumnValues& values, double null_fraction, bool named_as_list, Memory* memory);

// For or against a list, by what ANALYZE kept; weight 0 where that tells nothing.
Sign sign_of_lists(const Model& model, const Column& column, bool named_as_list, Memory* memory);

}  // namespace pgops
