#include "pg/horizon/processes.hpp"

#include <algorithm>

namespace pgops {

FullXid full_xid(TransactionId id, FullXid next) {
    if (!TransactionIdIsNormal(id)) return kNoXid;
    return next - static_cast<std::int32_t>(static_cast<TransactionId>(next) - id);
}

const Process* Processes::find(std::int32_t pid) const {
    const auto found = std::ranges::lower_bound(all, pid, {}, &Process::pid);
    return found != all.end() && found->pid == pid ? &*found : nullptr;
}

Processes& read_processes(Memory* memory) {
    auto& processes = make_in<Processes>(memory, memory);
    auto& living = make_in<Vector<const PGPROC*>>(memory, memory);
    for (int place = 0; place < MaxBackends; ++place)
        if (const PGPROC* const process = process_at(place)) living.push_back(process);
    processes.all.reserve(living.size());
    LWLockAcquire(ProcArrayLock, LW_SHARED);
    processes.next = static_cast<FullXid>(U64FromFullTransactionId(ReadNextFullTransactionId()));
    // As a snapshot's xmax: the first id that no horizon needs to spare.
    processes.completed = full_xid(XidFromFullTransactionId(latest_completed()), processes.next) + 1;
    for (const PGPROC* const process : living) {
        const std::uint8_t flags = process->statusFlags;
        const PGPROC* const leader = process->lockGroupLeader;
        Process seen;
        seen.pid = process->pid;
        seen.xid = full_xid(process->xid, processes.next);
        seen.xmin = full_xid(process->xmin, processes.next);
        seen.in_vacuum = (flags & PROC_IN_VACUUM) != 0;
        seen.exempt = (flags & (PROC_IN_VACUUM | PROC_IN_LOGICAL_DECODING)) != 0;
        seen.holds_everywhere = (flags & PROC_AFFECTS_ALL_HORIZONS) != 0;
        seen.waits_for_client = process->wait_event_info == WAIT_EVENT_CLIENT_READ;
        seen.leader_pid = leader != nullptr && leader != process ? leader->pid : 0;
        processes.all.push_back(seen);  // room was made before: nothing can fail under the lock
    }
    LWLockRelease(ProcArrayLock);
    std::ranges::sort(processes.all, {}, &Process::pid);
    return processes;
}

}  // namespace pgops
