#include "pg/pages/tuple_fate.hpp"

namespace pgops {

TupleFates::TupleFates(Relation heap)
    : horizon_(GetOldestNonRemovableTransactionId(heap)),
      oldest_unfrozen_(heap->rd_rel->relfrozenxid),
      next_(XidFromFullTransactionId(ReadNextFullTransactionId())),
      oldest_multixact_(heap->rd_rel->relminmxid) {}

// The commit log is asked for nothing that it may have forgotten, or not have yet.
TupleFates::Outcome TupleFates::look_up(TransactionId xid) const {
    if (!TransactionIdIsNormal(xid)) return xid == InvalidTransactionId ? Outcome::Aborted : Outcome::Committed;
    if (TransactionIdPrecedes(xid, oldest_unfrozen_)) return Outcome::Impossible;
    if (TransactionIdIsCurrentTransactionId(xid) || TransactionIdIsInProgress(xid)) return Outcome::Running;
    if (TransactionIdFollowsOrEquals(xid, next_) && TransactionIdFollowsOrEquals(xid, XidFromFullTransactionId(ReadNextFullTransactionId())))
        return Outcome::Impossible;
    return TransactionIdDidCommit(xid) ? Outcome::Committed : Outcome::Aborted;
}

TupleFates::Outcome TupleFates::outcome_of(TransactionId xid) {
    if (xid == last_xid_) return last_outcome_;
    last_outcome_ = look_up(xid);
    last_xid_ = xid;
    return last_outcome_;
}

TupleFate TupleFates::of_deleted(TransactionId deleter, Outcome outcome) {
    deleter_ = deleter;
    switch (outcome) {
        case Outcome::Committed: return TransactionIdPrecedes(deleter, horizon_) ? TupleFate::Dead : TupleFate::HeldBack;
        case Outcome::Impossible: return TupleFate::Damaged;
        default: return TupleFate::Kept;
    }
}

TupleFate TupleFates::of(HeapTupleHeader tuple) {
    deleter_ = InvalidTransactionId;
    if (!HeapTupleHeaderXminCommitted(tuple)) {
        if (HeapTupleHeaderXminInvalid(tuple)) return TupleFate::Dead;
        const Outcome inserted = outcome_of(HeapTupleHeaderGetRawXmin(tuple));
        if (inserted == Outcome::Aborted) return TupleFate::Dead;
        if (inserted == Outcome::Impossible) return TupleFate::Damaged;
    }
    if ((tuple->t_infomask & HEAP_XMAX_INVALID) != 0 || HEAP_XMAX_IS_LOCKED_ONLY(tuple->t_infomask)) return TupleFate::Kept;
    if ((tuple->t_infomask & HEAP_XMAX_IS_MULTI) != 0) {
        const MultiXactId multixact = HeapTupleHeaderGetRawXmax(tuple);
        if (!MultiXactIdIsValid(multixact) || MultiXactIdPrecedes(multixact, oldest_multixact_) || !MultiXactIdPrecedes(multixact, ReadNextMultiXactId()))
            return TupleFate::Damaged;
        const TransactionId updater = HeapTupleGetUpdateXid(tuple);
        return of_deleted(updater, outcome_of(updater));
    }
    const TransactionId deleter = HeapTupleHeaderGetRawXmax(tuple);
    return of_deleted(deleter, (tuple->t_infomask & HEAP_XMAX_COMMITTED) != 0 ? Outcome::Committed : outcome_of(deleter));
}

}  // namespace pgops
