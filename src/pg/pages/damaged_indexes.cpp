// Index pages that no VACUUM gets past.
#include "pg/guard.hpp"
#include "pg/memory.hpp"
#include "pg/pages/dead_rows.hpp"
#include "pg/pages/open_relation.hpp"

namespace pgops {

namespace {

// What each access method expects at the end of its pages and checks before it believes them (_bt_checkpage, _hash_checkpage,
// gistcheckpage); 0: it checks nothing.
std::size_t special_bytes(Oid access_method) {
    switch (access_method) {
        case BTREE_AM_OID: return MAXALIGN(sizeof(BTPageOpaqueData));
        case HASH_AM_OID: return MAXALIGN(sizeof(HashPageOpaqueData));
        case GIST_AM_OID: return MAXALIGN(sizeof(GISTPageOpaqueData));
        default: return 0;
    }
}

struct Search {
    std::int64_t* most_pages;
    Vector<IndexDamage>& found;
    Memory* memory;
};

void look_through(Relation index, const Search& search) {
    const std::size_t special = special_bytes(index->rd_rel->relam);
    const BlockNumber blocks = RelationGetNumberOfBlocks(index);
    if (static_cast<std::int64_t>(blocks) > *search.most_pages) return;
    *search.most_pages -= blocks;
    PageReader& reader = make_in<PageReader>(search.memory, index, MAIN_FORKNUM, GetAccessStrategy(BAS_BULKREAD));
    reader.expect_damage();
    for (BlockNumber block = 0; block < blocks; ++block) {
        if ((block & 0x1FU) == 0 && somebody_waits_for(RelationGetRelid(index))) return;
        const PageState state = reader.read_one(block);
        // A new page at the end is what a crash leaves, and VACUUM takes it; a page without its end is not an index page.
        const bool foreign = state == PageState::Read && special != 0 && PageGetSpecialSize(reader.page().page()) != special;
        if (state != PageState::Damaged && !foreign) continue;
        const char* const name = RelationGetRelationName(index);
        IndexDamage damage{.name = copy_text(search.memory, name), .quoted = {}, .block = block, .error = {}};
        damage.quoted = copy_text(search.memory, quote_qualified_identifier(get_namespace_name(RelationGetNamespace(index)), name));
        damage.error = foreign ? concat(search.memory, "index \"", damage.name, "\" contains corrupted page at block ", block)
                               : concat(search.memory, "invalid page in block ", block, " of index \"", damage.name, "\"");
        search.found.push_back(damage);
        return;
    }
}

}  // namespace

Vector<IndexDamage>& find_damaged_indexes(ObjectId table, std::int64_t* most_pages, Memory* memory) {
    auto& found = make_in<Vector<IndexDamage>>(memory, memory);
    const Search search{most_pages, found, memory};
    try {
        guarded(memory, [&] {
            with_relation(table, [&](Relation heap) {
                ListCell* cell = nullptr;
                foreach (cell, RelationGetIndexList(heap)) with_relation(lfirst_oid(cell), [&](Relation index) { look_through(index, search); });
            });
        });
    } catch (const ServerError&) {
        // What cannot be read at all says nothing of damage.
    }
    return found;
}

}  // namespace pgops
