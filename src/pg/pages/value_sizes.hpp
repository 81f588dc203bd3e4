// How large the values of a column are, from the headers of the values on a sample of its table's pages; nothing is decompressed or fetched.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

ValueSizes measure_value_sizes(ObjectId table, std::int16_t column, std::int64_t large, std::int64_t most_pages, Memory* memory);

}  // namespace pgops
