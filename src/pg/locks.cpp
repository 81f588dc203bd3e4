#include "pg/locks.hpp"

namespace pgops {

namespace {

LOCKTAG tag_of(Oid relation) {
    LOCKTAG tag;
    SET_LOCKTAG_RELATION(tag, IsSharedRelation(relation) ? InvalidOid : MyDatabaseId, relation);
    return tag;
}

bool is_on(const LockInstanceData& lock, const LOCKTAG& tag) { return memcmp(&lock.locktag, &tag, sizeof(tag)) == 0; }

template <class Wanted>
int process_with(Oid relation, Wanted wanted) {
    const LOCKTAG tag = tag_of(relation);
    const LockData* const data = GetLockStatusData();
    for (int i = 0; i < data->nelements; ++i)
        if (const LockInstanceData& lock = data->locks[i]; lock.pid != MyProcPid && is_on(lock, tag) && wanted(lock)) return lock.pid;
    return 0;
}

}  // namespace

bool somebody_waits_for(Oid relation) {
    const LOCKTAG tag = tag_of(relation);
    // The number of requests in the lock table, granted ones among them: locks of plain queries do not stand there.
    if (LockWaiterCount(&tag) == 0) return false;
    return process_with(relation, [](const LockInstanceData& lock) { return lock.waitLockMode != NoLock; }) != 0;
}

int holder_of(Oid relation, LOCKMODE wanted) {
    return process_with(relation, [wanted](const LockInstanceData& lock) {
        for (LOCKMODE held = AccessShareLock; held <= AccessExclusiveLock; ++held)
            if ((lock.holdMask & LOCKBIT_ON(held)) != 0 && DoLockModesConflict(held, wanted)) return true;
        return false;
    });
}

}  // namespace pgops
