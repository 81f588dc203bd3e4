// Who locks relations against VACUUM, which vacuums run, and who may still look at old multixacts.
#include <algorithm>

#include "pg/horizon/processes.hpp"
#include "pg/horizon/read_picture.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

// What conflicts with SHARE UPDATE EXCLUSIVE, the lock of VACUUM.
constexpr LOCKMASK kAgainstVacuum = LOCKBIT_ON(ShareUpdateExclusiveLock) | LOCKBIT_ON(ShareLock) | LOCKBIT_ON(ShareRowExclusiveLock) |
                                    LOCKBIT_ON(ExclusiveLock) | LOCKBIT_ON(AccessExclusiveLock);

// The strongest mode of a mask.
LOCKMODE strongest(LOCKMASK mask) {
    LOCKMODE mode = NoLock;
    for (LOCKMODE candidate = AccessShareLock; candidate <= AccessExclusiveLock; ++candidate)
        if ((mask & LOCKBIT_ON(candidate)) != 0) mode = candidate;
    return mode;
}

}  // namespace

void read_relation_locks(VacuumPicture& picture, Memory* memory) {
    const LockData* const data = GetLockStatusData();
    for (int i = 0; i < data->nelements; ++i) {
        const LockInstanceData& lock = data->locks[i];
        const bool here = lock.locktag.locktag_field1 == MyDatabaseId || lock.locktag.locktag_field1 == InvalidOid;
        if (lock.locktag.locktag_type != LOCKTAG_RELATION || !here || lock.pid == MyProcPid) continue;
        const LOCKMASK held = lock.holdMask & kAgainstVacuum;
        // Whoever waits for more than a vacuum allows beside it.
        const LOCKMASK awaited = lock.waitLockMode != NoLock ? LOCKBIT_ON(lock.waitLockMode) & kAgainstVacuum : 0;
        for (const auto& [mask, granted] : {std::pair(held, true), std::pair(awaited, false)}) {
            if (mask == 0) continue;
            RelationLock& found = picture.locks.emplace_back();
            found.relation = lock.locktag.locktag_field2;
            found.pid = lock.pid;
            if (lock.pid == 0) found.xid = full_xid(local_transaction_of(lock), picture.next);
            found.mode = copy_text(memory, GetLockmodeName(DEFAULT_LOCKMETHOD, strongest(mask)));
            found.granted = granted;
        }
    }
}

void read_running_vacuums(VacuumPicture& picture) {
    const int count = pgstat_fetch_stat_numbackends();
    for (int i = 1; i <= count; ++i) {
        LocalPgBackendStatus* const local = local_backend_status(i);
        const PgBackendStatus* const status = local != nullptr ? backend_status(local) : nullptr;
        if (status == nullptr || status->st_procpid == MyProcPid) continue;
        const bool by_autovacuum = status->st_backendType == B_AUTOVAC_WORKER;
        const bool vacuums = status->st_progress_command == PROGRESS_COMMAND_VACUUM;
        if (!vacuums && !(by_autovacuum && status->st_progress_command == PROGRESS_COMMAND_ANALYZE)) continue;
        RunningVacuum running;
        running.pid = status->st_procpid;
        running.database = status->st_databaseid;
        running.relation = status->st_progress_command_target;
        running.by_autovacuum = by_autovacuum;
        running.analyzing = !vacuums;
        running.since = status->st_activity_start_timestamp;
        if (vacuums) {
            running.phase = static_cast<std::int32_t>(status->st_progress_param[PROGRESS_VACUUM_PHASE]);
            running.pages = status->st_progress_param[PROGRESS_VACUUM_TOTAL_HEAP_BLKS];
            running.pages_scanned = status->st_progress_param[PROGRESS_VACUUM_HEAP_BLKS_SCANNED];
            running.pages_vacuumed = status->st_progress_param[PROGRESS_VACUUM_HEAP_BLKS_VACUUMED];
            running.index_passes = status->st_progress_param[PROGRESS_VACUUM_NUM_INDEX_VACUUMS];
        }
        const PGPROC* const process = BackendPidGetProc(running.pid);
        running.delayed = process != nullptr && process->wait_event_info == WAIT_EVENT_VACUUM_DELAY;
        picture.running.push_back(running);
    }
}

void read_multixact_holders(VacuumPicture& picture) {
    // Nobody's business while few lie behind the oldest.
    constexpr std::int64_t kMany = 1000;
    const MultiXactId next = ReadNextMultiXactId();
    picture.multixacts_behind = static_cast<std::int32_t>(next - GetOldestMultiXactId());
    if (picture.multixacts_behind < kMany || picture.in_recovery) return;
    // Each process's oldest visible multixact is known to multixact.c alone: the last MaxBackends + max_prepared_xacts ids of its
    // shared memory (MaxOldestSlot, OldestVisibleMXactId), by place of the process.
    SPI_connect();
    std::int64_t size = 0;
    if (SPI_execute("SELECT size FROM pg_catalog.pg_get_shmem_allocations() WHERE name = 'Shared MultiXact State'", true, 1) == SPI_OK_SELECT &&
        SPI_processed == 1) {
        bool is_null = false;
        size = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
    }
    SPI_finish();
    const auto slots = static_cast<std::size_t>(MaxBackends + max_prepared_xacts);
    if (size < static_cast<std::int64_t>(2 * slots * sizeof(MultiXactId))) return;
    bool found = false;
    const auto* const state = static_cast<const char*>(ShmemInitStruct("Shared MultiXact State", static_cast<Size>(size), &found));
    if (!found) return;
    const auto* const visible = reinterpret_cast<const MultiXactId*>(state + size) - slots;
    for (int place = 0; place < MaxBackends; ++place) {
        const PGPROC* const process = process_at(place);
        const MultiXactId oldest = visible[place];
        if (process == nullptr || process->pid == MyProcPid || !MultiXactIdIsValid(oldest)) continue;
        picture.multixact_holders.push_back({process->pid, static_cast<std::int32_t>(next - oldest)});
    }
}

}  // namespace pgops
