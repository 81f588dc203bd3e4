// What pgops.vacuum_blockers and pgops.vacuum_what_if() share: the picture, who blocks, and the figures of a question.
#pragma once

#include "model/vacuum/dead_rows.hpp"
#include "pg/horizon/attribution.hpp"

namespace pgops {

// The sum over all relations.
struct FreedInAll {
    RowsAndBytes what;
    bool known = false, sampled = false;
    std::int64_t low = 0, high = 0;  // of the rows, where some relations were sampled
};

FreedInAll freed_in_all(const WhatIf& question, const Attribution& attribution);

}  // namespace pgops
