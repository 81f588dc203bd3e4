#include "pg/pages/measure.hpp"

#include "pg/guard.hpp"
#include "pg/locks.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

// Reports open thousands of relations; their descriptors would stay with the session until it ends.
void close_and_forget(Relation relation) {
    const Oid id = RelationGetRelid(relation);
    relation_close(relation, NoLock);
    if (id >= FirstNormalObjectId) RelationCacheInvalidateEntry(id);
}

void measure_with_table(Measuring& measuring) {
    const Oid table = measuring.relation->rd_index->indrelid;
    if (!ConditionalLockRelationOid(table, AccessShareLock)) {
        measuring.bloat.locked = true;
        *measuring.holder = holder_of(table);
        return;
    }
    const Relation heap = try_relation_open(table, NoLock);
    if (heap == nullptr) {
        measuring.bloat.set_unknown("it was dropped meanwhile");
    } else {
        measure_index(measuring, heap);
        close_and_forget(heap);
    }
    UnlockRelationOid(table, AccessShareLock);
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
    const MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgops measurement", ALLOCSET_DEFAULT_SIZES);
    const MemoryContext before = MemoryContextSwitchTo(context);
    Measuring measuring{.relation = relation,
                        .sample_pages = request.sample_pages,
                        .expect_damage = expect_damage,
                        .ring = GetAccessStrategy(BAS_BULKREAD),
                        .memory = new (palloc(sizeof(ContextMemory))) ContextMemory(context),
                        .bloat = *bloat,
                        .holder = holder};
    measure_by_kind(measuring);
    MemoryContextSwitchTo(before);
    MemoryContextDelete(context);
}

// Takes the lock without waiting, and gives it back at once.
void measure_unlocked(const BloatRequest& request, bool expect_damage, Bloat* bloat, int* holder) {
    if (!ConditionalLockRelationOid(request.relation, AccessShareLock)) {
        bloat->locked = true;
        *holder = holder_of(request.relation);
        return;
    }
    const Relation relation = try_relation_open(request.relation, NoLock);
    if (relation == nullptr) {
        bloat->set_unknown("it was dropped meanwhile");
    } else {
        measure_open(relation, request, expect_damage, bloat, holder);
        close_and_forget(relation);
    }
    UnlockRelationOid(request.relation, AccessShareLock);
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
