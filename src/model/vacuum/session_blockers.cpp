// Sessions, prepared transactions and, on a standby, the primary: whoever runs a transaction or looks through a snapshot.
#include <algorithm>

#include "model/vacuum/blocker.hpp"

namespace pgops {

namespace {

constexpr std::array<HorizonKind, kHorizonKinds> kAllKinds{HorizonKind::Data, HorizonKind::Catalog, HorizonKind::Shared};

BlockerKind kind_of(const Session& session) {
    if (session.kind == SessionKind::WalSender)
        return session.holds_everywhere ? BlockerKind::StandbyFeedbackWalsender : BlockerKind::WalsenderExportedSnapshot;
    if (session.kind == SessionKind::LogicalReplicationWorker) return BlockerKind::LogicalReplicationWorker;
    if (session.command == SessionCommand::CreateIndexConcurrently) return BlockerKind::CreateIndexConcurrently;
    if (session.command == SessionCommand::Analyze) return BlockerKind::Analyze;
    switch (session.state) {
        case SessionState::IdleInTransaction: return BlockerKind::IdleInTransaction;
        case SessionState::IdleInTransactionAborted: return BlockerKind::IdleInTransactionAborted;
        case SessionState::Active: return BlockerKind::ActiveQuery;
        // track_activities is off for it, or it began this moment.
        default: return session.waits_for_client ? BlockerKind::IdleInTransaction : BlockerKind::ActiveQuery;
    }
}

void hold(Blocker& blocker, FullXid xid, bool everywhere) {
    for (const HorizonKind kind : kAllKinds) {
        if (!everywhere && kind != HorizonKind::Shared) continue;
        blocker.holds[static_cast<std::size_t>(kind)] = xid;
        blocker.add_scope(static_cast<Scope>(kind));
    }
}

// What keeps a horizon back further than a forced vacuum tolerates keeps relations from being frozen, too.
void judge_age(const VacuumPicture& picture, Blocker& blocker, FullXid xid) {
    blocker.age = picture.next - xid;
    blocker.severity = severity_of_horizon(picture, *blocker.age, blocker.held_since);
    if (*blocker.age > picture.server.freeze_max_age) blocker.add_scope(Scope::Freeze);
}

std::string_view what_it_does(BlockerKind kind) {
    switch (kind) {
        case BlockerKind::IdleInTransaction: return "is idle in an open transaction";
        case BlockerKind::IdleInTransactionAborted: return "is idle in a failed transaction that nobody has rolled back";
        case BlockerKind::CreateIndexConcurrently: return "builds an index concurrently";
        case BlockerKind::Analyze: return "runs ANALYZE";
        case BlockerKind::LogicalReplicationWorker: return "applies changes of a subscription";
        case BlockerKind::WalsenderExportedSnapshot: return "keeps an exported snapshot open for a replication client";
        case BlockerKind::StandbyFeedbackWalsender: return "passes on what a standby still reads (hot_standby_feedback, no slot)";
        default: return "runs a query";
    }
}

std::string_view cost_of(BlockerKind kind) {
    switch (kind) {
        case BlockerKind::ActiveQuery: return "the query is cancelled";
        case BlockerKind::CreateIndexConcurrently: return "the build is cancelled and leaves an invalid index, to be dropped";
        case BlockerKind::Analyze: return "this ANALYZE is cancelled";
        case BlockerKind::LogicalReplicationWorker: return "the worker starts again by itself, and repeats its transaction";
        case BlockerKind::StandbyFeedbackWalsender: return "queries on the standby are ended";
        default: return "the session ends and its transaction is rolled back";
    }
}

}  // namespace

std::string_view session_state_name(SessionState state) {
    switch (state) {
        case SessionState::Active: return "active";
        case SessionState::Idle: return "idle";
        case SessionState::IdleInTransaction: return "idle in transaction";
        case SessionState::IdleInTransactionAborted: return "idle in transaction (aborted)";
        default: return "";
    }
}

// The pid alone may belong to another session by the time the command runs; with the start time it cannot.
static std::string_view signal_session(Memory* memory, std::string_view function, const Session& session) {
    return concat(memory, "SELECT pid, pg_catalog.", function, "(pid) FROM pg_catalog.pg_stat_activity WHERE pid = ", session.pid,
                  " AND backend_start = timestamptz '", timestamp_text(session.backend_start), "';");
}
std::string_view terminate_session(Memory* memory, const Session& session) { return signal_session(memory, "pg_terminate_backend", session); }
std::string_view cancel_session(Memory* memory, const Session& session) { return signal_session(memory, "pg_cancel_backend", session); }

std::string_view end_on_standby(Memory* memory, std::string_view standby, FullXid xmin) {
    // A standby's snapshot holds the very id that it has sent as feedback.
    return concat(
        memory, "-- on the standby", standby.empty() ? "" : " ", one_line(memory, standby),
        ", or set hot_standby_feedback = off there:\nSELECT pid, pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE backend_xmin = '",
        static_cast<std::uint32_t>(xmin), "'::xid AND pid <> pg_catalog.pg_backend_pid();");
}

void find_session_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const Session& session : picture.sessions) {
        if (session.exempt || session.vacuuming || session.kind == SessionKind::ParallelWorker) continue;
        if (session.xid == kNoXid && session.xmin == kNoXid) continue;
        const bool from_snapshot = session.xmin != kNoXid && (session.xid == kNoXid || session.xmin < session.xid);
        const FullXid held = from_snapshot ? session.xmin : session.xid;
        if (held >= picture.completed) continue;
        const BlockerKind kind = kind_of(session);
        // Between its tables an autovacuum worker looks into the catalogs, for a moment.
        if (session.kind == SessionKind::AutovacuumWorker && kind != BlockerKind::Analyze) continue;
        Blocker& blocker = found.emplace_back(memory, kind);
        blocker.id = concat(memory, "pid:", session.pid);
        blocker.pid = blocker.process = session.pid;
        blocker.database = session.database;
        blocker.user = session.role;
        blocker.application = session.application;
        blocker.client = session.client;
        blocker.state = session_state_name(session.state);
        blocker.held_since = session.transaction_start != kUnknownTime ? session.transaction_start : session.backend_start;
        blocker.own_xid = session.xid;
        blocker.from_snapshot = from_snapshot;
        hold(blocker, held, session.holds_everywhere || picture.in_recovery || session.database_id == picture.database_id);
        judge_age(picture, blocker, held);
        const bool cancel = kind == BlockerKind::ActiveQuery || kind == BlockerKind::CreateIndexConcurrently || kind == BlockerKind::Analyze;
        blocker.summary = concat(memory, "process ", session.pid, " ", what_it_does(kind), ": no row deleted since is removed");
        blocker.remedy = kind == BlockerKind::StandbyFeedbackWalsender             ? end_on_standby(memory, session.application, held)
                         : cancel && session.kind != SessionKind::AutovacuumWorker ? cancel_session(memory, session)
                                                                                   : terminate_session(memory, session);
        blocker.note("held_by", from_snapshot ? "xmin" : "xid");
        blocker.note("cost_of_remedy", cost_of(kind));
        if (!session.query.empty()) blocker.note("query", session.query);
        if (picture.in_recovery) blocker.note("hot_standby_feedback", picture.hot_standby_feedback);
    }
    if (picture.in_recovery && picture.primary_running != kNoXid && picture.primary_running < picture.completed) {
        const auto xid = static_cast<std::uint32_t>(picture.primary_running);
        Blocker& blocker = found.emplace_back(memory, BlockerKind::PrimaryTransaction);
        blocker.id = concat(memory, "primary:", xid);
        blocker.own_xid = picture.primary_running;
        hold(blocker, picture.primary_running, true);
        judge_age(picture, blocker, picture.primary_running);
        blocker.summary = concat(memory, "the primary still runs transaction ", xid, ": the snapshots of this standby begin there");
        blocker.remedy = concat(memory,
                                "-- on the primary; where it is a prepared transaction, find it in pg_prepared_xacts:\n"
                                "SELECT pid, pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE backend_xid = '",
                                xid, "'::xid;");
        blocker.note("xid", xid);
        blocker.note("cost_of_remedy", cost_of(BlockerKind::IdleInTransaction));
    }
}

void find_prepared_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const PreparedTransaction& prepared : picture.prepared) {
        if (prepared.xid >= picture.completed) continue;
        Blocker& blocker = found.emplace_back(memory, BlockerKind::PreparedTransaction);
        const bool here = prepared.database == picture.database_name;
        const std::string_view gid = literal(memory, prepared.gid);
        blocker.id = concat(memory, "prepared:", prepared.gid);
        blocker.gid = prepared.gid;
        blocker.database = prepared.database;
        blocker.user = prepared.role;
        blocker.held_since = prepared.prepared_at;
        blocker.own_xid = prepared.xid;
        hold(blocker, prepared.xid, here);
        judge_age(picture, blocker, prepared.xid);
        blocker.summary = concat(memory, "prepared transaction ", gid, " of database ", prepared.database, " was never finished");
        blocker.remedy =
            concat(memory, here ? "" : "-- in database ", here ? "" : one_line(memory, prepared.database), here ? "" : ":\n", "ROLLBACK PREPARED ", gid, ";");
        blocker.note("held_by", "xid");
        blocker.note("run_in_database", prepared.database);
        blocker.note("cost_of_remedy", "its changes are lost; ask the transaction manager that made it first");
    }
}

}  // namespace pgops
