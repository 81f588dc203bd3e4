// The values of a column that ANALYZE kept, read for checks to judge: without running anybody's code.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Fills *values; leaves it alone where there are no statistics.
void read_column_values(ObjectId table, std::int16_t column, Memory* memory, ColumnValues* values);

}  // namespace pgops
