// What a rebuild would do with a row: told from its header and the commit log, never through routines that set hint bits.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

enum class TupleFate : std::uint8_t {
    Kept,      // live, or somebody is still writing or deleting it
    HeldBack,  // dead, but a snapshot may still need it: a rebuild keeps it
    Dead,
    Damaged,  // its transaction ids cannot be right; a rebuild would fail or keep it
};

class TupleFates {
 public:
    explicit TupleFates(Relation heap);
    TupleFate of(HeapTupleHeader tuple);
    // Whose deletion made the tuple that was last found dead or held back so; invalid where its insert was rolled back.
    TransactionId deleter() const { return deleter_; }

 private:
    enum class Outcome : std::uint8_t { Committed, Aborted, Running, Impossible };
    Outcome outcome_of(TransactionId xid);
    Outcome look_up(TransactionId xid) const;
    TupleFate of_deleted(TransactionId deleter, Outcome outcome);

    TransactionId horizon_, oldest_unfrozen_, next_;
    MultiXactId oldest_multixact_;
    TransactionId deleter_ = InvalidTransactionId, last_xid_ = InvalidTransactionId;
    Outcome last_outcome_ = Outcome::Aborted;
};

}  // namespace pgops
