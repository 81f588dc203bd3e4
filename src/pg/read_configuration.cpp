// What the server was told: what waits for a restart, errors of the files, extensions, counters of the whole server.
#include "pg/memory.hpp"
#include "pg/query.hpp"
#include "pg/read_server.hpp"

namespace pgops {

namespace {

std::optional<Microseconds> known_time(TimestampTz time) {
    if (time == 0) return std::nullopt;
    return time;
}

void read_pending(Memory* memory, Vector<PendingSetting>& pending) {
    query(memory, "SELECT name, setting, unit FROM pg_settings WHERE pending_restart ORDER BY name",
          [&](const QueryRow& row) { pending.push_back({.name = row.text(1), .value = row.text(2), .unit = row.text(3)}); });
}

// What waits for a restart is told as an error there, too, but it is none: the last line of its name has the value to come.
void read_settings_file(Memory* memory, Vector<PendingSetting>& pending, Vector<FileError>& errors) {
    // What the command line sets, as the managers of clusters do, no file can: that is told as an error, too.
    query(memory,
          "SELECT f.name, f.setting, f.sourcefile, f.sourceline::bigint, CASE WHEN s.name IS NULL THEN f.error END FROM pg_file_settings f LEFT JOIN "
          "pg_settings s "
          "ON s.name = f.name AND s.source = 'command line' ORDER BY f.seqno",
          [&](const QueryRow& row) {
              const std::string_view name = row.text(1);
              for (PendingSetting& one : pending) {
                  if (one.name != name) continue;
                  one.file_value = row.text(2);
                  return;
              }
              if (!row.is_null(5)) errors.push_back({.file = row.text(3), .setting = name, .message = row.text(5), .line = row.bigint(4)});
          });
}

void read_host_rule_errors(Memory* memory, Vector<FileError>& errors) {
    query(memory, "SELECT line_number::bigint, error FROM pg_hba_file_rules WHERE error IS NOT NULL ORDER BY 1",
          [&](const QueryRow& row) { errors.push_back({.file = "pg_hba.conf", .message = row.text(2), .line = row.bigint(1), .of_host_rules = true}); });
}

void read_extensions(Memory* memory, Configuration& configuration, Vector<InstalledExtension>& extensions) {
    query(memory,
          "SELECT a.name, quote_ident(a.name), e.extversion, a.default_version FROM pg_available_extensions() a "
          "LEFT JOIN pg_extension e ON e.extname = a.name WHERE e.oid IS NOT NULL OR a.name = 'pg_stat_statements' ORDER BY 1",
          [&](const QueryRow& row) {
              const std::string_view name = row.text(1);
              if (name == "pg_stat_statements") configuration.statement_statistics_available = true;
              if (!row.is_null(3)) extensions.push_back({.name = name, .quoted = row.text(2), .installed = row.text(3), .available = row.text(4)});
          });
}

void read_counters(Memory* memory, Configuration& facts) {
    query(memory, checkpoint_counters_query(), [&](const QueryRow& row) {
        facts.checkpoints_timed = row.bigint(1);
        facts.checkpoints_requested = row.bigint(2);
        facts.checkpoints_since = known_time(row.time(3));
    });
    query(memory, "SELECT wal_bytes::float8, wal_buffers_full::bigint, wal_records::bigint, stats_reset FROM pg_stat_wal", [&](const QueryRow& row) {
        facts.wal_bytes = row.real(1);
        facts.wal_buffers_full = row.bigint(2);
        facts.wal_records = row.bigint(3);
        facts.wal_since = known_time(row.time(4));
    });
    query(memory,
          "SELECT sum(blks_read)::bigint, sum(blks_hit)::bigint, sum(temp_files)::bigint, sum(temp_bytes)::float8, sum(deadlocks)::bigint, "
          "sum(blk_read_time)::float8, sum(session_time)::float8, sum(active_time)::float8, sum(idle_in_transaction_time)::float8 FROM pg_stat_database",
          [&](const QueryRow& row) {
              facts.blocks_read = row.bigint(1);
              facts.blocks_hit = row.bigint(2);
              facts.temp_files = row.bigint(3);
              facts.temp_bytes = row.real(4);
              facts.deadlocks = row.bigint(5);
              facts.read_milliseconds = row.real(6);
              facts.session_milliseconds = row.real(7);
              facts.active_milliseconds = row.real(8);
              facts.idle_in_transaction_milliseconds = row.real(9);
          });
}

void read_database(Memory* memory, Configuration& facts) {
    query(memory,
          "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider::text, pg_postmaster_start_time(), pg_conf_load_time() "
          "FROM pg_database WHERE datname = current_database()",
          [&](const QueryRow& row) {
              facts.encoding = row.text(1);
              facts.collation = row.text(2);
              facts.character_type = row.text(3);
              facts.locale_provider = row.text(4).empty() ? 'c' : row.text(4).front();
              facts.started = row.time(5);
              facts.loaded = row.time(6);
          });
}

}  // namespace

void read_configuration(Memory* memory, Configuration& configuration) {
    auto& pending = make_in<Vector<PendingSetting>>(memory, memory);
    auto& errors = make_in<Vector<FileError>>(memory, memory);
    auto& extensions = make_in<Vector<InstalledExtension>>(memory, memory);
    guarded(memory, [&] {
        read_machine(memory, configuration);
        read_program(memory, configuration);
        read_database(memory, configuration);
        read_counters(memory, configuration);
        read_pending(memory, pending);
        read_extensions(memory, configuration, extensions);
    });
    configuration.settings_file_unreadable = reason_unread(memory, [&] { read_settings_file(memory, pending, errors); });
    configuration.host_rules_unreadable = reason_unread(memory, [&] { read_host_rule_errors(memory, errors); });
    configuration.pending = span_of(pending);
    configuration.file_errors = span_of(errors);
    configuration.extensions = span_of(extensions);
}

}  // namespace pgops
