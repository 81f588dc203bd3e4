// The processes that live now, with what the horizons are computed from, read at one moment.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

struct Process {
    std::int32_t pid = 0, leader_pid = 0;
    FullXid xid = kNoXid, xmin = kNoXid;
    bool in_vacuum = false, exempt = false, holds_everywhere = false, waits_for_client = false;
};

struct Processes {
    explicit Processes(Memory* memory) : all(memory) {}
    const Process* find(std::int32_t pid) const;

    FullXid next = kNoXid, completed = kNoXid;
    Vector<Process> all;  // by pid
};

// kNoXid for ids that are none.
FullXid full_xid(TransactionId id, FullXid next);

Processes& read_processes(Memory* memory);

}  // namespace pgops
