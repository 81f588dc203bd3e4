// How much of a table's end holds no rows, and what little keeps VACUUM from cutting it off.
#pragma once

#include <cstdint>
#include <string_view>

namespace pgops {

struct TailSpace {
    // With more pages of rows in it, it is no tail.
    static constexpr std::size_t kMostStragglers = 3;

    std::int64_t table_pages = 0;
    std::int64_t tail_pages = 0;       // without rows, in the stretch at the end that at most kMostStragglers pages with rows interrupt
    std::int64_t cuttable_pages = 0;   // of them those behind the last row
    std::int64_t straggler_pages = 0;  // pages with rows that have empty pages of the tail before them
    std::int64_t straggler_rows = 0;
    std::int64_t pages_read = 0;
    std::string_view obstacle{};  // why nothing is known; empty: the figures hold
};

}  // namespace pgops
