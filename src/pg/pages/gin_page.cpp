#include "pg/pages/gin_page.hpp"

namespace pgops {

namespace {

constexpr std::size_t kHeader = sizeof(IndexTupleData);

bool has_special_space(Page page) { return PageGetSpecialSize(page) == MAXALIGN(sizeof(GinPageOpaqueData)); }

}  // namespace

GinPageKind GinPage::look_at(PageState state, PageCopy& copy) {
    page_ = copy.page();
    last_ = 0;
    right_ = InvalidBlockNumber;
    if (state == PageState::New) return GinPageKind::Empty;
    if (state == PageState::Damaged || !has_special_space(page_)) return GinPageKind::Damaged;
    const GinPageOpaqueData& opaque = *GinPageGetOpaque(page_);
    right_ = opaque.rightlink;
    if ((opaque.flags & (GIN_META | GIN_DELETED)) != 0) return GinPageKind::Empty;
    const bool leaf = (opaque.flags & GIN_LEAF) != 0;
    if ((opaque.flags & GIN_DATA) == 0) {
        last_ = last_offset(page_);
        if (last_ > MaxIndexTuplesPerPage) return GinPageKind::Damaged;
        if ((opaque.flags & GIN_LIST) != 0) return GinPageKind::Pending;
        return leaf ? GinPageKind::EntryLeaf : GinPageKind::EntryInner;
    }
    data_ = GinDataPageGetData(page_);
    if (!leaf) {
        last_ = opaque.maxoff;
        return last_ * sizeof(PostingItem) <= GinDataPageMaxDataSize ? GinPageKind::PostingInner : GinPageKind::Damaged;
    }
    // Pages from before 9.4 hold the bare pointers.
    if ((opaque.flags & GIN_COMPRESSED) == 0) return GinPageKind::Damaged;
    end_ = page_ + reinterpret_cast<PageHeader>(page_)->pd_lower;
    return end_ >= data_ ? GinPageKind::PostingLeaf : GinPageKind::Damaged;
}

IndexTuple GinPage::tuple(OffsetNumber offset, std::size_t& bytes) const {
    const ItemId item = PageGetItemId(page_, offset);
    const std::size_t start = ItemIdGetOffset(item), length = ItemIdGetLength(item);
    const PageHeaderData& header = *reinterpret_cast<PageHeader>(page_);
    if (!ItemIdHasStorage(item) || start < header.pd_upper || start + length > header.pd_special || start != MAXALIGN(start) || length < kHeader)
        return nullptr;
    const auto tuple = reinterpret_cast<IndexTuple>(page_ + start);
    bytes = IndexTupleSize(tuple);
    return bytes >= kHeader && bytes <= length ? tuple : nullptr;
}

std::optional<GinEntry> GinPage::segment_at(const char* at, const char* end) {
    if (end - at < static_cast<std::ptrdiff_t>(gin::kSegmentHeader)) return std::nullopt;
    GinPostingList list;
    memcpy(&list, at, offsetof(GinPostingList, bytes));
    if (at + gin::kSegmentHeader + list.nbytes > end) return std::nullopt;
    GinEntry segment;
    segment.first = gin_pointer(ItemPointerGetBlockNumberNoCheck(&list.first), ItemPointerGetOffsetNumberNoCheck(&list.first));
    segment.rest = {reinterpret_cast<const unsigned char*>(at + gin::kSegmentHeader), list.nbytes};
    return segment;
}

std::optional<GinEntry> GinPage::entry(OffsetNumber offset) const {
    std::size_t bytes = 0;
    const IndexTuple found = tuple(offset, bytes);
    if (found == nullptr) return std::nullopt;
    if (GinIsPostingTree(found)) return GinEntry{.key_bytes = static_cast<std::uint16_t>(MAXALIGN(bytes)), .posting_tree = GinGetPostingTree(found)};
    const std::size_t list = GinGetPostingOffset(found);
    if (!GinItupIsCompressed(found) || list < kHeader || list > bytes) return std::nullopt;
    const std::uint32_t pointers = GinGetNPosting(found);
    GinEntry entry;
    if (pointers > 0) {
        const std::optional<GinEntry> segment = segment_at(reinterpret_cast<const char*>(found) + list, reinterpret_cast<const char*>(found) + bytes);
        if (!segment) return std::nullopt;
        entry = *segment;
    }
    entry.key_bytes = static_cast<std::uint16_t>(list);
    entry.pointers = pointers;
    return entry;
}

std::span<const char> GinPage::pending_key(OffsetNumber offset) const {
    std::size_t bytes = 0;
    const IndexTuple found = tuple(offset, bytes);
    if (found == nullptr) return {};
    return {reinterpret_cast<const char*>(found) + sizeof(ItemPointerData), bytes - sizeof(ItemPointerData)};
}

BlockNumber GinPage::child(std::uint32_t i) const {
    PostingItem item;
    memcpy(&item, data_ + i * sizeof(PostingItem), sizeof(item));
    return PostingItemGetBlockNumber(&item);
}

std::optional<GinMetaPageData> gin_meta(PageState state, PageCopy& copy) {
    if (state != PageState::Read || !has_special_space(copy.page())) return std::nullopt;
    GinMetaPageData meta = *GinPageGetMeta(copy.page());
    if ((GinPageGetOpaque(copy.page())->flags & GIN_META) == 0 || meta.ginVersion < 0 || meta.ginVersion > GIN_CURRENT_VERSION) return std::nullopt;
    return meta;
}

}  // namespace pgops
