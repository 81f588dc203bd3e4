// One page of a GIN index: what kind it is, the entries of a leaf of the entry tree, and the row pointers of a leaf of a posting tree.
#pragma once

#include "core/gin_packing.hpp"
#include "pg/pages/page_reader.hpp"

namespace pgops {

enum class GinPageKind : std::uint8_t {
    EntryLeaf,
    EntryInner,
    PostingLeaf,
    PostingInner,
    Pending,
    Empty,  // deleted, never used, or the metapage
    Damaged,
};

// An entry of a leaf of the entry tree: a key with a list of row pointers, or with a posting tree. Points into the page.
struct GinEntry {
    std::uint16_t key_bytes = 0;  // header and key
    std::uint32_t pointers = 0;
    BlockNumber posting_tree = InvalidBlockNumber;
    std::uint64_t first = 0;
    std::span<const unsigned char> rest{};
};

class GinPage {
 public:
    // Looks at a copied page, which must stay as it is while the answers are used.
    GinPageKind look_at(PageState state, PageCopy& copy);

    BlockNumber right() const { return right_; }  // InvalidBlockNumber: there is none
    OffsetNumber items() const { return last_; }
    // An entry of a leaf; nothing where it is damaged.
    std::optional<GinEntry> entry(OffsetNumber offset) const;
    // An item of a pending page: its bytes without the row's pointer.
    std::span<const char> pending_key(OffsetNumber offset) const;
    // Of an inner page of a posting tree, from 0.
    std::uint32_t children() const { return last_; }
    BlockNumber child(std::uint32_t i) const;

    // Calls visit(pointer) for each row pointer of a leaf of a posting tree; false where the list is damaged.
    template <class Visit>
    bool for_each_pointer(Visit visit) const {
        const char* at = data_;
        while (at + gin::kSegmentHeader <= end_) {
            const std::optional<GinEntry> segment = segment_at(at, end_);
            if (!segment) return false;
            PostingReader reader(segment->first, segment->rest);
            do visit(reader.pointer());
            while (reader.next());
            if (reader.damaged()) return false;
            at += gin::kSegmentHeader + SHORTALIGN(segment->rest.size());
        }
        return true;
    }

 private:
    static std::optional<GinEntry> segment_at(const char* at, const char* end);
    IndexTuple tuple(OffsetNumber offset, std::size_t& bytes) const;

    Page page_ = nullptr;
    const char *data_ = nullptr, *end_ = nullptr;
    BlockNumber right_ = InvalidBlockNumber;
    OffsetNumber last_ = 0;
};

// What the metapage says; nothing when it is damaged.
std::optional<GinMetaPageData> gin_meta(PageState state, PageCopy& copy);

}  // namespace pgops
