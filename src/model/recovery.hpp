// What brings the data back after a loss: archive, standbys, slots, WAL on disk, checksums.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

struct Archiver {
    std::int64_t archived = 0, failed = 0;
    std::string_view last_failed_wal{};
    Microseconds last_archived = kUnknownTime, last_failed = kUnknownTime, since = kUnknownTime;
    std::int64_t waiting_files = -1;  // complete segments that are not archived yet; -1 unknown
};

// A process that receives WAL: a standby, pg_receivewal, a logical subscriber.
struct Receiver {
    std::string_view application{}, client{}, state{}, sync_state{};
    std::int64_t lag_bytes = -1;     // from the last WAL written here to what it has replayed; -1 unknown
    Microseconds replay_delay = -1;  // of the last commit that it acknowledged; -1 unknown
};

struct SlotStatus {
    std::string_view name{}, wal_status{}, kind{};  // kind: physical, logical
    bool active = false, temporary = false;
    std::int64_t retained_bytes = -1;
    Microseconds inactive_since = kUnknownTime;  // 17 and later
};

struct Recovery {
    Archiver archiver{};
    std::span<const Receiver> receivers{};
    std::span<const SlotStatus> slots{};
    std::string_view wal_unreadable{};          // why the WAL's folder could not be read
    std::int64_t wal_files = 0, wal_bytes = 0;  // in pg_wal
    std::optional<std::int64_t> wal_disk_free;  // where it lies, for the server's user
    double wal_bytes_per_second = 0;            // since the counter's reset; 0 unknown
    std::int64_t checksum_failures = 0;         // of all databases
    std::string_view damaged_database{};
    std::int64_t sessions_waiting_for_standby = 0;
    // Of a standby itself.
    bool replay_paused = false, is_streaming = false;
    std::int64_t received_not_replayed = 0;
    Microseconds last_replayed_commit = kUnknownTime;
};

}  // namespace pgops
