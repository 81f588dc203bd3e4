// The version of the library behind one collation, as recorded and as it is.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Left alone when the collation is gone. Raises the server's errors; texts are made in `memory`.
void read_collation_version(ObjectId collation, Memory* memory, std::optional<CollationVersion>* found);

}  // namespace pgops
