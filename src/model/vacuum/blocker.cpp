#include "model/vacuum/blocker.hpp"

#include <algorithm>

namespace pgops {

std::string_view name_of(BlockerKind kind) {
    static constexpr std::array<std::string_view, 32> kNames{
        "active_query",
        "idle_in_transaction",
        "idle_in_transaction_aborted",
        "create_index_concurrently",
        "analyze",
        "logical_replication_worker",
        "walsender_exported_snapshot",
        "standby_feedback_walsender",
        "prepared_transaction",
        "standby_feedback_slot",
        "inactive_physical_slot",
        "logical_slot",
        "logical_slot_in_creation",
        "setting_vacuum_defer_cleanup_age",
        "primary_transaction",
        "relation_lock",
        "autovacuum_disabled_table",
        "insert_vacuum_disabled",
        "below_threshold",
        "cost_limit_throttle",
        "maintenance_work_mem_multipass",
        "autovacuum_cancelled_by_locks",
        "failsafe_active",
        "vacuum_error_index",
        "vacuum_error_xmin_before_relfrozenxid",
        "temp_table",
        "orphaned_temp_table",
        "autovacuum_disabled_global",
        "track_counts_off",
        "autovacuum_workers_saturated",
        "antiwraparound_loop",
        "multixact_horizon",
    };
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Scope scope) {
    static constexpr std::array<std::string_view, kScopes> kNames{"data", "catalog", "shared", "temp", "table", "cluster", "freeze", "freeze_multixact"};
    return kNames[static_cast<std::size_t>(scope)];
}

const VacuumRelation* VacuumPicture::relation(ObjectId id) const {
    const auto found = std::ranges::lower_bound(relations, id, {}, &VacuumRelation::id);
    return found != relations.end() && found->id == id ? &*found : nullptr;
}

Severity severity_of_horizon(const VacuumPicture& picture, TransactionAge age, Microseconds held_since) {
    const Microseconds held = held_since == kUnknownTime ? 0 : picture.now - held_since;
    if (age > picture.server.freeze_max_age) return Severity::Critical;
    if (age >= 10'000'000 || held >= kHour) return Severity::High;
    return held >= 5 * kMinute || age >= 1'000'000 ? Severity::Medium : Severity::Low;
}

// Every snapshot begins at the oldest transaction of its moment, and keeps its place when that one ends: what is held from a
// snapshot is inherited as long as the transaction still runs.
void find_roots(Vector<Blocker>& found) {
    Vector<std::pair<FullXid, std::size_t>> owners(found.get_allocator());
    for (std::size_t i = 0; i < found.size(); ++i)
        if (found[i].own_xid != kNoXid) owners.emplace_back(found[i].own_xid, i);
    std::ranges::sort(owners);
    const auto owner_of = [&](const Blocker& blocker) -> std::optional<std::size_t> {
        FullXid held = kNoXid;
        for (const FullXid of_kind : blocker.holds)
            if (of_kind != kNoXid && (held == kNoXid || of_kind < held)) held = of_kind;
        const auto at = std::ranges::lower_bound(owners, held, {}, &std::pair<FullXid, std::size_t>::first);
        if (!blocker.from_snapshot || held == kNoXid || at == owners.end() || at->first != held) return std::nullopt;
        return &found[at->second] != &blocker ? std::optional(at->second) : std::nullopt;
    };
    for (Blocker& blocker : found) {
        std::optional<std::size_t> root = owner_of(blocker);
        // An owner may have inherited as well; a transaction is older than its heirs, so this ends.
        for (std::size_t steps = 0; root && steps < found.size(); ++steps) {
            const std::optional<std::size_t> above = owner_of(found[*root]);
            if (!above || &found[*above] == &blocker) break;
            root = above;
        }
        blocker.root = root;
        if (root) blocker.severity = std::max(blocker.severity, Severity::Low);
    }
}

Vector<Blocker>& find_blockers(const VacuumPicture& picture, Memory* memory) {
    auto& found = make_in<Vector<Blocker>>(memory, memory);
    find_session_blockers(picture, found, memory);
    find_prepared_blockers(picture, found, memory);
    find_slot_blockers(picture, found, memory);
    find_roots(found);
    find_lock_blockers(picture, found, memory);
    find_relation_blockers(picture, found, memory);
    find_temporary_blockers(picture, found, memory);
    find_running_blockers(picture, found, memory);
    find_cluster_blockers(picture, found, memory);
    find_loop_blocker(picture, found, memory);
    return found;
}

}  // namespace pgops
