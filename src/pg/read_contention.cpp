// Who waits for whom, and what connections and temporary files have cost.
#include <algorithm>

#include "pg/memory.hpp"
#include "pg/query.hpp"
#include "pg/read_server.hpp"
#include "pg/statements_function.hpp"

namespace pgops {

namespace {

// Blockers are asked for only where a session waits: the answer takes all partitions of the lock table.
void read_waiting(Memory* memory, Vector<Waiting>& waiting) {
    query(memory,
          "SELECT l.pid, pg_blocking_pids(l.pid), l.mode || ' on ' || l.locktype, coalesce(CASE WHEN l.relation IS NOT NULL AND l.database = "
          "(SELECT oid FROM pg_database WHERE datname = current_database()) THEN l.relation::regclass::text END, ''), left(a.query, 200), "
          "coalesce(l.waitstart, a.query_start) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE NOT l.granted ORDER BY l.pid",
          [&](const QueryRow& row) {
              waiting.push_back({.pid = row.integer(1),
                                 .blockers = row.array<std::int32_t>(2),
                                 .lock = row.text(3),
                                 .object = row.text(4),
                                 .statement = row.text(5),
                                 .since = row.time(6)});
          });
}

// What the sessions did last that others wait for.
void read_root_statements(Memory* memory, std::span<const Waiting> waiting, Vector<std::pair<std::int32_t, std::string_view>>& statements) {
    if (waiting.empty()) return;
    query(memory, "SELECT pid, left(query, 200) FROM pg_stat_get_activity(NULL) WHERE wait_event_type IS DISTINCT FROM 'Lock' AND query <> ''",
          [&](const QueryRow& row) {
              const std::int32_t pid = row.integer(1);
              for (const Waiting& one : waiting) {
                  if (std::ranges::find(one.blockers, pid) == one.blockers.end()) continue;
                  statements.emplace_back(pid, row.text(2));
                  return;
              }
          });
}

// Those that wrote most to temporary files.
void read_spilling(Memory* memory, Contention& contention, Vector<SpillingStatement>& statements) {
    const char* const function = statements_function();
    if (function == nullptr) {
        contention.statements_unknown = "the extension pg_stat_statements is not installed in this database";
        return;
    }
    // Without the texts, which all lie in one file: most often there is no such statement.
    bool any = false;
    query(memory, psprintf("SELECT EXISTS (SELECT FROM %s(false) WHERE dbid = %u AND temp_blks_written > 0)", function, MyDatabaseId),
          [&](const QueryRow& row) { any = row.boolean(1); });
    if (!any) return;
    const char* const sql = psprintf(
        "SELECT left(query, 200), calls, queryid, temp_blks_written::float8 * current_setting('block_size')::float8 FROM %s(true) "
        "WHERE dbid = %u AND temp_blks_written > 0 ORDER BY temp_blks_written DESC LIMIT 3",
        function, MyDatabaseId);
    query(memory, sql,
          [&](const QueryRow& row) { statements.push_back({.text = row.text(1), .calls = row.bigint(2), .identifier = row.bigint(3), .bytes = row.real(4)}); });
}

void read_limits(Memory* memory, Vector<ConnectionLimit>& limits) {
    query(memory,
          "SELECT 'role', r.rolname, quote_ident(r.rolname), r.rolconnlimit::bigint, (SELECT count(*) FROM pg_stat_get_activity(NULL) a WHERE a.usesysid = "
          "r.oid) "
          "FROM pg_roles r WHERE r.rolconnlimit > 0 AND NOT r.rolsuper UNION ALL "
          "SELECT 'database', d.datname, quote_ident(d.datname), d.datconnlimit::bigint, (SELECT count(*) FROM pg_stat_get_activity(NULL) a WHERE a.datid = "
          "d.oid) "
          "FROM pg_database d WHERE d.datconnlimit > 0",
          [&](const QueryRow& row) {
              limits.push_back({.kind = row.text(1), .name = row.text(2), .quoted = row.text(3), .limit = row.bigint(4), .used = row.bigint(5)});
          });
}

void read_databases(Memory* memory, Contention& contention, Vector<DatabaseSessions>& databases) {
    query(memory,
          "SELECT datname, sessions, session_time, coalesce(stats_reset, (SELECT stats_reset FROM pg_stat_wal)), datname = current_database(), temp_files, "
          "temp_bytes::float8 FROM pg_stat_database WHERE datname IS NOT NULL ORDER BY 1",
          [&](const QueryRow& row) {
              databases.push_back({.name = row.text(1), .sessions = row.bigint(2), .session_milliseconds = row.real(3), .since = row.time(4)});
              if (!row.boolean(5)) return;
              contention.temp_files = row.bigint(6);
              contention.temp_bytes = row.real(7);
              contention.since = row.time(4);
          });
}

}  // namespace

void read_contention(Memory* memory, Contention& contention) {
    auto& waiting = make_in<Vector<Waiting>>(memory, memory);
    auto& limits = make_in<Vector<ConnectionLimit>>(memory, memory);
    auto& databases = make_in<Vector<DatabaseSessions>>(memory, memory);
    auto& roots = make_in<Vector<std::pair<std::int32_t, std::string_view>>>(memory, memory);
    auto& spilling = make_in<Vector<SpillingStatement>>(memory, memory);
    guarded(memory, [&] {
        read_waiting(memory, waiting);
        read_root_statements(memory, span_of(waiting), roots);
        read_limits(memory, limits);
        read_databases(memory, contention, databases);
    });
    if (contention.temp_files > 0)
        if (const std::string_view reason = reason_unread(memory, [&] { read_spilling(memory, contention, spilling); }); !reason.empty())
            contention.statements_unknown = reason;
    contention.waiting = span_of(waiting);
    contention.root_statements = span_of(roots);
    contention.spilling = span_of(spilling);
    contention.limits = span_of(limits);
    contention.databases = span_of(databases);
}

}  // namespace pgops
