// Measures what a rebuild of one relation would give back, from a sample of its pages or from all of them.
#pragma once

#include <algorithm>

#include "core/sampling.hpp"
#include "model/bloat.hpp"
#include "pg/pages/page_reader.hpp"

namespace pgops {

// Never throws but Interrupted: an error of the relation becomes the reason why its bloat is unknown. Texts live in `memory`.
Bloat measure_bloat(const BloatRequest& request, Memory* memory);

// One measurement under way: what every method of measuring needs. `memory` goes away when it ends.
struct Measuring {
    Relation relation;
    std::int64_t sample_pages;
    bool expect_damage;
    BufferAccessStrategy ring;
    Memory* memory;
    Bloat& bloat;
    int* holder;  // the process that keeps us from a lock
};

// The methods, each in a file of its own. They fill measuring.bloat and raise the server's errors.
void measure_heap(Measuring& measuring);
// Of an index whose table is open and locked, too.
void measure_index(Measuring& measuring, Relation heap);
void measure_btree(Measuring& measuring, Relation heap);
void measure_gin(Measuring& measuring, Relation heap);
void measure_brin(Measuring& measuring, Relation heap);
void measure_hash(Measuring& measuring, Relation heap);
void measure_gist(Measuring& measuring, Relation heap);
void measure_spgist(Measuring& measuring, Relation heap);

// What share of an index's entries points at rows that are dead already, or only held back, though VACUUM has not been there yet:
// pages of the index alone cannot tell. Reads at most as many pages of the heap as the request allows for the index.
struct DeadEntries {
    // Of one page of the heap that was looked at.
    struct Page {
        std::uint32_t block;
        double dead_share;
    };
    Interval dead_share, held_back_share;
    Interval kept{};  // how many entries an index of all rows needs; only where it was asked for
    std::int64_t pages_read = 0;
    std::span<const Page> pages{};  // ascending; those without rows left out
};
DeadEntries dead_entries_of(Relation heap, Measuring& measuring);
DeadEntries dead_and_kept_entries_of(Relation heap, Measuring& measuring);

// The plan for a sample of so many blocks of the relation, within the request.
inline SamplePlan plan_for(Relation relation, BlockNumber blocks, const Measuring& measuring) {
    return {blocks, static_cast<std::uint32_t>(std::min<std::int64_t>(measuring.sample_pages, MaxBlockNumber)), relation->rd_id, measuring.memory};
}

// Where the sample has said enough: half the width of the interval of the bloat, in percentage points.
constexpr double kNarrowEnough = 0.25;

// Why a figure is not to be trusted where damaged pages were among those that were read.
constexpr std::string_view kDamagedTaken = "pages of it are damaged, and taken for average ones";

// Somebody waits for a lock on the relation while it is read.
constexpr std::string_view kGivenUp = "given up, because another session waits for a lock on it";

}  // namespace pgops
