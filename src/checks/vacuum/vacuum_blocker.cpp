// What holds the xmin horizon back, so that VACUUM cannot remove dead rows: sessions, prepared transactions, replication slots.
#include <algorithm>

#include "checks/activity/session_group.hpp"

namespace pgops {

namespace {

TransactionAge age_of(const Session& session) { return std::max(session.xid_age, session.xmin_age); }

// A lazy VACUUM's own xmin is left out of every horizon (PROC_IN_VACUUM in ComputeXidHorizons), other databases' sessions hold
// back shared catalogs only, and a parallel worker has its leader's snapshot.
bool blocks(const Model& model, const Session& session) {
    if (!session.holds_horizon || session.vacuuming || session.kind == SessionKind::ParallelWorker) return false;
    if (!session.database.empty() && session.database != model.database_name()) return false;
    if (age_of(session) >= model.settings().value(Setting::BlockerAge)) return true;
    return session.transaction_start != kUnknownTime && model.now() - session.transaction_start >= model.settings().duration(Setting::LongTransactionAge);
}

void find_sessions(const Model& model, Findings& found, Memory* memory) {
    for (const SessionGroup& group : group_sessions(model, blocks, memory)) {
        const Session& oldest = **std::ranges::max_element(group.sessions, {}, [](const Session* session) { return age_of(*session); });
        const Microseconds age = oldest.transaction_start == kUnknownTime ? 0 : model.now() - oldest.transaction_start;
        const TransactionAge xids = age_of(oldest);
        Finding& finding = add_group(found, group, age >= kHour || xids >= 10'000'000 ? Severity::High : Severity::Medium, memory);
        finding.says("holds back VACUUM, ", grouped(xids), plural(xids, " xid", " xids"), " so far")
            .evidence("age_xids", xids)
            .evidence("transaction_seconds", age / kSecond);
        finding.because("No row that was deleted or updated in this database within the last ", grouped(xids), plural(xids, " transaction", " transactions"),
                        " can be removed while this transaction is open: VACUUM runs, and the dead rows stay. The command ends the session and "
                        "rolls its transaction back.");
        const bool idle = std::ranges::any_of(group.sessions, [&](const Session* session) { return is_idle_in_transaction_too_long(model, *session); });
        const bool active = std::ranges::any_of(group.sessions, [&](const Session* session) { return is_active_too_long(model, *session); });
        if (idle || active) finding.caused_by(concat(memory, idle ? "idle_in_transaction:" : "long_transaction:", group.identity));
    }
}

void find_prepared_transactions(const Model& model, Findings& found, Memory* memory) {
    for (const PreparedTransaction& prepared : model.prepared_transactions()) {
        const Microseconds age = model.now() - prepared.prepared_at;
        if (age < model.settings().duration(Setting::LongTransactionAge) && prepared.age < model.settings().value(Setting::BlockerAge)) continue;
        const std::string_view gid = literal(memory, prepared.gid);
        const bool here = prepared.database == model.database_name();
        Finding& finding = found.add(Object{.text = concat(memory, "prepared transaction ", gid)}, age >= kHour ? Severity::High : Severity::Medium);
        finding.identity(concat(memory, "prepared:", prepared.gid)).confidence(Confidence::Review);
        finding.says("prepared ", human_duration(age), " ago, never finished");
        finding.evidence("gid", prepared.gid)
            .evidence("database", prepared.database)
            .evidence("role", prepared.role)
            .evidence("age_xids", prepared.age)
            .evidence("prepared_seconds", age / kSecond);
        finding.because(
            "A prepared transaction lives on without a session, over restarts too: it keeps its locks and every row deleted since, until somebody commits it "
            "or rolls it back in database ",
            prepared.database, ". Ask the transaction manager that made it which of the two it decided.");
        if (here) finding.fix(concat(memory, "ROLLBACK PREPARED ", gid, ";"), "none");
    }
}

void find_slots(const Model& model, Findings& found, Memory* memory) {
    for (const ReplicationSlot& slot : model.slots()) {
        const TransactionAge age = std::max(slot.xmin_age, slot.catalog_xmin_age);
        const bool holds = slot.has_xmin || slot.has_catalog_xmin;
        // A slot that somebody reads moves on; one that nobody reads never does, however young it is.
        if (!holds || (slot.active_pid != 0 && age < model.settings().value(Setting::BlockerAge))) continue;
        const std::string_view name = literal(memory, slot.name);
        Finding& finding = found.add(Object{.text = concat(memory, "replication slot ", name)}, age >= 10'000'000 ? Severity::High : Severity::Medium);
        finding.identity(concat(memory, "slot:", slot.name)).confidence(Confidence::Review);
        finding.says(slot.active_pid == 0 ? "inactive slot, " : "slot behind, ", grouped(age), plural(age, " xid back", " xids back"));
        finding.evidence("slot", slot.name).evidence("logical", slot.logical).evidence("active", slot.active_pid != 0).evidence("age_xids", age);
        if (slot.retained_bytes >= 0) finding.evidence("retained_wal_bytes", slot.retained_bytes);
        finding.because(slot.has_xmin ? "The slot keeps every row that was deleted since its standby last reported"
                                      : "The slot keeps every deleted row of the system catalogs since its consumer last confirmed",
                        slot.active_pid == 0 ? ", and nobody is connected to it" : "",
                        ". It keeps the WAL since then as well, until max_slot_wal_keep_size or the disk ends it. Bring its consumer back, or drop the slot if "
                        "there is none any more; a "
                        "consumer that returns later must start over.");
        if (slot.active_pid == 0) finding.fix(concat(memory, "SELECT pg_catalog.pg_drop_replication_slot(", name, ");"), "none");
    }
}

}  // namespace

Findings vacuum_blocker(const Model& model, Memory* memory) {
    Findings found(memory);
    find_sessions(model, found, memory);
    find_prepared_transactions(model, found, memory);
    find_slots(model, found, memory);
    return found;
}

}  // namespace pgops
