// How fast transaction ids and multixact members are used up.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Between the last checkpoint and now, or between this session's first look and now, whichever is longer; nothing where that is less
// than a second.
std::optional<double> xids_per_second();

// Of the space for members of multixacts, from the oldest segment that is kept; nothing where it cannot be told.
std::optional<double> members_used_percent();

}  // namespace pgops
