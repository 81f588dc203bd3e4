// The tables of the history: what stands there, and how a snapshot is added. All of it happens in the caller's transaction.
#pragma once

#include "model/history.hpp"
#include "pg/prelude.hpp"

namespace pgops {

struct KnownHistory {
    explicit KnownHistory(Memory* memory) : relations(memory), open(memory) {}
    Vector<RelationFigures> relations;
    Vector<FindingForm> open;  // forms that have not ended
};
KnownHistory& read_history(Memory* memory);

// Raises 55P03 when another session writes the history now, and 25006 on a standby.
void lock_history();

// The next transaction id, with its epoch.
std::int64_t next_full_transaction_id();

void write_relations(const RelationChanges& changes, Microseconds taken_at, Memory* memory);
void write_findings(const FindingChanges& changes, Microseconds taken_at, Microseconds before, Memory* memory);

}  // namespace pgops
