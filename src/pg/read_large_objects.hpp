// How many large objects the database has, and what they take: their contents stay unread.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Counts up to `most`.
void count_large_objects(std::int64_t most, LargeObjects* objects);

}  // namespace pgops
