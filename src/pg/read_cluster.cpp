// What lies above the database: roles, databases, sessions, prepared transactions, replication slots, and how old the counters are.
#include <algorithm>

#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/horizon/processes.hpp"

namespace pgops {

namespace {

TransactionAge age_of(TransactionId id, TransactionId next) { return TransactionIdIsNormal(id) ? static_cast<std::int32_t>(next - id) : 0; }

TransactionId next_transaction_id() { return XidFromFullTransactionId(ReadNextFullTransactionId()); }

template <class Row>
std::string_view name_of_id(const Vector<Row>& rows, ObjectId id) {
    const auto found = std::ranges::lower_bound(rows, id, {}, &Row::id);
    return found != rows.end() && found->id == id ? found->name : std::string_view();
}

void read_roles(CatalogReader& reader) {
    scan_catalog(AuthIdRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_authid>(tuple);
        const std::string_view name = reader.text(row.rolname);
        reader.facts.roles.push_back({row.oid, name, reader.quoted(name, NameStr(row.rolname)), row.rolsuper, row.rolcanlogin});
    });
    std::ranges::sort(reader.facts.roles, {}, &Role::id);
}

void read_databases(CatalogReader& reader) {
    const TransactionId next = next_transaction_id();
    const MultiXactId next_multixact = ReadNextMultiXactId();
    scan_catalog(DatabaseRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_database>(tuple);
        const std::string_view name = reader.text(row.datname);
        reader.facts.databases.push_back({.id = row.oid,
                                          .name = name,
                                          .quoted = reader.quoted(name, NameStr(row.datname)),
                                          .is_current = row.oid == MyDatabaseId,
                                          .allows_connections = row.datallowconn,
                                          .xid_age = age_of(row.datfrozenxid, next),
                                          .multixact_age = static_cast<std::int32_t>(next_multixact - row.datminmxid)});
        if (row.oid == MyDatabaseId) {
            reader.facts.database_name = name;
            reader.facts.database_quoted = reader.facts.databases.back().quoted;
        }
    });
    std::ranges::sort(reader.facts.databases, {}, &Database::id);
}

SessionState session_state(BackendState state) {
    switch (state) {
        case STATE_RUNNING:
        case STATE_FASTPATH: return SessionState::Active;
        case STATE_IDLE: return SessionState::Idle;
        case STATE_IDLEINTRANSACTION: return SessionState::IdleInTransaction;
        case STATE_IDLEINTRANSACTION_ABORTED: return SessionState::IdleInTransactionAborted;
        default: return SessionState::Other;
    }
}

SessionKind session_kind(BackendType type) {
    switch (type) {
        case B_BACKEND: return SessionKind::Client;
        case B_WAL_SENDER: return SessionKind::WalSender;
        case B_AUTOVAC_WORKER: return SessionKind::AutovacuumWorker;
        default: return SessionKind::Background;
    }
}

std::string_view client_address(Memory* memory, const SockAddr& address) {
    if (address.addr.ss_family != AF_INET && address.addr.ss_family != AF_INET6) return "local";
    char host[NI_MAXHOST] = "";
    if (pg_getnameinfo_all(&address.addr, address.salen, host, sizeof(host), nullptr, 0, NI_NUMERICHOST | NI_NUMERICSERV) != 0) return "unknown";
    return concat(memory, host);
}

SessionCommand session_command(const PgBackendStatus& status) {
    switch (status.st_progress_command) {
        case PROGRESS_COMMAND_VACUUM: return SessionCommand::Vacuum;
        case PROGRESS_COMMAND_ANALYZE: return SessionCommand::Analyze;
        case PROGRESS_COMMAND_CREATE_INDEX: {
            const std::int64_t kind = status.st_progress_param[PROGRESS_CREATEIDX_COMMAND];
            const bool concurrently = kind == PROGRESS_CREATEIDX_COMMAND_CREATE_CONCURRENTLY || kind == PROGRESS_CREATEIDX_COMMAND_REINDEX_CONCURRENTLY;
            return concurrently ? SessionCommand::CreateIndexConcurrently : SessionCommand::Other;
        }
        default: return SessionCommand::Other;
    }
}

bool applies_changes(std::int32_t pid) {
    const char* const type = GetBackgroundWorkerTypeByPid(pid);
    return type != nullptr && std::string_view(type).starts_with("logical replication");
}

// The start of its query, where pg_stat_activity would show it.
std::string_view query_of(CatalogReader& reader, const PgBackendStatus& status) {
    constexpr int kLongest = 200;
    if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS) && !has_privs_of_role(GetUserId(), status.st_userid)) return {};
    char text[kLongest + 1];
    const int length = pg_mbcliplen(status.st_activity_raw, static_cast<int>(strnlen(status.st_activity_raw, kLongest * 4)), kLongest);
    memcpy(text, status.st_activity_raw, static_cast<std::size_t>(length));
    text[length] = '\0';
    return reader.copy_text_of(text);
}

void read_sessions(CatalogReader& reader) {
    const Processes& processes = read_processes(reader.memory);
    reader.facts.next_xid = processes.next;
    reader.facts.completed_xid = processes.completed;
    // Within a transaction the server would show the sessions of its first look.
    pgstat_clear_backend_activity_snapshot();
    const int count = pgstat_fetch_stat_numbackends();
    for (int i = 1; i <= count; ++i) {
        LocalPgBackendStatus* const local = local_backend_status(i);
        const PgBackendStatus* const status = local != nullptr ? backend_status(local) : nullptr;
        if (status == nullptr || status->st_procpid == MyProcPid) continue;
        Session session;
        session.pid = status->st_procpid;
        session.kind = session_kind(status->st_backendType);
        const Process* const process = processes.find(session.pid);
        if (process != nullptr) session.leader_pid = process->leader_pid;
        if (session.kind == SessionKind::Background && status->st_backendType == B_BG_WORKER && applies_changes(session.pid))
            session.kind = SessionKind::LogicalReplicationWorker;
        if (session.leader_pid != 0) session.kind = SessionKind::ParallelWorker;
        if (session.leader_pid == MyProcPid) continue;
        session.state = session_state(status->st_state);
        session.database_id = status->st_databaseid;
        session.role_id = status->st_userid;
        session.database = name_of_id(reader.facts.databases, status->st_databaseid);
        session.role = name_of_id(reader.facts.roles, status->st_userid);
        session.application = reader.copy_text_of(status->st_appname);
        session.client = client_address(reader.memory, status->st_clientaddr);
        session.backend_start = status->st_proc_start_timestamp;
        session.transaction_start = status->st_xact_start_timestamp;
        // An aborted transaction has no start any more; it is at least as old as its state.
        if (session.state == SessionState::IdleInTransactionAborted && session.transaction_start == kUnknownTime)
            session.transaction_start = status->st_state_start_timestamp;
        session.query_start = status->st_activity_start_timestamp;
        session.state_change = status->st_state_start_timestamp;
        session.command = session_command(*status);
        if (process != nullptr) {
            session.xid = process->xid;
            session.xmin = process->xmin;
            session.exempt = process->exempt;
            session.holds_everywhere = process->holds_everywhere;
            session.waits_for_client = process->waits_for_client;
        }
        session.has_xid = session.xid != kNoXid;
        session.holds_horizon = session.has_xid || session.xmin != kNoXid;
        session.xid_age = session.has_xid ? processes.next - session.xid : 0;
        session.xmin_age = session.xmin != kNoXid ? processes.next - session.xmin : 0;
        // A VACUUM that still waits for its table reports no progress, but is exempt already.
        session.vacuuming = session.command == SessionCommand::Vacuum || (process != nullptr && process->in_vacuum);
        if (session.holds_horizon) session.query = query_of(reader, *status);
        if (status->st_progress_command == PROGRESS_COMMAND_CREATE_INDEX && status->st_databaseid == MyDatabaseId)
            session.builds_index_on = status->st_progress_command_target;
        reader.facts.sessions.push_back(session);
    }
}

void read_prepared_transactions(CatalogReader& reader) {
    if (max_prepared_xacts == 0) return;
    const auto next = static_cast<TransactionId>(reader.facts.next_xid);
    SPI_connect();
    if (SPI_execute("SELECT transaction, gid, prepared, ownerid, dbid FROM pg_catalog.pg_prepared_xact()", true, 0) != SPI_OK_SELECT)
        elog(ERROR, "pg_prepared_xact() could not be read");
    for (uint64 i = 0; i < SPI_processed; ++i) {
        const HeapTuple tuple = SPI_tuptable->vals[i];
        bool is_null = false;
        const auto value = [&](int column) { return SPI_getbinval(tuple, SPI_tuptable->tupdesc, column, &is_null); };
        reader.facts.prepared_transactions.push_back({
            .gid = reader.copy_text_of(TextDatumGetCString(value(2))),
            .database = name_of_id(reader.facts.databases, DatumGetObjectId(value(5))),
            .role = name_of_id(reader.facts.roles, DatumGetObjectId(value(4))),
            .prepared_at = DatumGetTimestampTz(value(3)),
            .age = age_of(DatumGetTransactionId(value(1)), next),
            .xid = full_xid(DatumGetTransactionId(value(1)), reader.facts.next_xid),
        });
    }
    SPI_finish();
}

void read_slots(CatalogReader& reader) {
    if (max_replication_slots == 0) return;
    const auto next = static_cast<TransactionId>(reader.facts.next_xid);
    const XLogRecPtr now = RecoveryInProgress() ? GetXLogReplayRecPtr(nullptr) : GetXLogWriteRecPtr();
    LWLockAcquire(ReplicationSlotControlLock, LW_SHARED);
    for (int i = 0; i < max_replication_slots; ++i) {
        ::ReplicationSlot* const slot = &ReplicationSlotCtl->replication_slots[i];
        if (!slot->in_use) continue;
        SpinLockAcquire(&slot->mutex);
        const ::ReplicationSlot seen = *slot;
        SpinLockRelease(&slot->mutex);
        const bool holds = !is_invalidated(seen);
        // The effective values are what the horizon is computed from; a slot in creation has no other.
        reader.facts.slots.push_back({
            .name = reader.text(seen.data.name),
            .database = name_of_id(reader.facts.databases, seen.data.database),
            .plugin = reader.text(seen.data.plugin),
            .logical = OidIsValid(seen.data.database),
            .temporary = seen.data.persistency == RS_TEMPORARY,
            .active_pid = static_cast<std::int32_t>(seen.active_pid),
            .has_xmin = holds && TransactionIdIsValid(seen.effective_xmin),
            .has_catalog_xmin = holds && TransactionIdIsValid(seen.effective_catalog_xmin),
            .xmin_age = age_of(seen.effective_xmin, next),
            .catalog_xmin_age = age_of(seen.effective_catalog_xmin, next),
            .xmin = holds ? full_xid(seen.effective_xmin, reader.facts.next_xid) : kNoXid,
            .catalog_xmin = holds ? full_xid(seen.effective_catalog_xmin, reader.facts.next_xid) : kNoXid,
            .in_creation = OidIsValid(seen.data.database) && seen.active_pid != 0 && XLogRecPtrIsInvalid(seen.data.confirmed_flush),
            .retained_bytes =
                XLogRecPtrIsInvalid(seen.data.restart_lsn) || now < seen.data.restart_lsn ? -1 : static_cast<std::int64_t>(now - seen.data.restart_lsn),
        });
    }
    LWLockRelease(ReplicationSlotControlLock);
}

std::int32_t streaming_replicas() {
    std::int32_t count = 0;
    for (int i = 0; i < max_wal_senders; ++i) {
        WalSnd* const sender = &WalSndCtl->walsnds[i];
        SpinLockAcquire(&sender->mutex);
        const bool streams = sender->pid != 0 && (sender->state == WALSNDSTATE_STREAMING || sender->state == WALSNDSTATE_CATCHUP);
        SpinLockRelease(&sender->mutex);
        count += streams ? 1 : 0;
    }
    return count;
}

// A crash discards all counters and notes the time in each of the cluster-wide kinds; a reset by hand touches one kind. So the
// earliest of those is the crash (or first start), and the database's own reset may be later.
std::optional<Microseconds> counters_since() {
    const TimestampTz restart = std::min(pgstat_fetch_stat_archiver()->stat_reset_timestamp, pgstat_fetch_stat_wal()->stat_reset_timestamp);
    const PgStat_StatDBEntry* const database = pgstat_fetch_stat_dbentry(MyDatabaseId);
    const TimestampTz latest = std::max(restart, database != nullptr ? reset_time_of(database) : 0);
    if (latest == 0) return std::nullopt;
    return latest;
}

}  // namespace

void read_cluster(CatalogReader& reader) {
    read_roles(reader);
    read_databases(reader);
    read_sessions(reader);
    read_prepared_transactions(reader);
    read_slots(reader);
    reader.facts.wal_receivers = streaming_replicas();
    reader.facts.counters_since = counters_since();
}

}  // namespace pgops
