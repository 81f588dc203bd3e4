// Archive, standbys, slots and the WAL on disk.
#include <sys/statvfs.h>

#include "pg/memory.hpp"
#include "pg/query.hpp"
#include "pg/read_server.hpp"

namespace pgops {

namespace {

void read_archiver(Memory* memory, Archiver& archiver) {
    query(memory, "SELECT archived_count, failed_count, last_failed_wal, last_archived_time, last_failed_time, stats_reset FROM pg_stat_archiver",
          [&](const QueryRow& row) {
              archiver.archived = row.bigint(1);
              archiver.failed = row.bigint(2);
              archiver.last_failed_wal = row.text(3);
              archiver.last_archived = row.time(4);
              archiver.last_failed = row.time(5);
              archiver.since = row.time(6);
          });
}

void read_receivers(Memory* memory, Vector<Receiver>& receivers) {
    query(memory,
          "SELECT application_name, coalesce(client_addr::text, 'local'), state, sync_state, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN "
          "pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END, coalesce(replay_lsn, flush_lsn, write_lsn))::bigint, "
          "(extract(epoch FROM replay_lag) * 1000000)::bigint FROM pg_stat_replication ORDER BY 1, pid",
          [&](const QueryRow& row) {
              receivers.push_back({.application = row.text(1),
                                   .client = row.text(2),
                                   .state = row.text(3),
                                   .sync_state = row.text(4),
                                   .lag_bytes = row.is_null(5) ? -1 : row.bigint(5),
                                   .replay_delay = row.is_null(6) ? -1 : row.bigint(6)});
          });
}

void read_slots(Memory* memory, Vector<SlotStatus>& slots) {
    query(memory, slots_query(), [&](const QueryRow& row) {
        slots.push_back({.name = row.text(1),
                         .wal_status = row.text(2),
                         .kind = row.text(3),
                         .active = row.boolean(4),
                         .temporary = row.boolean(5),
                         .retained_bytes = row.is_null(6) ? -1 : row.bigint(6),
                         .inactive_since = row.time(7)});
    });
}

void read_wal_folder(Memory* memory, Recovery& recovery) {
    query(memory, "SELECT count(*), coalesce(sum(size), 0)::bigint FROM pg_ls_waldir()", [&](const QueryRow& row) {
        recovery.wal_files = row.bigint(1);
        recovery.wal_bytes = row.bigint(2);
    });
    query(memory, "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name ~ '[.]ready$'",
          [&](const QueryRow& row) { recovery.archiver.waiting_files = row.bigint(1); });
    struct statvfs disk;
    if (statvfs("pg_wal", &disk) == 0) recovery.wal_disk_free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

void read_state(Memory* memory, Recovery& recovery) {
    query(memory, "SELECT wal_bytes::float8 / greatest(extract(epoch FROM now() - stats_reset), 1)::float8 FROM pg_stat_wal",
          [&](const QueryRow& row) { recovery.wal_bytes_per_second = row.real(1); });
    query(memory, "SELECT datname, checksum_failures FROM pg_stat_database WHERE checksum_failures > 0 ORDER BY 2", [&](const QueryRow& row) {
        recovery.checksum_failures += row.bigint(2);
        recovery.damaged_database = row.text(1);
    });
    query(memory, "SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE wait_event = 'SyncRep'",
          [&](const QueryRow& row) { recovery.sessions_waiting_for_standby = row.bigint(1); });
    if (!RecoveryInProgress()) return;
    query(memory,
          "SELECT pg_get_wal_replay_pause_state() <> 'not paused', EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'), "
          "coalesce(pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), 0)::bigint, pg_last_xact_replay_timestamp()",
          [&](const QueryRow& row) {
              recovery.replay_paused = row.boolean(1);
              recovery.is_streaming = row.boolean(2);
              recovery.received_not_replayed = row.bigint(3);
              recovery.last_replayed_commit = row.time(4);
          });
}

}  // namespace

void read_recovery(Memory* memory, Recovery& recovery) {
    auto& receivers = make_in<Vector<Receiver>>(memory, memory);
    auto& slots = make_in<Vector<SlotStatus>>(memory, memory);
    guarded(memory, [&] {
        read_archiver(memory, recovery.archiver);
        read_receivers(memory, receivers);
        read_slots(memory, slots);
        read_state(memory, recovery);
    });
    recovery.wal_unreadable = reason_unread(memory, [&] { read_wal_folder(memory, recovery); });
    recovery.receivers = span_of(receivers);
    recovery.slots = span_of(slots);
}

}  // namespace pgops
