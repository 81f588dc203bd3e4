// The values of a column that ANALYZE kept, read without running anybody's code; and who may see them.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Fills *values; leaves it alone where there are no statistics.
void read_column_values(ObjectId table, std::int16_t column, Memory* memory, ColumnValues* values);

// pg_stats' own rule: SELECT on the table or the column, and no row security for the caller.
bool may_see_column_values(ObjectId table, std::int16_t column);

}  // namespace pgops
