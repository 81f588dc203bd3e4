// What becomes of the rows that an index's entries point at: known of all when the visibility map vouches for all pages but a few,
// which are read; looked up one by one otherwise.
#pragma once

#include "pg/pages/heap_page.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

class HeapFates {
 public:
    HeapFates(Relation heap, Measuring& measuring);

    // Looks at the maps, and at the pages that they do not vouch for, where the request allows for so many. False when it has to stop,
    // because somebody waits for a lock on the heap.
    bool learn();

    // Every entry's row is visible to everybody.
    bool all_kept() const { return all_kept_; }
    bool all_known() const { return all_kept_ || all_known_; }
    // Of an entry's row, where all are known.
    TupleFate of(const ItemPointerData& pointer) const;
    // Of any entry's row, with a look at its page where the map does not vouch for it.
    TupleFate look_up(const ItemPointerData& pointer);

    std::int64_t pages_read() const { return reader_.pages_read() + maps_.pages_read(); }

 private:
    struct Remembered {
        BlockNumber block;
        TupleFate fates[MaxHeapTuplesPerPage + 1];
    };
    void remember(BlockNumber block, PageState state, PageCopy& copy);

    Measuring& measuring_;
    BlockNumber blocks_;
    PageReader reader_;
    SpaceMaps maps_;
    HeapPages pages_;
    Vector<Remembered> remembered_;  // ascending
    BlockNumber at_hand_ = InvalidBlockNumber;
    bool all_kept_ = false, all_known_ = false;
};

}  // namespace pgops
