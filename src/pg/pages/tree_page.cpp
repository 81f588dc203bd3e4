#include "pg/pages/tree_page.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

// Live items of a leaf, one after the other.
class LiveItems {
 public:
    void add(std::size_t bytes, const ItemPointerData& pointer) {
        bytes_ += static_cast<double>(bytes + sizeof(ItemIdData));
        if (count_ < std::size(blocks_)) blocks_[count_++] = ItemPointerGetBlockNumberNoCheck(&pointer);
    }
    void tell(TreePageContent& content) {
        content.bytes = bytes_;
        content.items = static_cast<std::uint32_t>(count_);
        if (count_ == 0) return;
        std::nth_element(blocks_, blocks_ + count_ / 2, blocks_ + count_);
        const double middle = blocks_[count_ / 2];
        for (std::size_t i = 0; i < count_; ++i) content.heap_blocks += std::abs(blocks_[i] - middle) / static_cast<double>(count_);
    }

 private:
    BlockNumber blocks_[MaxIndexTuplesPerPage];
    std::size_t count_ = 0;
    double bytes_ = 0;
};

// The item with that line pointer, when it lies on the page.
const char* item_at(PageCopy& copy, ItemId item, std::size_t least) {
    const std::size_t start = ItemIdGetOffset(item), length = ItemIdGetLength(item);
    const PageHeaderData& header = *reinterpret_cast<PageHeader>(copy.page());
    const bool sound = start >= header.pd_upper && start + length <= header.pd_special && start == MAXALIGN(start) && length >= least;
    return sound ? copy.bytes + start : nullptr;
}

}  // namespace

TreePageContent look_at_gist_page(PageState state, PageCopy& copy) {
    TreePageContent content;
    if (state == PageState::New) content.kind = TreePageKind::Empty;
    if (state != PageState::Read || PageGetSpecialSize(copy.page()) != MAXALIGN(sizeof(GISTPageOpaqueData))) return content;
    const GISTPageOpaqueData& opaque = *GistPageGetOpaque(copy.page());
    if (opaque.gist_page_id != GIST_PAGE_ID) return content;
    content.changed = PageGetLSN(copy.page());
    if ((opaque.flags & (F_DELETED | F_LEAF)) != F_LEAF) {
        content.kind = (opaque.flags & F_DELETED) != 0 ? TreePageKind::Empty : TreePageKind::Inner;
        return content;
    }
    LiveItems live;
    const OffsetNumber last = last_offset(copy.page());
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
        const ItemId item = PageGetItemId(copy.page(), offset);
        if (!ItemIdIsUsed(item) || ItemIdIsDead(item)) continue;
        const char* const tuple = item_at(copy, item, sizeof(IndexTupleData));
        if (tuple == nullptr) return content;
        live.add(MAXALIGN(ItemIdGetLength(item)), reinterpret_cast<const IndexTupleData*>(tuple)->t_tid);
    }
    live.tell(content);
    content.kind = TreePageKind::Leaf;
    return content;
}

TreePageContent look_at_spgist_page(PageState state, PageCopy& copy) {
    TreePageContent content;
    if (state == PageState::New) content.kind = TreePageKind::Empty;
    if (state != PageState::Read || PageGetSpecialSize(copy.page()) != MAXALIGN(sizeof(SpGistPageOpaqueData))) return content;
    const SpGistPageOpaqueData& opaque = *SpGistPageGetOpaque(copy.page());
    if (opaque.spgist_page_id != SPGIST_PAGE_ID) return content;
    content.changed = PageGetLSN(copy.page());
    if ((opaque.flags & SPGIST_LEAF) == 0) {
        content.kind = TreePageKind::Inner;
        return content;
    }
    LiveItems live;
    const OffsetNumber last = last_offset(copy.page());
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
        const ItemId item = PageGetItemId(copy.page(), offset);
        if (!ItemIdIsUsed(item)) continue;
        const char* const tuple = item_at(copy, item, SGDTSIZE);
        if (tuple == nullptr) return content;
        const auto& leaf = *reinterpret_cast<const SpGistLeafTupleData*>(tuple);
        if (leaf.tupstate == SPGIST_LIVE) live.add(MAXALIGN(ItemIdGetLength(item)), leaf.heapPtr);
    }
    live.tell(content);
    content.kind = TreePageKind::Leaf;
    return content;
}

}  // namespace pgops
