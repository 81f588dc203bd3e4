// What VACUUM depends on at one moment, of the cluster and of the relations of this database: read in one go, then const.
#pragma once

#include <span>
#include <string_view>

#include "core/memory.hpp"
#include "model/cluster.hpp"
#include "model/vacuum/relation.hpp"

namespace pgops {

// A lock beside which VACUUM cannot work (it needs SHARE UPDATE EXCLUSIVE).
struct RelationLock {
    ObjectId relation = kNoObject;
    std::int32_t pid = 0;   // 0: of a prepared transaction
    FullXid xid = kNoXid;   // of a prepared transaction
    std::string_view mode;  // the strongest that is held, as SQL writes it: "ACCESS EXCLUSIVE"
    bool granted = true;    // false: it waits for it
};

// A VACUUM that runs now, of any database.
struct RunningVacuum {
    std::int32_t pid = 0;
    ObjectId database = kNoObject, relation = kNoObject;
    bool by_autovacuum = false;
    bool delayed = false;  // it sleeps for its cost limit right now
    bool analyzing = false;
    std::int64_t pages = 0, pages_scanned = 0, pages_vacuumed = 0, index_passes = 0;
    std::int32_t phase = 0;  // PROGRESS_VACUUM_PHASE: 1 scans the heap
    Microseconds since = kUnknownTime;
};

// A setting of the server that keeps autovacuum from working.
struct ServerSwitch {
    bool off = false;
    bool by_alter_system = false;  // its value stands in postgresql.auto.conf
};

struct VacuumPicture {
    explicit VacuumPicture(Memory* memory) : relations(memory), locks(memory), running(memory), multixact_holders(memory) {}

    Microseconds now = kUnknownTime;
    std::string_view database_name;
    ObjectId database_id = kNoObject;
    bool in_recovery = false, hot_standby_feedback = false;
    std::span<const Session> sessions;
    std::span<const PreparedTransaction> prepared;
    std::span<const ReplicationSlot> slots;
    std::span<const Database> databases;

    FullXid next = kNoXid;             // the next transaction id to be given out
    FullXid completed = kNoXid;        // one after the latest that has ended: where horizons stand when nobody holds them
    FullXid primary_running = kNoXid;  // on a standby: the oldest that the primary still runs
    std::int64_t deferred = 0;         // vacuum_defer_cleanup_age (15)
    bool deferred_by_alter_system = false;

    AutovacuumParameters server{};  // settings, without storage parameters
    ServerSwitch autovacuum, track_counts;
    std::int32_t most_workers = 3;
    std::int64_t work_memory_bytes = 0;  // of an autovacuum worker
    bool dead_rows_as_array = true;      // 15 and 16: what fits into work memory is known before the vacuum
    bool work_memory_is_own = false;     // autovacuum_work_mem is set
    std::int64_t failsafe_age = 0, multixact_failsafe_age = 0;
    Microseconds naptime = kMinute;
    Microseconds last_visit = kUnknownTime;  // autovacuum's last to this database

    // The oldest multixact that somebody may still look at, and who; read only where many lie behind it.
    struct MultixactHolder {
        std::int32_t pid = 0;
        std::int64_t behind = 0;
    };
    std::int64_t multixacts_behind = 0;

    Vector<VacuumRelation> relations;    // by id
    TransactionAge oldest_left_out = 0;  // of those that are none of them: is_quiet()
    Vector<RelationLock> locks;
    Vector<RunningVacuum> running;
    Vector<MultixactHolder> multixact_holders;

    const VacuumRelation* relation(ObjectId id) const;
};

}  // namespace pgops
