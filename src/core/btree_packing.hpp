// How many pages a fresh btree takes: leaves filled as a build fills them, posting lists, and the levels above.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/memory.hpp"

namespace pgops {

// An item of a leaf as a build writes it.
struct LeafItem {
    std::uint16_t bytes = 0;          // aligned, without its line pointer
    std::uint16_t posting_bytes = 0;  // of them the posting list, which is cut away where the item becomes a high key
};

// The constants of the page format, at 8 kB pages (bufpage.h, itup.h, nbtree.h).
namespace btree {
constexpr std::uint32_t kPageBytes = 8192, kLinePointer = 4, kHeapPointer = 6, kTupleHeader = 8;
constexpr std::uint32_t kUsable = kPageBytes - 24 - 16;  // behind the page's header, before its special space
constexpr int kInnerFillfactor = 70;
}  // namespace btree

// Heap pointers that one item of a build holds at most behind a key of that size; 1 where merging does not pay (_bt_load: an
// item with a posting list takes at most a tenth of a page).
std::uint32_t most_pointers(std::uint32_t key_bytes);

// What a build makes of so many entries with equal keys, when it merges them.
LeafItem merged_item(std::uint32_t key_bytes, std::uint32_t pointers);

// Bytes, line pointers included, of so many entries with equal keys. A group that goes on beyond what is looked at counts its items
// by the share that is seen.
double group_bytes(std::uint32_t key_bytes, std::uint32_t pointers, bool goes_on);
// The expected bytes when each entry stays with the given probability, independently of the others.
double thinned_group_bytes(std::uint32_t key_bytes, std::uint32_t pointers, double stays);

// One level under construction: a page is closed by the item that no longer fits, takes the item before that one for its high key,
// and hands it on to the next page, too (_bt_buildadd).
class BtreeLevel {
 public:
    BtreeLevel(bool leaf, int fillfactor) : leaf_(leaf), reserve_(btree::kPageBytes * static_cast<std::uint32_t>(100 - fillfactor) / 100) {}
    // True when this item closed a page.
    bool add(LeafItem item);

    std::int64_t closed_pages() const { return closed_pages_; }
    // Of items that stay on closed pages, with their line pointers.
    std::int64_t bytes_on_closed_pages() const { return bytes_on_closed_pages_; }
    std::int64_t items_on_closed_pages() const { return items_on_closed_pages_; }
    bool is_empty() const { return closed_pages_ == 0 && items_ == 0; }

 private:
    bool is_full_for(LeafItem item) const;

    bool leaf_;
    std::uint32_t reserve_, used_ = 0, items_ = 0;
    LeafItem last_{};
    std::int64_t closed_pages_ = 0, bytes_on_closed_pages_ = 0, items_on_closed_pages_ = 0;
};

// A whole btree under construction.
class BtreePacker {
 public:
    explicit BtreePacker(int fillfactor);
    // True when this item closed a leaf: high_key_closed() must follow.
    bool add(LeafItem item) { return levels_[0].add(item); }
    // Bytes of the high key that the closed leaf was given: the item before the last, cut to what tells it from its neighbour.
    void high_key_closed(std::uint16_t bytes);
    std::int64_t leaves() const { return levels_[0].closed_pages() + (levels_[0].is_empty() ? 0 : 1); }
    // Of the btree as if it ended here, metapage included.
    std::int64_t pages() const;

 private:
    static constexpr std::size_t kMostLevels = 24;

    void close(std::size_t level, std::uint16_t high_key);

    std::array<BtreeLevel, kMostLevels> levels_;
    std::array<std::uint16_t, kMostLevels> low_key_{}, last_child_{};
};

// Bytes of items that a full leaf holds on average when items like these follow each other; 0 without items.
double bytes_per_full_leaf(int fillfactor, std::span<const LeafItem> items);

// Pages of a btree with so many leaves, metapage and all levels included, when high keys take that many bytes on average.
double btree_pages(double leaves, double high_key_bytes);

}  // namespace pgops
