// pg_statistic's figures of one column that not every column needs: common values with their frequencies, and the correlation.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// The rule of the view pg_stats (system_views.sql): the right to read the column, and no row security in force.
bool may_see_values(ObjectId table, std::int16_t column);

// Left alone where there is no row. Raises the server's errors; texts are made in `memory`.
void read_value_statistics(ObjectId table, std::int16_t column, Memory* memory, std::optional<ValueStatistics>* found);

}  // namespace pgops
