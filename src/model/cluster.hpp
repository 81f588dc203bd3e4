// What lies above one database: sessions, prepared transactions, replication slots, roles, databases.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

struct Role {
    ObjectId id = kNoObject;
    std::string_view name, quoted;
    bool superuser = false;
    bool can_login = false;
};

enum class SessionState : std::uint8_t { Active, Idle, IdleInTransaction, IdleInTransactionAborted, Other };
enum class SessionKind : std::uint8_t { Client, WalSender, AutovacuumWorker, ParallelWorker, LogicalReplicationWorker, Background };
// What a session reports as in progress, as far as horizons care.
enum class SessionCommand : std::uint8_t { Other, Vacuum, Analyze, CreateIndexConcurrently };

struct Session {
    std::int32_t pid = 0;
    SessionKind kind = SessionKind::Client;
    SessionState state = SessionState::Other;
    ObjectId database_id = kNoObject, role_id = kNoObject;
    std::string_view database, role, application, client;  // client: "local" or an address
    Microseconds backend_start = kUnknownTime, transaction_start = kUnknownTime, query_start = kUnknownTime, state_change = kUnknownTime;
    bool has_xid = false;        // it has written
    bool holds_horizon = false;  // an xid or xmin of its own
    TransactionAge xid_age = 0;  // 0 without one
    TransactionAge xmin_age = 0;
    bool vacuuming = false;               // lazy VACUUM: its xmin is ignored by the horizon
    std::int32_t leader_pid = 0;          // of a parallel worker
    FullXid xid = kNoXid, xmin = kNoXid;  // kNoXid: none
    bool exempt = false;                  // horizons leave it out: a lazy VACUUM, or logical decoding
    bool holds_everywhere = false;        // its xmin counts in every database: a walsender with a standby's feedback
    bool waits_for_client = false;
    SessionCommand command = SessionCommand::Other;
    std::string_view query;                // of one that holds a horizon, where the caller may see it; the last one if it is idle
    ObjectId builds_index_on = kNoObject;  // the table of a CREATE INDEX or REINDEX that runs now
};

struct PreparedTransaction {
    std::string_view gid, database, role;
    Microseconds prepared_at = kUnknownTime;
    TransactionAge age = 0;
    FullXid xid = kNoXid;
};

struct ReplicationSlot {
    std::string_view name, database, plugin;  // database, plugin: of a logical slot
    bool logical = false, temporary = false;
    std::int32_t active_pid = 0;  // 0: nobody reads it
    bool has_xmin = false, has_catalog_xmin = false;
    TransactionAge xmin_age = 0, catalog_xmin_age = 0;
    FullXid xmin = kNoXid, catalog_xmin = kNoXid;  // the effective ones
    bool in_creation = false;                      // a logical slot that has not found its starting point yet
    std::int64_t retained_bytes = -1;              // WAL kept back by restart_lsn; -1 unknown
};

struct Database {
    ObjectId id = kNoObject;
    std::string_view name, quoted;
    bool is_current = false;
    bool allows_connections = true;
    TransactionAge xid_age = 0;
    std::int64_t multixact_age = 0;
};

}  // namespace pgops
