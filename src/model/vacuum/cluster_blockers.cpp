// Autovacuum itself: switched off, all workers busy, throttled, out of work memory, cancelled, or running in vain.
#include <algorithm>

#include "model/vacuum/blocker.hpp"
#include "model/vacuum/forecast.hpp"

namespace pgops {

namespace {

// A running vacuum with less than this left is no trouble, however it is throttled; and a rate needs some time to be measured.
constexpr Microseconds kLongLeft = kMinute, kMeasured = 2 * kSecond;
// So many multixacts behind the oldest that somebody may look at are more than a moment's work.
constexpr std::int64_t kManyMultixacts = 1000;

Blocker& add(Vector<Blocker>& found, BlockerKind kind, Memory* memory) {
    Blocker& blocker = found.emplace_back(memory, kind);
    blocker.id = concat(memory, "cluster:", name_of(kind));
    blocker.severity = Severity::High;
    blocker.add_scope(Scope::Cluster);
    blocker.frees_removable = true;
    return blocker;
}

Blocker& add(Vector<Blocker>& found, BlockerKind kind, const VacuumPicture& picture, const VacuumRelation& relation, const RunningVacuum& vacuum,
             Memory* memory) {
    Blocker& blocker = found.emplace_back(memory, kind);
    blocker.id = concat(memory, "relation:", name_of(kind), ":", relation.qualified);
    blocker.severity = Severity::Medium;
    blocker.database = picture.database_name;
    blocker.relation = relation.id;
    blocker.relation_name = relation.quoted;
    blocker.pid = vacuum.pid;
    blocker.held_since = vacuum.since;
    blocker.frees_removable = true;
    blocker.add_scope(Scope::Table);
    blocker.note("table", relation.qualified);
    return blocker;
}

void find_switch(const ServerSwitch& setting, std::string_view name, BlockerKind kind, std::string_view effect, Vector<Blocker>& found, Memory* memory) {
    if (!setting.off) return;
    Blocker& blocker = add(found, kind, memory);
    blocker.summary = concat(memory, name, " is off for the whole server: ", effect);
    blocker.remedy = concat(memory, setting.by_alter_system ? "ALTER SYSTEM RESET " : "ALTER SYSTEM SET ", name, setting.by_alter_system ? ";" : " = on;",
                            "\nSELECT pg_catalog.pg_reload_conf();");
    blocker.note("setting", name);
}

bool is_worked_on(const VacuumPicture& picture, const VacuumRelation& relation) {
    return std::ranges::any_of(picture.running, [&](const RunningVacuum& vacuum) {
        return vacuum.database == picture.database_id && (vacuum.relation == relation.id || vacuum.relation == relation.main_id);
    });
}

void find_saturation(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    auto& tables = make_in<Vector<std::string_view>>(memory, memory);
    for (const RunningVacuum& vacuum : picture.running) {
        if (!vacuum.by_autovacuum) continue;
        const VacuumRelation* const relation = vacuum.database == picture.database_id ? picture.relation(vacuum.relation) : nullptr;
        tables.push_back(relation != nullptr ? relation->qualified : concat(memory, "relation ", vacuum.relation, " of database ", vacuum.database));
    }
    if (std::ssize(tables) < picture.most_workers) return;
    std::int64_t waiting = 0, waiting_dead_rows = 0;
    for (const VacuumRelation& relation : picture.relations) {
        if (relation.temporary || !relation.autovacuum.enabled || !forecast_of(relation).due() || is_worked_on(picture, relation)) continue;
        ++waiting;
        waiting_dead_rows += relation.dead_rows;
    }
    if (waiting == 0) return;
    Blocker& blocker = add(found, BlockerKind::AutovacuumWorkersSaturated, memory);
    blocker.summary = concat(memory, "all ", picture.most_workers, " autovacuum workers are busy, and ", waiting,
                             plural(waiting, " table waits", " tables wait"), " in this database");
    // Takes effect at once for the workers that run; more workers need a restart before 18.
    blocker.remedy = concat(memory, "-- where it lasts, a larger autovacuum_max_workers, too (restart)\nALTER SYSTEM SET autovacuum_vacuum_cost_limit = ",
                            std::min(10000, std::max(picture.server.cost_limit, 200) * 10), ";\nSELECT pg_catalog.pg_reload_conf();");
    blocker.note("workers", picture.most_workers);
    blocker.note("tables", span_of(tables));
    blocker.note("waiting_tables", waiting);
    blocker.note("waiting_dead_rows", waiting_dead_rows);
}

void find_throttled(const VacuumPicture& picture, const VacuumRelation& relation, const RunningVacuum& vacuum, Vector<Blocker>& found, Memory* memory) {
    constexpr std::int32_t kScansHeap = 1;
    const Microseconds elapsed = picture.now - vacuum.since;
    if (!vacuum.by_autovacuum || relation.autovacuum.cost_delay <= 0 || vacuum.phase != kScansHeap) return;
    if (vacuum.since == kUnknownTime || elapsed < kMeasured) return;
    const double per_second = static_cast<double>(vacuum.pages_scanned) * kSecond / static_cast<double>(elapsed);
    const double left = static_cast<double>(vacuum.pages - vacuum.pages_scanned) / std::max(per_second, 0.001);
    if (left < static_cast<double>(kLongLeft / kSecond)) return;
    Blocker& blocker = add(found, BlockerKind::CostLimitThrottle, picture, relation, vacuum, memory);
    const auto left_time = static_cast<Microseconds>(left) * kSecond;
    blocker.summary = concat(memory, "the vacuum of ", relation.qualified, " is throttled to ", decimal(per_second, 1), " pages a second and needs ",
                             human_duration(left_time), " more");
    blocker.remedy = relation.throttled_here
                         ? concat(memory, "ALTER TABLE ", relation.quoted, " RESET (autovacuum_vacuum_cost_delay, autovacuum_vacuum_cost_limit);\nVACUUM ",
                                  relation.quoted, ";")
                         : concat(memory, "ALTER SYSTEM SET autovacuum_vacuum_cost_limit = ", std::min(10000, std::max(picture.server.cost_limit, 200) * 10),
                                  ";\nSELECT pg_catalog.pg_reload_conf();");
    if (vacuum.delayed) blocker.note("wait_event", "VacuumDelay");
    blocker.note("cost_delay_milliseconds", relation.autovacuum.cost_delay);
    blocker.note("cost_limit", relation.autovacuum.cost_limit);
    blocker.note("pages", vacuum.pages);
    blocker.note("pages_scanned", vacuum.pages_scanned);
    blocker.note("pages_per_second", per_second);
    blocker.note("seconds_left", static_cast<std::int64_t>(left));
}

// The server cancels an autovacuum that somebody has waited for during deadlock_timeout.
void find_cancelled(const VacuumPicture& picture, const VacuumRelation& relation, const RunningVacuum& vacuum, Vector<Blocker>& found, Memory* memory) {
    const auto waiter = std::ranges::find_if(picture.locks, [&](const RelationLock& lock) { return !lock.granted && lock.relation == relation.id; });
    if (!vacuum.by_autovacuum || waiter == picture.locks.end() || forecast_of(relation).forced()) return;
    Blocker& blocker = add(found, BlockerKind::AutovacuumCancelledByLocks, picture, relation, vacuum, memory);
    blocker.summary =
        concat(memory, "process ", waiter->pid, " waits for ", waiter->mode, " on ", relation.qualified, ": the autovacuum under way is cancelled for it");
    blocker.remedy = concat(memory, "VACUUM ", relation.quoted, ";");
    blocker.note("waiting_pid", waiter->pid);
    blocker.note("mode", waiter->mode);
    blocker.note("dead_rows", relation.dead_rows);
    blocker.note("cost_of_remedy", "a VACUUM by hand is not cancelled: sessions that lock the table wait for it");
}

void find_failsafe(const VacuumPicture& picture, const VacuumRelation& relation, const RunningVacuum& vacuum, Vector<Blocker>& found, Memory* memory) {
    // The server never takes less than 1.05 times the age that forces a vacuum (vacuum_xid_failsafe_check).
    const auto limit = [](std::int64_t set, std::int64_t forced) { return std::max(set, forced + forced / 20); };
    const bool by_xid = relation.xid_age > limit(picture.failsafe_age, picture.server.freeze_max_age);
    const bool by_multixact = relation.multixact_age > limit(picture.multixact_failsafe_age, picture.server.multixact_freeze_max_age);
    if (!by_xid && !by_multixact) return;
    Blocker& blocker = add(found, BlockerKind::FailsafeActive, picture, relation, vacuum, memory);
    blocker.severity = Severity::Critical;
    blocker.frees_removable = false;
    blocker.add_scope(by_xid ? Scope::Freeze : Scope::FreezeMultixact);
    blocker.age = by_xid ? relation.xid_age : relation.multixact_age;
    blocker.summary =
        concat(memory, "the vacuum of ", relation.qualified, " has gone into failsafe: it freezes only, and leaves indexes and empty space as they are");
    blocker.remedy = concat(memory, "-- once that vacuum has ended:\nVACUUM (INDEX_CLEANUP ON) ", relation.quoted, ";");
    blocker.note("xid_age", relation.xid_age);
    blocker.note("multixact_age", relation.multixact_age);
}

void find_multixact_holders(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const VacuumPicture::MultixactHolder& holder : picture.multixact_holders) {
        const auto session = std::ranges::find(picture.sessions, holder.pid, &Session::pid);
        if (holder.behind < kManyMultixacts || session == picture.sessions.end()) continue;
        Blocker& blocker = found.emplace_back(memory, BlockerKind::MultixactHorizon);
        blocker.id = concat(memory, "multixact:", holder.pid);
        blocker.pid = blocker.process = holder.pid;
        blocker.add_scope(Scope::FreezeMultixact);
        blocker.database = session->database;
        blocker.user = session->role;
        blocker.application = session->application;
        blocker.client = session->client;
        blocker.state = session_state_name(session->state);
        blocker.held_since = session->transaction_start;
        blocker.severity = holder.behind > picture.server.multixact_freeze_max_age ? Severity::Critical
                           : holder.behind > 10'000'000                            ? Severity::High
                                                                                   : Severity::Medium;
        blocker.summary =
            concat(memory, "process ", holder.pid, " may still look at a multixact with ", holder.behind, " behind it: relminmxid cannot move on");
        blocker.remedy = terminate_session(memory, *session);
        blocker.note("multixacts_behind", holder.behind);
        blocker.note("cost_of_remedy", "the session ends and its transaction is rolled back");
    }
}

}  // namespace

void find_running_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const RunningVacuum& vacuum : picture.running) {
        const VacuumRelation* const relation = vacuum.database == picture.database_id ? picture.relation(vacuum.relation) : nullptr;
        if (relation == nullptr || vacuum.analyzing) continue;
        find_throttled(picture, *relation, vacuum, found, memory);
        find_cancelled(picture, *relation, vacuum, found, memory);
        find_failsafe(picture, *relation, vacuum, found, memory);
    }
}

void find_cluster_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    if (!picture.in_recovery) {
        find_switch(picture.autovacuum, "autovacuum", BlockerKind::AutovacuumDisabledGlobal, "nobody removes dead rows or gathers statistics", found, memory);
        find_switch(picture.track_counts, "track_counts", BlockerKind::TrackCountsOff, "dead rows are not counted, and autovacuum does not start", found,
                    memory);
        find_saturation(picture, found, memory);
    }
    find_multixact_holders(picture, found, memory);
}

// Forced vacuums that cannot move relfrozenxid past what holds it come again and again: the loop, and its cause, in one row.
void find_loop_blocker(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    if (picture.in_recovery) return;
    const VacuumRelation* oldest = nullptr;
    for (const VacuumRelation& relation : picture.relations)
        if (forecast_of(relation).xids_until_forced == 0 && (oldest == nullptr || relation.xid_age > oldest->xid_age)) oldest = &relation;
    if (oldest == nullptr) return;
    // Of the roots that are old enough to make the next vacuum forced as well, the oldest.
    std::optional<std::size_t> cause;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Blocker& blocker = found[i];
        const bool freezes = blocker.kind == BlockerKind::TempTable || blocker.kind == BlockerKind::OrphanedTempTable;
        const bool holds = blocker.holds[oldest->shared ? 2 : oldest->catalog ? 1 : 0] != kNoXid;
        if ((!freezes && !holds) || blocker.root || blocker.age.value_or(0) <= picture.server.freeze_max_age) continue;
        if (!cause || blocker.age.value_or(0) > found[*cause].age.value_or(0)) cause = i;
    }
    if (!cause) return;
    const std::string_view cause_id = found[*cause].id, remedy = found[*cause].remedy, kind = name_of(found[*cause].kind);
    Blocker& blocker = add(found, BlockerKind::AntiwraparoundLoop, memory);
    blocker.severity = Severity::Critical;
    blocker.add_scope(Scope::Freeze);
    blocker.frees_removable = false;
    blocker.relation = oldest->id;
    blocker.relation_name = oldest->quoted;
    blocker.age = oldest->xid_age;
    blocker.summary = concat(memory, "vacuums against wraparound start again and again without getting further, because of ", cause_id);
    blocker.remedy = remedy;
    blocker.note("cause", cause_id);
    blocker.note("cause_kind", kind);
    blocker.note("table", oldest->qualified);
    blocker.note("xid_age", oldest->xid_age);
    blocker.note("freeze_max_age", oldest->autovacuum.freeze_max_age);
}

}  // namespace pgops
