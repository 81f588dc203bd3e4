#include "sql/vacuum_run.hpp"

#include <cmath>

namespace pgops {

FreedInAll freed_in_all(const WhatIf& question, const Attribution& attribution) {
    FreedInAll sum;
    sum.known = true;
    for (const DeadRows& rows : attribution.rows) {
        const Freed freed = question.of(rows);
        if (!freed.what) continue;
        sum.what += *freed.what;
        const std::int64_t all = rows.total().rows;
        const bool sampled = !rows.exact && !rows.from_counters && all > 0;
        const double share = sampled ? static_cast<double>(freed.what->rows) / static_cast<double>(all) : 0;
        sum.sampled = sum.sampled || sampled;
        sum.low += sampled ? std::llround(share * static_cast<double>(rows.low)) : freed.what->rows;
        sum.high += sampled ? std::llround(share * static_cast<double>(rows.high)) : freed.what->rows;
    }
    return sum;
}

}  // namespace pgops
