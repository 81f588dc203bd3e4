#include "pg/pages/hash_page.hpp"

namespace pgops {

namespace {

bool has_kind(PageState state, PageCopy& copy, int kinds) {
    if (state != PageState::Read || PageGetSpecialSize(copy.page()) != MAXALIGN(sizeof(HashPageOpaqueData))) return false;
    const HashPageOpaqueData& opaque = *HashPageGetOpaque(copy.page());
    return opaque.hasho_page_id == HASHO_PAGE_ID && (opaque.hasho_flag & LH_PAGE_TYPE & kinds) != 0;
}

}  // namespace

bool take_hash_meta(PageState state, PageCopy& copy, HashMetaPageData& meta) {
    if (!has_kind(state, copy, LH_META_PAGE)) return false;
    const HashMetaPageData& page = *HashPageGetMeta(copy.page());
    const bool sound = page.hashm_magic == HASH_MAGIC && page.hashm_version == HASH_VERSION && page.hashm_ovflpoint < HASH_MAX_SPLITPOINTS &&
                       page.hashm_nmaps <= HASH_MAX_BITMAPS && page.hashm_maxbucket < 1U << 31U && page.hashm_ntuples >= 0;
    if (sound) meta = page;
    return sound;
}

HashPage look_at_hash_page(PageState state, PageCopy& copy, Vector<std::uint32_t>& codes) {
    HashPage content{.damaged = true};
    if (!has_kind(state, copy, LH_BUCKET_PAGE | LH_OVERFLOW_PAGE)) return content;
    const HashPageOpaqueData& opaque = *HashPageGetOpaque(copy.page());
    const PageHeaderData& header = *reinterpret_cast<PageHeader>(copy.page());
    const OffsetNumber last = last_offset(copy.page());
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
        const ItemId item = PageGetItemId(copy.page(), offset);
        if (!ItemIdIsUsed(item) || ItemIdIsDead(item)) continue;
        const std::size_t start = ItemIdGetOffset(item);
        if (start < header.pd_upper || start + sizeof(IndexTupleData) + sizeof(std::uint32_t) > header.pd_special) return content;
        std::uint32_t code;
        memcpy(&code, copy.bytes + start + sizeof(IndexTupleData), sizeof(code));
        codes.push_back(code);
    }
    content = {.damaged = false, .overflow = (opaque.hasho_flag & LH_OVERFLOW_PAGE) != 0, .bucket = opaque.hasho_bucket, .next = opaque.hasho_nextblkno};
    return content;
}

bool is_overflow_used(PageCopy& bitmap, std::uint32_t bit) {
    const auto* const bits = reinterpret_cast<const std::uint8_t*>(PageGetContents(bitmap.page()));
    return (bits[bit / 8] >> (bit % 8) & 1U) != 0;
}

}  // namespace pgops
