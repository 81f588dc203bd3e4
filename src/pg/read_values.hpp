// pg_statistic's figures of one column that not every column needs: common values with their frequencies, and the correlation.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Left alone where there is no row. Raises the server's errors; texts are made in `memory`.
void read_value_statistics(ObjectId table, std::int16_t column, Memory* memory, std::optional<ValueStatistics>* found);

}  // namespace pgops
