#include "pg/pages/brin_page.hpp"

namespace pgops {

namespace {

bool is_of_type(PageState state, PageCopy& copy, std::uint16_t type) {
    return state == PageState::Read && PageGetSpecialSize(copy.page()) == MAXALIGN(sizeof(BrinSpecialSpace)) && BrinPageType(copy.page()) == type;
}

}  // namespace

std::optional<BrinMeta> brin_meta(PageState state, PageCopy& copy) {
    if (!is_of_type(state, copy, BRIN_PAGETYPE_META)) return std::nullopt;
    const auto& meta = *reinterpret_cast<const BrinMetaPageData*>(PageGetContents(copy.page()));
    if (meta.brinMagic != BRIN_META_MAGIC || meta.pagesPerRange == 0) return std::nullopt;
    return BrinMeta{.pages_per_range = meta.pagesPerRange, .last_range_map_page = meta.lastRevmapPage};
}

std::optional<std::uint32_t> summarized_ranges(PageState state, PageCopy& copy, BlockNumber ranges) {
    if (!is_of_type(state, copy, BRIN_PAGETYPE_REVMAP)) return std::nullopt;
    const ItemPointerData* const map = reinterpret_cast<const RevmapContents*>(PageGetContents(copy.page()))->rm_tids;
    std::uint32_t summarized = 0;
    for (BlockNumber i = 0; i < Min(ranges, kRangesOfMapPage); ++i) summarized += ItemPointerIsValid(&map[i]) ? 1 : 0;
    return summarized;
}

std::optional<BrinContent> brin_content(PageState state, PageCopy& copy) {
    BrinContent content;
    if (state == PageState::New) return content;
    if (!is_of_type(state, copy, BRIN_PAGETYPE_REGULAR)) return std::nullopt;
    const Page page = copy.page();
    const OffsetNumber last = last_offset(page);
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
        const ItemId item = PageGetItemId(page, offset);
        if (!ItemIdIsNormal(item)) continue;
        if (ItemIdGetOffset(item) + ItemIdGetLength(item) > BLCKSZ) return std::nullopt;
        content.bytes += static_cast<double>(MAXALIGN(ItemIdGetLength(item)) + sizeof(ItemIdData));
        content.summaries += 1;
    }
    return content;
}

}  // namespace pgops
