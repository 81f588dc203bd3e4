// One relation opened for a moment, for a look at its pages: without waiting, and without a trace in the session afterwards.
#pragma once

#include "pg/locks.hpp"
#include "pg/memory.hpp"

#include <type_traits>

namespace pgops {

enum class Opened : std::uint8_t { Yes, Locked, Gone };

// Reports open thousands of relations; their descriptors would stay with the session until it ends.
inline void close_and_forget(Relation relation) {
    const Oid id = RelationGetRelid(relation);
    relation_close(relation, NoLock);
    if (id >= FirstNormalObjectId) RelationCacheInvalidateEntry(id);
}

// Calls visit(Relation) with the relation under ACCESS SHARE, which is taken only if that is possible at once and given back at once.
template <class Visit>
Opened with_relation(Oid id, Visit visit) {
    static_assert(std::is_trivially_destructible_v<Visit>, "a server error would jump over the destructor");
    if (!ConditionalLockRelationOid(id, AccessShareLock)) return Opened::Locked;
    const Relation relation = try_relation_open(id, NoLock);
    if (relation != nullptr) {
        visit(relation);
        close_and_forget(relation);
    }
    UnlockRelationOid(id, AccessShareLock);
    return relation != nullptr ? Opened::Yes : Opened::Gone;
}

// Calls work(ContextMemory*) in a memory context of its own, which goes away afterwards.
template <class Work>
void with_scratch_memory(Work work) {
    static_assert(std::is_trivially_destructible_v<Work>, "a server error would jump over the destructor");
    const MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgops measurement", ALLOCSET_DEFAULT_SIZES);
    const MemoryContext before = MemoryContextSwitchTo(context);
    work(new (palloc(sizeof(ContextMemory))) ContextMemory(context));
    MemoryContextSwitchTo(before);
    MemoryContextDelete(context);
}

// Why the relation's pages cannot be read here; empty when they can.
std::string_view obstacle_to(Relation relation);

}  // namespace pgops
