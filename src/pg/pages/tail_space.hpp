// How much of a table's end holds no rows, and what little keeps VACUUM from cutting it off.
#pragma once

#include "pg/pages/page_reader.hpp"

namespace pgops {

// Never throws but Interrupted: what goes wrong becomes the reason why nothing is known. Texts live in `memory`.
TailSpace measure_tail(ObjectId table, Memory* memory);

}  // namespace pgops
