// Statements that pg_stat_statements has kept, read through its own function.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

void read_update_statements(std::size_t most, Memory* memory, std::span<const TrackedStatement>* statements);

}  // namespace pgops
