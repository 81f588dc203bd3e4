// Replication slots, and the setting that stood in for them once.
#include <algorithm>

#include "model/vacuum/blocker.hpp"

namespace pgops {

std::string_view end_on_standby(Memory* memory, std::string_view standby, FullXid xmin);

namespace {

void hold(Blocker& blocker, HorizonKind kind, FullXid xid) {
    FullXid& held = blocker.holds[static_cast<std::size_t>(kind)];
    held = held == kNoXid ? xid : std::min(held, xid);
    blocker.add_scope(static_cast<Scope>(kind));
}

const Session* session_of(const VacuumPicture& picture, std::int32_t pid) {
    const auto found = std::ranges::find(picture.sessions, pid, &Session::pid);
    return pid != 0 && found != picture.sessions.end() ? &*found : nullptr;
}

BlockerKind kind_of(const ReplicationSlot& slot) {
    if (slot.in_creation) return BlockerKind::LogicalSlotInCreation;
    if (slot.logical) return BlockerKind::LogicalSlot;
    return slot.active_pid != 0 ? BlockerKind::StandbyFeedbackSlot : BlockerKind::InactivePhysicalSlot;
}

void describe(Blocker& blocker, const ReplicationSlot& slot, const Session* reader, FullXid oldest, Memory* memory) {
    const std::string_view name = literal(memory, slot.name);
    const std::string_view drop = concat(memory, "SELECT pg_catalog.pg_drop_replication_slot(", name, ");");
    switch (blocker.kind) {
        case BlockerKind::StandbyFeedbackSlot:
            blocker.summary = concat(memory, "the standby behind slot ", name, " still reads old rows (hot_standby_feedback)");
            blocker.remedy = end_on_standby(memory, reader != nullptr ? reader->application : "", oldest);
            return blocker.note("cost_of_remedy", "queries on the standby are ended");
        case BlockerKind::InactivePhysicalSlot:
            blocker.summary = concat(memory, "nobody is connected to slot ", name, ", which keeps what its standby last needed");
            blocker.remedy = drop;
            return blocker.note("cost_of_remedy", "a standby that returns must be built anew; bring it back instead, if it still exists");
        case BlockerKind::LogicalSlotInCreation:
            blocker.summary = concat(memory, "slot ", name, " is being created and waits for older transactions to end");
            blocker.remedy = reader != nullptr ? terminate_session(memory, *reader) : drop;
            return blocker.note("cost_of_remedy", "the slot is not created; better end the transactions that it waits for");
        default:
            blocker.summary = concat(memory, "logical slot ", name, slot.active_pid == 0 ? ", which nobody reads," : ", whose consumer is behind,",
                                     " keeps old rows of catalogs");
            blocker.remedy = slot.active_pid != 0 && reader != nullptr ? concat(memory, terminate_session(memory, *reader), "\n", drop) : drop;
            return blocker.note("cost_of_remedy", "its consumer must start over; let it catch up instead, if it still exists");
    }
}

}  // namespace

void find_slot_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory) {
    for (const ReplicationSlot& slot : picture.slots) {
        const bool by_data = slot.xmin != kNoXid && slot.xmin < picture.completed;
        const bool by_catalog = slot.catalog_xmin != kNoXid && slot.catalog_xmin < picture.completed;
        if (!by_data && !by_catalog) continue;
        Blocker& blocker = found.emplace_back(memory, kind_of(slot));
        blocker.id = concat(memory, "slot:", slot.name);
        blocker.slot = slot.name;
        blocker.database = slot.database;
        blocker.pid = slot.active_pid;
        if (by_data)
            for (const HorizonKind kind : {HorizonKind::Data, HorizonKind::Catalog, HorizonKind::Shared}) hold(blocker, kind, slot.xmin);
        if (by_catalog)
            for (const HorizonKind kind : {HorizonKind::Catalog, HorizonKind::Shared}) hold(blocker, kind, slot.catalog_xmin);
        const FullXid oldest = by_data && by_catalog ? std::min(slot.xmin, slot.catalog_xmin) : by_data ? slot.xmin : slot.catalog_xmin;
        // Nobody moves it on when the transaction ends that it waits for; what is read moves by itself.
        blocker.from_snapshot = slot.active_pid != 0;
        blocker.age = picture.next - oldest;
        const Session* const reader = session_of(picture, slot.active_pid);
        if (reader != nullptr) {
            blocker.user = reader->role;
            blocker.application = reader->application;
            blocker.client = reader->client;
            blocker.state = session_state_name(reader->state);
        }
        blocker.severity = slot.active_pid == 0 ? std::min(Severity::Medium, severity_of_horizon(picture, *blocker.age, kUnknownTime))
                                                : severity_of_horizon(picture, *blocker.age, kUnknownTime);
        if (*blocker.age > picture.server.freeze_max_age) blocker.add_scope(Scope::Freeze);
        describe(blocker, slot, reader, by_data ? slot.xmin : oldest, memory);
        blocker.note("held_by", by_data ? "slot.xmin" : "slot.catalog_xmin");
        blocker.note("active", slot.active_pid != 0);
        if (!slot.plugin.empty()) blocker.note("plugin", slot.plugin);
        if (slot.retained_bytes >= 0) blocker.note("retained_wal_bytes", slot.retained_bytes);
    }
    if (picture.deferred <= 0 || picture.in_recovery) return;
    Blocker& blocker = found.emplace_back(memory, BlockerKind::SettingVacuumDeferCleanupAge);
    blocker.id = "setting:vacuum_defer_cleanup_age";
    blocker.is_setting = true;
    for (const Scope scope : {Scope::Data, Scope::Catalog, Scope::Shared}) blocker.add_scope(scope);
    blocker.age = picture.deferred;
    blocker.severity = Severity::Medium;
    blocker.summary = concat(memory, "vacuum_defer_cleanup_age keeps what the last ", picture.deferred, " transactions deleted, whoever needs it");
    const std::string_view command =
        picture.deferred_by_alter_system ? "ALTER SYSTEM RESET vacuum_defer_cleanup_age;" : "ALTER SYSTEM SET vacuum_defer_cleanup_age = 0;";
    blocker.remedy = concat(memory, command, "\nSELECT pg_catalog.pg_reload_conf();");
    blocker.note("setting", "vacuum_defer_cleanup_age");
    blocker.note("value", picture.deferred);
    blocker.note("cost_of_remedy", "queries on standbys without hot_standby_feedback may be cancelled");
}

}  // namespace pgops
