// The rows that a GIN index's pointers stand for: which of them a rebuild writes again, and how many wait in the pending list.
#pragma once

#include "pg/pages/gin_page.hpp"
#include "pg/pages/heap_fates.hpp"
#include "pg/pages/measure.hpp"

namespace pgops {

class GinRows {
 public:
    GinRows(Relation heap, Measuring& measuring) : heap_(heap), measuring_(measuring), fates_(heap, measuring) {}

    // False when it has to stop, because somebody waits for a lock on the heap.
    bool learn(const GinMetaPageData& meta, BlockNumber blocks);

    // Whether a rebuild writes the pointer again. Where only the share of the dead is known, the pointer itself decides who is dead.
    bool keeps(std::uint64_t pointer);
    double held_back_share() const { return fates_.all_known() ? (seen_ > 0 ? held_back_seen_ / seen_ : 0) : held_back_; }

    // Of all rows; nothing where the fate of each is known.
    const Interval& dead() const { return dead_; }
    // How much the rows in the pending list add to the trees, as a factor; 1 where that is not known.
    const Interval& growth() const { return growth_; }
    std::int64_t pages_read() const { return fates_.pages_read() + pages_read_; }

 private:
    void learn_growth(const DeadEntries& rows, double pending);
    double dead_share_near(BlockNumber block) const;

    Relation heap_;
    Measuring& measuring_;
    HeapFates fates_;
    Interval dead_{}, growth_{1, 1, 1};
    std::span<const DeadEntries::Page> dead_by_page_{};
    std::int64_t pages_read_ = 0;
    double held_back_ = 0, seen_ = 0, held_back_seen_ = 0;
};

}  // namespace pgops
