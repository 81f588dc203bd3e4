// How many bytes and pages the parts of a fresh GIN index take: lists of row pointers, and entries in the order of their keys.
#pragma once

#include <cstdint>
#include <span>

#include "core/memory.hpp"

namespace pgops {

// The constants of the page format, at 8 kB pages (ginblock.h, ginpostinglist.c).
namespace gin {
constexpr std::uint32_t kPageBytes = 8192, kLinePointer = 4;
constexpr std::uint32_t kEntryUsable = kPageBytes - 24 - 8;        // behind the page's header, before its special space
constexpr std::uint32_t kPostingUsable = kPageBytes - 24 - 8 - 8;  // behind the right bound, too
constexpr std::uint32_t kMostItem = 2712;                          // GinMaxItemSize: a longer entry gets a posting tree
constexpr std::uint32_t kSegmentHeader = 8, kMostSegment = 384;    // SizeOfGinPostingList, GinPostingListSegmentMaxSize
constexpr std::uint32_t kPostingItem = 10;                         // of an inner page of a posting tree
constexpr unsigned kOffsetBits = 11;                               // MaxHeapTuplesPerPageBits
}  // namespace gin

// A row's pointer as one ascending number.
constexpr std::uint64_t gin_pointer(std::uint32_t block, std::uint32_t offset) { return (static_cast<std::uint64_t>(block) << gin::kOffsetBits) | offset; }

// Takes the differences between neighbours out of a compressed list, never beyond its end.
class PostingReader {
 public:
    PostingReader(std::uint64_t first, std::span<const unsigned char> rest) : pointer_(first), rest_(rest) {}
    std::uint64_t pointer() const { return pointer_; }
    // Goes to the next pointer; false at the end, and where the list is damaged.
    bool next();
    bool damaged() const { return damaged_; }

 private:
    std::uint64_t pointer_;
    std::span<const unsigned char> rest_;
    bool damaged_ = false;
};

// The size of a list of ascending pointers when it is compressed anew.
class PostingSize {
 public:
    void add(std::uint64_t pointer);
    std::uint32_t pointers() const { return pointers_; }
    // As one list inside of an entry.
    std::uint32_t in_entry() const { return pointers_ == 0 ? 0 : gin::kSegmentHeader + ((deltas_ + 1) & ~1U); }
    // As segments on a leaf of a posting tree.
    std::uint32_t in_tree() const { return closed_ + (segment_ == 0 ? 0 : (segment_ + 1) & ~1U); }

 private:
    std::uint64_t last_ = 0;
    std::uint32_t pointers_ = 0, deltas_ = 0, segment_ = 0, closed_ = 0;
};

// An entry as a build writes it.
struct GinItem {
    std::uint16_t key_bytes = 0;  // header and key
    std::uint16_t bytes = 0;      // with its list, aligned, without its line pointer
    std::uint32_t pointers = 0;   // in its list
};

// Bytes of such items, line pointers included, that a leaf of the entry tree holds on average after a build. Items come in the order of
// their keys, once for each time that the build's memory was full: a full page is split in the middle (entrySplitPage), and what is left
// behind stays so until items on it grow.
double bytes_per_entry_page(std::span<const GinItem> items, int batches, Memory* memory);

// Pages of a posting tree with so many bytes on its leaves, which a build fills, inner pages included.
double posting_tree_pages(double bytes);

}  // namespace pgops
