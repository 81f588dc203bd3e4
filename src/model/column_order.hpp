// In which order the columns of a table take the least space.
#pragma once

#include "core/memory.hpp"
#include "model/relation.hpp"

namespace pgops {

using ColumnOrder = Vector<const Column*>;

// By what the statistics say: widely aligned columns first, those of varying width last. The present order where none is better.
ColumnOrder tightest_order(const Table& table, Memory* memory);

}  // namespace pgops
