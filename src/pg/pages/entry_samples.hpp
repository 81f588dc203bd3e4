// A few entries of an index whose rows are looked at in the heap, where neither the map nor the budget allows to know them all.
#pragma once

#include "pg/pages/btree_page.hpp"
#include "pg/pages/heap_fates.hpp"

namespace pgops {

class EntrySamples {
 public:
    EntrySamples(HeapFates& fates, std::int64_t most_pages, Memory* memory);

    // Keeps some of a leaf's entries, at places that the block's number chooses.
    void keep_some(BlockNumber block, std::span<const BtreeEntry> entries);
    void clear();

    // What share of the entries a rebuild writes again, and what share of those is held back.
    Interval kept_share();
    double held_back_share() const { return kept_ > 0 ? static_cast<double>(held_back_) / static_cast<double>(kept_) : 0; }

    // Whether rows with equal keys, of which `kept` are needed on the whole, die together (0) or each by itself (1).
    Interval independence(double kept);

 private:
    struct Pair {
        ItemPointerData first, last;
    };

    HeapFates& fates_;
    std::size_t most_;
    Vector<ItemPointerData> singles_;
    Vector<Pair> pairs_;
    std::size_t looked_up_ = 0, kept_ = 0, held_back_ = 0, pairs_looked_up_ = 0, unlike_pairs_ = 0;
};

}  // namespace pgops
