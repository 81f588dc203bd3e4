// Who holds a relation, and who waits for it, without ever waiting oneself.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Whether another session waits for a lock on the relation. Nearly free while nobody holds more than the locks of plain queries.
// Not LockHasWaitersRelation: it knows nothing of locks that were granted on the fast path, as ours are.
bool somebody_waits_for(Oid relation);

// The process that keeps us from a lock of this mode; 0 when there is none (any more).
int holder_of(Oid relation, LOCKMODE wanted = AccessShareLock);

}  // namespace pgops
