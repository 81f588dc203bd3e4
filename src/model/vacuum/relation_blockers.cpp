// What keeps VACUUM from one relation: locks, storage parameters, thresholds, temporary tables that only their session can vacuum.
#include <algorithm>

#include "model/vacuum/blocker.hpp"
#include "model/vacuum/forecast.hpp"

namespace pgops {

namespace {

// Ids behind which a temporary table's relfrozenxid counts as old: it takes a session of some length to get there.
constexpr TransactionAge kOldTemporary = 10'000;

Severity by_size(const VacuumRelation& relation) {
    constexpr std::int64_t kPagesOfGigabyte = kGigabyte / 8192;
    return relation.pages >= kPagesOfGigabyte ? Severity::High : relation.pages >= kPagesOfGigabyte / 1024 ? Severity::Medium : Severity::Low;
}

Blocker& add(Vector<Blocker>& found, const VacuumPicture& picture, BlockerKind kind, const VacuumRelation& relation, Memory* memory) {
    Blocker& blocker = found.emplace_back(memory, kind);
    blocker.id = concat(memory, "relation:", name_of(kind), ":", relation.qualified);
    blocker.database = picture.database_name;
    blocker.relation = relation.id;
    blocker.relation_name = relation.quoted;
    blocker.severity = by_size(relation);
    blocker.add_scope(Scope::Table);
    blocker.frees_removable = true;
    blocker.note("table", relation.qualified);
    return blocker;
}

void note_counters(Blocker& blocker, const VacuumRelation& relation, const VacuumForecast& forecast) {
    blocker.note("dead_rows", relation.dead_rows);
    blocker.note("threshold", forecast.dead.threshold);
    blocker.note("missing", forecast.dead.missing);
}

// A TOAST table's parameters are its table's to set.
std::string_view alter_of(const VacuumPicture& picture, const VacuumRelation& relation, Memory* memory) {
    const VacuumRelation* const main = relation.is_toast() ? picture.relation(relation.main_id) : nullptr;
    const std::string_view name = main != nullptr ? main->quoted : relation.quoted;
    return concat(memory, relation.kind == 'm' ? "ALTER MATERIALIZED VIEW " : "ALTER TABLE ", name);
}
std::string_view reset_of(const VacuumPicture& picture, const VacuumRelation& relation, std::string_view parameters, Memory* memory) {
    return concat(memory, alter_of(picture, relation, memory), " RESET (", parameters, ");");
}

void judge(const VacuumPicture& picture, const VacuumRelation& relation, Vector<Blocker>& found, Memory* memory) {
    const VacuumForecast forecast = forecast_of(relation);
    const std::string_view vacuum = concat(memory, "VACUUM (ANALYZE) ", relation.quoted, ";");
    if (!relation.autovacuum.enabled) {
        // A TOAST table without parameters of its own follows its table.
        if (!relation.disabled_here || (relation.dead_rows == 0 && !forecast.inserted.due())) return;
        Blocker& blocker = add(found, picture, BlockerKind::AutovacuumDisabledTable, relation, memory);
        blocker.summary = concat(memory, "autovacuum is switched off for ", relation.qualified, ", which has ", relation.dead_rows, " dead rows");
        const std::string_view parameter = relation.is_toast() ? "toast.autovacuum_enabled" : "autovacuum_enabled";
        blocker.remedy = concat(memory, reset_of(picture, relation, parameter, memory), "\n", vacuum);
        blocker.note("reloption", "autovacuum_enabled=off");
        note_counters(blocker, relation, forecast);
        return;
    }
    if (relation.autovacuum.insert_threshold < 0 && !forecast.dead.due()) {
        VacuumRelation usual = relation;
        usual.autovacuum.insert_threshold = std::max(picture.server.insert_threshold, kUsualInsertThreshold);
        usual.autovacuum.insert_scale_factor = picture.server.insert_scale_factor;
        if (forecast_of(usual).inserted.due()) {
            Blocker& blocker = add(found, picture, BlockerKind::InsertVacuumDisabled, relation, memory);
            blocker.summary = concat(memory, relation.inserted_since_vacuum, " rows were added to ", relation.qualified,
                                     ", and no vacuum comes for inserts: nothing is frozen before all must be");
            const std::string_view reset = relation.insert_disabled_here
                                               ? reset_of(picture, relation, "autovacuum_vacuum_insert_threshold", memory)
                                               : "ALTER SYSTEM RESET autovacuum_vacuum_insert_threshold;\nSELECT pg_catalog.pg_reload_conf();";
            blocker.remedy = concat(memory, reset, "\nVACUUM (FREEZE) ", relation.quoted, ";");
            blocker.note("inserted_since_vacuum", relation.inserted_since_vacuum);
            blocker.note("forced_vacuum_at_age", relation.autovacuum.freeze_max_age);
            blocker.note("xid_age", relation.xid_age);
        }
    }
    const auto all_rows = relation.live_rows + relation.dead_rows;
    if (forecast.due() || relation.dead_rows < kManyDeadRows || relation.dead_rows * 10 < all_rows) return;
    Blocker& blocker = add(found, picture, BlockerKind::BelowThreshold, relation, memory);
    blocker.summary = concat(memory, relation.qualified, " has ", relation.dead_rows, " dead rows of ", all_rows, ", and autovacuum comes when ",
                             forecast.dead.missing, " more have died");
    const std::string_view prefix = relation.is_toast() ? "toast." : "";
    // Where the fixed part is what keeps it away, a factor alone changes nothing.
    const std::string_view fixed = relation.autovacuum.vacuum_threshold > kManyDeadRows
                                       ? concat(memory, ", ", prefix, "autovacuum_vacuum_threshold = ", kManyDeadRows)
                                       : std::string_view();
    blocker.remedy = concat(memory, alter_of(picture, relation, memory), " SET (", prefix, "autovacuum_vacuum_scale_factor = 0.05", fixed, ");\n", vacuum);
    note_counters(blocker, relation, forecast);
}

}  // namespace

void find_relation_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const VacuumRelation& relation : picture.relations)
        if (!relation.temporary && relation.counted) judge(picture, relation, found, memory);
}

void find_lock_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const RelationLock& lock : picture.locks) {
        const VacuumRelation* const relation = picture.relation(lock.relation);
        if (!lock.granted || relation == nullptr || relation->temporary || !forecast_of(*relation).due()) continue;
        const auto session = std::ranges::find(picture.sessions, lock.pid, &Session::pid);
        const auto prepared = std::ranges::find(picture.prepared, lock.xid, &PreparedTransaction::xid);
        const bool by_prepared = lock.pid == 0 && prepared != picture.prepared.end();
        const bool by_session = lock.pid != 0 && session != picture.sessions.end();
        if (!by_prepared && !by_session) continue;
        if (by_session && (session->vacuuming || session->kind == SessionKind::AutovacuumWorker)) continue;
        Blocker& blocker = add(found, picture, BlockerKind::RelationLock, *relation, memory);
        blocker.held_since = by_session ? session->transaction_start : prepared->prepared_at;
        if (by_session) {
            blocker.id = concat(memory, "lock:", lock.pid, ":", relation->qualified);
            blocker.pid = blocker.process = lock.pid;
            blocker.database = session->database;
            blocker.user = session->role;
            blocker.application = session->application;
            blocker.client = session->client;
            blocker.state = session_state_name(session->state);
            blocker.remedy = terminate_session(memory, *session);
            if (!session->query.empty()) blocker.note("query", session->query);
        } else {
            blocker.id = concat(memory, "lock:", prepared->gid, ":", relation->qualified);
            blocker.gid = prepared->gid;
            blocker.user = prepared->role;
            blocker.remedy = concat(memory, "ROLLBACK PREPARED ", literal(memory, prepared->gid), ";");
        }
        // What else the same holder keeps back.
        for (const Blocker& other : found)
            if (&other != &blocker && other.holds_horizon() && (by_session ? other.process == lock.pid : other.gid == blocker.gid)) {
                blocker.scopes = static_cast<std::uint8_t>(blocker.scopes | other.scopes);
                blocker.age = other.age;
                blocker.severity = std::min(blocker.severity, other.severity);
            }
        blocker.summary = concat(memory, by_session ? "process " : "prepared transaction ", by_session ? concat(memory, lock.pid) : blocker.gid, " holds ",
                                 lock.mode, " on ", relation->qualified, ": autovacuum skips it");
        blocker.note("mode", lock.mode);
        blocker.note("dead_rows", relation->dead_rows);
    }
}

void find_temporary_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    TransactionAge oldest = picture.oldest_left_out;
    for (const VacuumRelation& relation : picture.relations)
        if (!relation.temporary) oldest = std::max(oldest, relation.xid_age);
    for (const VacuumRelation& relation : picture.relations) {
        if (!relation.temporary || relation.own || relation.is_toast()) continue;
        const bool orphaned = relation.owner_pid == 0;
        if (!orphaned && (relation.xid_age < kOldTemporary || relation.xid_age <= oldest)) continue;
        Blocker& blocker = add(found, picture, orphaned ? BlockerKind::OrphanedTempTable : BlockerKind::TempTable, relation, memory);
        blocker.scopes = 0;
        blocker.add_scope(Scope::Freeze);
        blocker.frees_removable = false;
        blocker.age = relation.xid_age;
        blocker.severity = relation.xid_age > relation.autovacuum.freeze_max_age       ? Severity::High
                           : relation.xid_age > relation.autovacuum.freeze_max_age / 2 ? Severity::Medium
                                                                                       : Severity::Low;
        blocker.note("xid_age", relation.xid_age);
        if (orphaned) {
            blocker.summary = concat(memory, relation.qualified, " was left behind by a session that crashed: nobody vacuums it");
            blocker.remedy = concat(memory, "DROP TABLE ", relation.quoted, ";");
            continue;
        }
        const auto session = std::ranges::find(picture.sessions, relation.owner_pid, &Session::pid);
        blocker.pid = blocker.process = relation.owner_pid;
        blocker.summary =
            concat(memory, relation.qualified, " of process ", relation.owner_pid, " keeps the database from being frozen: only its session can vacuum it");
        if (session == picture.sessions.end()) continue;
        blocker.database = session->database;
        blocker.user = session->role;
        blocker.application = session->application;
        blocker.client = session->client;
        blocker.state = session_state_name(session->state);
        blocker.held_since = session->backend_start;
        blocker.remedy =
            concat(memory, "-- better in that session: VACUUM ", relation.quoted, "; or DROP TABLE; otherwise\n", terminate_session(memory, *session));
        blocker.note("cost_of_remedy", "the session ends, and its temporary tables with it");
    }
}

}  // namespace pgops
