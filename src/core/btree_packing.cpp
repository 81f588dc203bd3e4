#include "core/btree_packing.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

constexpr std::uint32_t aligned(std::uint32_t bytes) { return (bytes + 7U) / 8U * 8U; }

// MAXALIGN_DOWN(a tenth of a page) less a line pointer.
constexpr std::uint32_t kLargestMerged = btree::kPageBytes / 10 / 8 * 8 - btree::kLinePointer;

template <std::size_t... Level>
std::array<BtreeLevel, sizeof...(Level)> empty_levels(int fillfactor, std::index_sequence<Level...>) {
    return {BtreeLevel(Level == 0, Level == 0 ? fillfactor : btree::kInnerFillfactor)...};
}

}  // namespace

std::uint32_t most_pointers(std::uint32_t key_bytes) {
    constexpr std::uint32_t kLargestAligned = kLargestMerged / 8 * 8;
    if (key_bytes + 2 * btree::kHeapPointer > kLargestAligned) return 1;
    return (kLargestAligned - key_bytes) / btree::kHeapPointer;
}

LeafItem merged_item(std::uint32_t key_bytes, std::uint32_t pointers) {
    if (pointers < 2) return {static_cast<std::uint16_t>(key_bytes), 0};
    const std::uint32_t bytes = aligned(key_bytes + pointers * btree::kHeapPointer);
    return {static_cast<std::uint16_t>(bytes), static_cast<std::uint16_t>(bytes - key_bytes)};
}

double group_bytes(std::uint32_t key_bytes, std::uint32_t pointers, bool goes_on) {
    const std::uint32_t most = most_pointers(key_bytes), rest = pointers % most;
    const double full = merged_item(key_bytes, most).bytes + btree::kLinePointer;
    double bytes = pointers / most * full;
    if (rest == 0) return bytes;
    if (!goes_on) return bytes + merged_item(key_bytes, rest).bytes + btree::kLinePointer;
    // Where not even one item is full, the group's key will be written with the rest of it.
    return bytes + (pointers > most ? full * rest / most : static_cast<double>(rest * btree::kHeapPointer));
}

double thinned_group_bytes(std::uint32_t key_bytes, std::uint32_t pointers, double stays) {
    constexpr std::uint32_t kFew = 48;
    if (stays <= 0) return 0;
    if (stays >= 1) return group_bytes(key_bytes, pointers, false);
    if (pointers > kFew) return group_bytes(key_bytes, std::max(1U, static_cast<std::uint32_t>(std::lround(pointers * stays))), false);
    double bytes = 0, probability = std::pow(1 - stays, pointers);
    for (std::uint32_t left = 1; left <= pointers; ++left) {
        probability *= stays / (1 - stays) * (pointers - left + 1) / left;
        bytes += probability * group_bytes(key_bytes, left, false);
    }
    return bytes;
}

// One line pointer is set aside for the high key; PageGetFreeSpace takes off another one for the item. What the fillfactor asks for
// holds from the third item on, and counts a posting list that will be cut away as free already.
bool BtreeLevel::is_full_for(LeafItem item) const {
    const std::uint32_t taken = used_ + 2 * btree::kLinePointer;
    const std::uint32_t free = taken < btree::kUsable ? btree::kUsable - taken : 0;
    const std::uint32_t room_for_heap_pointer = leaf_ ? aligned(btree::kHeapPointer) : 0;
    return free < item.bytes + room_for_heap_pointer || (free + last_.posting_bytes < reserve_ && items_ >= 2);
}

bool BtreeLevel::add(LeafItem item) {
    // Of an inner page's first item only the header is kept.
    const auto stored = [this](LeafItem whole) { return leaf_ || items_ > 0 ? whole.bytes : std::uint32_t{btree::kTupleHeader}; };
    const bool closes = items_ >= 2 && is_full_for(item);
    if (closes) {
        ++closed_pages_;
        bytes_on_closed_pages_ += used_ - last_.bytes - btree::kLinePointer;
        items_on_closed_pages_ += items_ - 1;
        items_ = 0;
        used_ = stored(last_) + btree::kLinePointer;
        items_ = 1;
    }
    used_ += stored(item) + btree::kLinePointer;
    ++items_;
    last_ = item;
    return closes;
}

BtreePacker::BtreePacker(int fillfactor) : levels_(empty_levels(fillfactor, std::make_index_sequence<kMostLevels>())) {
    low_key_.fill(btree::kTupleHeader);
    last_child_.fill(btree::kTupleHeader);
}

// The closed page enters the level above with its low key; its high key is the low key of the next one.
void BtreePacker::close(std::size_t level, std::uint16_t high_key) {
    const std::uint16_t low_key = low_key_[level];
    low_key_[level] = high_key;
    if (level + 1 == kMostLevels) return;
    const std::uint16_t child_before = last_child_[level + 1];
    last_child_[level + 1] = low_key;
    if (levels_[level + 1].add({low_key, 0})) close(level + 1, child_before);
}

void BtreePacker::high_key_closed(std::uint16_t bytes) { close(0, bytes); }

std::int64_t BtreePacker::pages() const {
    BtreePacker whole = *this;
    std::int64_t pages = 1;
    for (std::size_t level = 0; level < kMostLevels && !whole.levels_[level].is_empty(); ++level) {
        pages += whole.levels_[level].closed_pages() + 1;
        const bool is_root = level + 1 == kMostLevels || whole.levels_[level + 1].is_empty();
        if (!is_root) whole.close(level, btree::kTupleHeader);
    }
    return pages;
}

double bytes_per_full_leaf(int fillfactor, std::span<const LeafItem> items) {
    constexpr std::int64_t kEnoughPages = 64;
    if (items.empty()) return 0;
    BtreeLevel leaves(true, fillfactor);
    do {
        for (const LeafItem& item : items) leaves.add(item);
    } while (leaves.closed_pages() < kEnoughPages);
    return static_cast<double>(leaves.bytes_on_closed_pages()) / static_cast<double>(leaves.closed_pages());
}

double btree_pages(double leaves, double high_key_bytes) {
    BtreeLevel inner(false, btree::kInnerFillfactor);
    const auto bytes = static_cast<std::uint16_t>(std::clamp(high_key_bytes, 8.0, 2704.0));
    while (inner.closed_pages() < 4) inner.add({bytes, 0});
    const double children = static_cast<double>(inner.items_on_closed_pages()) / static_cast<double>(inner.closed_pages());
    double pages = 1;
    // The last page of a level is still open, and takes one more.
    for (double level = std::ceil(leaves); level > 0; level = level > 1 ? std::max(1.0, std::ceil((level - 1) / children)) : 0) pages += level;
    return pages;
}

}  // namespace pgops
