// Bloat without reading a page: what the statistics say that the rows need, against the size of today.
#pragma once

#include "model/bloat.hpp"
#include "model/relation.hpp"

namespace pgops {

// Unknown, with the reason in distrust, where the statistics do not suffice. Known but distrusted where they may mislead.
Bloat estimate_bloat(const Table& table);
Bloat estimate_bloat(const Index& index);

}  // namespace pgops
