// What pg_stat_statements has about this database, each text taken apart.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Throws Interrupted only: what goes wrong stands in the answer.
const Workload& read_workload(Memory* memory);

}  // namespace pgops
