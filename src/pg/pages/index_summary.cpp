#include "pg/pages/index_summary.hpp"

#include "pg/pages/brin_page.hpp"
#include "pg/pages/gin_page.hpp"
#include "pg/pages/open_relation.hpp"

namespace pgops {

namespace {

bool is_readable(Relation index, Oid method) {
    return index->rd_rel->relkind == RELKIND_INDEX && index->rd_rel->relam == method && index->rd_index->indisvalid && obstacle_to(index).empty() &&
           RelationGetNumberOfBlocks(index) > 0;
}

// Calls read(Relation) with the index open and locked, where that is possible without waiting.
template <class Read>
void with_index(ObjectId id, Oid method, Read read) {
    with_relation(id, [&](Relation index) {
        if (is_readable(index, method)) read(index);
    });
}

PageReader& reader_of(Relation index) { return *new (palloc(sizeof(PageReader))) PageReader(index, MAIN_FORKNUM, GetAccessStrategy(BAS_BULKREAD)); }

// Blocks of the index's table; nothing when it cannot be locked.
std::optional<BlockNumber> blocks_of_table(Relation index) {
    std::optional<BlockNumber> blocks;
    with_relation(index->rd_index->indrelid, [&](Relation table) { blocks = RelationGetNumberOfBlocks(table); });
    return blocks;
}

// A range that the table has not filled yet is summarized by nobody.
void count_ranges(Relation index, PageReader& reader, std::optional<BrinSummary>* found) {
    const std::optional<BrinMeta> meta = brin_meta(reader.read_one(BRIN_METAPAGE_BLKNO), reader.page());
    const std::optional<BlockNumber> blocks = blocks_of_table(index);
    if (!meta || !blocks) return;
    const BlockNumber ranges = *blocks / meta->pages_per_range;
    BrinSummary summary{.ranges = ranges, .pages_per_range = meta->pages_per_range, .automatic = BrinGetAutoSummarize(index)};
    std::int64_t summarized = 0;
    const BlockNumber last = Min(meta->last_range_map_page, RelationGetNumberOfBlocks(index) - 1);
    for (BlockNumber block = 1; block <= last && (block - 1) * kRangesOfMapPage < ranges; ++block) {
        const PageState state = reader.read_one(block);
        if (state == PageState::New) continue;
        const std::optional<std::uint32_t> on_page = summarized_ranges(state, reader.page(), ranges - (block - 1) * kRangesOfMapPage);
        if (!on_page) return;
        summarized += *on_page;
    }
    summary.unsummarized = summary.ranges - summarized;
    *found = summary;
}

// The page is a copy of what any version since 8.0 may have left: BTMetaPageData of today lies in it from version 4 on.
bool is_btree_meta(PageState state, PageCopy& copy) {
    if (state != PageState::Read || PageGetSpecialSize(copy.page()) != MAXALIGN(sizeof(BTPageOpaqueData))) return false;
    return P_ISMETA(BTPageGetOpaque(copy.page())) && BTPageGetMeta(copy.page())->btm_magic == BTREE_MAGIC;
}

}  // namespace

void read_btree_deduplication(ObjectId index, std::optional<BtreeDeduplication>* found, std::int64_t* pages_read) {
    with_index(index, BTREE_AM_OID, [&](Relation relation) {
        PageReader& reader = reader_of(relation);
        const PageState state = reader.read_one(BTREE_METAPAGE);
        *pages_read += reader.pages_read();
        if (!is_btree_meta(state, reader.page())) return;
        const BTMetaPageData& meta = *BTPageGetMeta(reader.page().page());
        *found = BtreeDeduplication{.version = static_cast<std::int32_t>(meta.btm_version),
                                    .metapage_allows = meta.btm_version >= BTREE_VERSION && meta.btm_allequalimage,
                                    .operator_classes_allow = _bt_allequalimage(relation, false)};
    });
}

void read_pending_list(ObjectId index, std::optional<PendingList>* found, std::int64_t* pages_read) {
    with_index(index, GIN_AM_OID, [&](Relation relation) {
        PageReader& reader = reader_of(relation);
        const std::optional<GinMetaPageData> meta = gin_meta(reader.read_one(GIN_METAPAGE_BLKNO), reader.page());
        *pages_read += reader.pages_read();
        if (!meta) return;
        *found = PendingList{.bytes = static_cast<std::int64_t>(meta->nPendingPages) * BLCKSZ,
                             .rows = meta->nPendingHeapTuples,
                             .limit_bytes = static_cast<std::int64_t>(GinGetPendingListCleanupSize(relation)) * 1024,
                             .fast_update = GinGetUseFastUpdate(relation)};
    });
}

void read_brin_summary(ObjectId index, std::optional<BrinSummary>* found, std::int64_t* pages_read) {
    with_index(index, BRIN_AM_OID, [&](Relation relation) {
        PageReader& reader = reader_of(relation);
        count_ranges(relation, reader, found);
        *pages_read += reader.pages_read();
    });
}

}  // namespace pgops
