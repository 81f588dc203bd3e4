// Tables whose updates are seldom HOT, and the indexes that can be the reason.
#pragma once

#include <algorithm>

#include "model/model.hpp"

namespace pgops {

// Percent of the updates that were HOT.
double hot_percent(const TableCounters& counters);

// Many updates, of which too few are HOT by pgops.hot_update_percent.
bool lacks_hot_updates(const Model& model, const Table& table);

// Since 16, summarizing indexes let an update be HOT (amsummarizing).
bool can_prevent_hot(const Index& index);

// In a key, INCLUDE, an expression or the predicate.
template <class Holds>
bool uses_column(const Index& index, Holds holds) {
    for (const IndexKey& key : index.keys)
        if (key.column_number > 0 && holds(key.column_number)) return true;
    return std::ranges::any_of(index.used_columns, holds);
}

}  // namespace pgops
