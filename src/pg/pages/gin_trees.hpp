// The posting trees of a GIN index: what they would take in a fresh one, from some that are followed from their entries.
#pragma once

#include "core/gin_packing.hpp"
#include "pg/pages/gin_page.hpp"
#include "pg/pages/gin_rows.hpp"

namespace pgops {

// Where nothing is known of an entry's key.
constexpr double kTypicalKey = 24;

// The size of a leaf of a posting tree when it is written anew; nothing where it is damaged.
std::optional<PostingSize> posting_size(GinPage& page, GinRows& rows);

class GinTrees {
 public:
    explicit GinTrees(Memory* memory) : lists_(memory) {}

    // Reads a few leaves of the tree; one that is damaged tells nothing.
    void follow(BlockNumber root, BlockNumber blocks, PageReader& reader, GinPage& page, GinRows& rows);

    // Of the trees that were followed: those of one page.
    double share_of_small() const { return small_ + large_ > 0 ? small_ / (small_ + large_) : 1; }
    // Pages that a tree of several pages takes beyond its leaves, on average; per_byte: pages of the entry tree per byte there.
    double extra_pages(double per_byte) const { return large_ > 0 ? (extra_pages_ + extra_in_entry_ * per_byte) / large_ : 0; }
    // Bytes of each tree as a list in its entry.
    const Vector<std::uint32_t>& lists() const { return lists_; }

 private:
    double small_ = 0, large_ = 0, extra_pages_ = 0, extra_in_entry_ = 0;
    Vector<std::uint32_t> lists_;
};

}  // namespace pgops
