#include "pg/pages/measure.hpp"

#include <algorithm>

#include "pg/guard.hpp"
#include "pg/progress.hpp"
#include "pg/pages/open_relation.hpp"

namespace pgops {

namespace {

void tell_unopened(Opened opened, Oid id, Bloat* bloat, int* holder) {
    bloat->locked = opened == Opened::Locked;
    if (bloat->locked) *holder = holder_of(id);
    if (opened == Opened::Gone) bloat->set_unknown("it was dropped meanwhile");
}

void measure_with_table(Measuring& measuring) {
    const Oid table = measuring.relation->rd_index->indrelid;
    const Opened opened = with_relation(table, [&](Relation heap) { measure_index(measuring, heap); });
    if (opened != Opened::Yes) tell_unopened(opened, table, &measuring.bloat, measuring.holder);
}

void measure_by_kind(Measuring& measuring) {
    switch (measuring.relation->rd_rel->relkind) {
        case RELKIND_RELATION:
        case RELKIND_MATVIEW:
        case RELKIND_TOASTVALUE:
            if (measuring.relation->rd_rel->relam == HEAP_TABLE_AM_OID) return measure_heap(measuring);
            return measuring.bloat.set_unknown("its table access method is not heap");
        case RELKIND_INDEX: return measure_with_table(measuring);
        default: return measuring.bloat.set_unknown("only tables, materialized views and indexes can be bloated");
    }
}

void measure_open(Relation relation, const BloatRequest& request, bool expect_damage, Bloat* bloat, int* holder) {
    if (const std::string_view reason = obstacle_to(relation); !reason.empty()) return bloat->set_unknown(reason);
    progress_relation(RelationGetRelid(relation), std::min<std::int64_t>(request.sample_pages, RelationGetNumberOfBlocks(relation)));
    with_scratch_memory([&](ContextMemory* memory) {
        Measuring measuring{.relation = relation,
                            .sample_pages = request.sample_pages,
                            .expect_damage = expect_damage,
                            .ring = GetAccessStrategy(BAS_BULKREAD),
                            .memory = memory,
                            .bloat = *bloat,
                            .holder = holder};
        measure_by_kind(measuring);
    });
}

void measure_unlocked(const BloatRequest& request, bool expect_damage, Bloat* bloat, int* holder) {
    const Opened opened = with_relation(request.relation, [&](Relation relation) { measure_open(relation, request, expect_damage, bloat, holder); });
    if (opened != Opened::Yes) tell_unopened(opened, request.relation, bloat, holder);
}

}  // namespace

std::string_view obstacle_to(Relation relation) {
    if (RELATION_IS_OTHER_TEMP(relation)) return "a temporary relation of another session";
    if (RecoveryInProgress() && relation->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED) return "unlogged relations have no data on a standby";
    if (!RELKIND_HAS_STORAGE(relation->rd_rel->relkind)) return "it has no storage of its own";
    return {};
}

Bloat measure_bloat(const BloatRequest& request, Memory* memory) {
    for (bool expect_damage = false;; expect_damage = true) {
        Bloat bloat;
        int holder = 0;
        try {
            guarded(memory, [&] { measure_unlocked(request, expect_damage, &bloat, &holder); });
            if (bloat.locked) bloat.set_unknown(holder != 0 ? concat(memory, "locked by process ", holder) : "locked by another session");
            return bloat;
        } catch (const ServerError& error) {
            // A page that the server refuses to read: once more, this time counting such pages.
            if (!expect_damage && std::string_view(error.sqlstate()) == "XX001") continue;
            bloat.set_unknown(concat(memory, error.sqlstate(), " ", error.what()));
            return bloat;
        }
    }
}

}  // namespace pgops
