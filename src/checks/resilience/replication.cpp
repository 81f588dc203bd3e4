// inactive_slot, replication_lag, synchronous_standby_missing, mixed_versions: whether the standbys can take over.
#include <algorithm>
#include <charconv>

#include "checks/configuration/setting_change.hpp"
#include "model/recovery.hpp"

namespace pgops {

namespace {

// How many standbys commits wait for: "FIRST 2 (a, b)", "ANY 1 (...)", "2 (...)"; a plain list waits for one.
int standbys_needed(std::string_view names) {
    for (const std::string_view word : {"FIRST ", "first ", "ANY ", "any "})
        if (names.starts_with(word)) names.remove_prefix(word.size());
    int number = 1;
    std::from_chars(names.data(), names.data() + names.size(), number);
    return names.find('(') != std::string_view::npos ? std::max(number, 1) : 1;
}

}  // namespace

Findings inactive_slot(const Model& model, Memory* memory) {
    Findings found(memory);
    const Microseconds least = model.settings().duration(Setting::InactiveSlotAge);
    for (const SlotStatus& slot : model.server().recovery().slots) {
        if (slot.active || slot.temporary) continue;
        const bool is_lost = slot.wal_status == "lost";
        if (slot.inactive_since != kUnknownTime && model.now() - slot.inactive_since < least) continue;  // a restart of its reader
        const std::int64_t bytes = std::max<std::int64_t>(slot.retained_bytes, 0);
        if (!is_lost && slot.retained_bytes < 0) continue;  // it keeps nothing yet
        Finding& finding =
            found.add(Object{.text = concat(memory, "replication slot ", literal(memory, slot.name))}, is_lost ? Severity::Low : severity_by_size(bytes));
        finding.identity(slot.name)
            .confidence(Confidence::Review)
            .evidence("slot", slot.name)
            .evidence("kind", slot.kind)
            .evidence("wal_status", slot.wal_status);
        if (slot.retained_bytes >= 0) finding.evidence("retained_bytes", slot.retained_bytes);
        if (slot.inactive_since != kUnknownTime) finding.evidence("inactive_since", timestamp_text(slot.inactive_since));
        if (is_lost) finding.says("its WAL is gone: it is of no use");
        else finding.says("nobody reads it, it keeps ", human_bytes(bytes), " of WAL");
        finding.because(
            is_lost
                ? "max_slot_wal_keep_size let the WAL go that the slot's reader needs: it has to start anew, with a new slot."
                : "The server keeps all WAL from the slot's place on until its reader comes back, until the disk is full. If nobody will come back, drop it; "
                  "max_slot_wal_keep_size limits what a slot may keep.");
        finding.fix(concat(memory, "SELECT pg_catalog.pg_drop_replication_slot(", literal(memory, slot.name), ");"), "none");
    }
    return found;
}

Findings replication_lag(const Model& model, Memory* memory) {
    Findings found(memory);
    const Recovery& facts = model.server().recovery();
    const Microseconds most = model.settings().duration(Setting::ReplicationLagAge);
    const std::int64_t most_bytes = model.settings().bytes(Setting::ReplicationLagBytes);
    FlatSet<std::string_view> seen(memory);
    for (const Receiver& receiver : facts.receivers) {
        // Someone who fills up a new copy is behind by nature.
        const bool late = receiver.replay_delay > most && receiver.lag_bytes > 0, far = receiver.lag_bytes > most_bytes;
        if ((!late && !far) || receiver.state == "backup" || receiver.state == "startup" || !seen.insert(receiver.application).second) continue;
        Finding& finding = found.add(Object{.text = concat(memory, "standby ", receiver.application)},
                                     receiver.replay_delay >= 10 * kMinute ? Severity::High : Severity::Medium);
        if (late) finding.says("behind by ", human_duration(receiver.replay_delay), ", ", human_bytes(receiver.lag_bytes));
        else finding.says("behind by ", human_bytes(receiver.lag_bytes), " of WAL");
        finding.identity(receiver.application)
            .evidence("application", receiver.application)
            .evidence("client", receiver.client)
            .evidence("state", receiver.state);
        finding.evidence("lag_bytes", receiver.lag_bytes);
        if (receiver.replay_delay >= 0) finding.evidence("lag_seconds", receiver.replay_delay / kSecond);
        finding.because(
            "What it has not replayed yet is missing after a failover, and its readers see old rows. A long query on the standby, a slow disk or "
            "network, or recovery_min_apply_delay there holds it back.");
    }
    if (!model.in_recovery()) return found;
    const Microseconds age = facts.last_replayed_commit != kUnknownTime ? model.now() - facts.last_replayed_commit : 0;
    // An idle primary sends nothing: then the last commit is old, and nothing waits.
    if (!facts.replay_paused && (facts.received_not_replayed <= most_bytes && (facts.received_not_replayed <= 0 || age <= most))) return found;
    Finding& finding = found.add(Object{.text = "server"}, Severity::Medium);
    if (facts.replay_paused) finding.says("replay is paused");
    else finding.says("behind by ", human_bytes(facts.received_not_replayed), ", ", human_duration(age));
    finding.evidence("received_not_replayed_bytes", facts.received_not_replayed)
        .evidence("paused", facts.replay_paused)
        .evidence("streaming", facts.is_streaming);
    finding.because("This standby shows an old state, and needs that long before it can take over.");
    if (facts.replay_paused) finding.fix("SELECT pg_catalog.pg_wal_replay_resume();", "none").undo("SELECT pg_catalog.pg_wal_replay_pause();");
    return found;
}

Findings synchronous_standby_missing(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const ServerSetting names = server.server_setting("synchronous_standby_names"), commit = server.server_setting("synchronous_commit");
    if (model.in_recovery() || !names.readable() || names.value.empty() || commit.is("off") || commit.is("local")) return found;
    const Recovery& facts = server.recovery();
    const auto synchronous = std::ranges::count_if(facts.receivers, [](const Receiver& receiver) {
        return (receiver.sync_state == "sync" || receiver.sync_state == "quorum") && receiver.state == "streaming";
    });
    const int needed = standbys_needed(names.value);
    if (synchronous >= needed) return found;
    Finding& finding =
        add_setting(found, facts.sessions_waiting_for_standby > 0 ? Severity::Critical : Severity::High, "synchronous_standby_names", names, "''", memory);
    finding.says(synchronous, " of ", needed, " synchronous ", plural(needed, "standby", "standbys"), " connected").confidence(Confidence::Review);
    finding.evidence("needed", needed)
        .evidence("connected", static_cast<std::int64_t>(synchronous))
        .evidence("sessions_waiting", facts.sessions_waiting_for_standby);
    finding.because(
        "Each commit waits until that many standbys have confirmed it, and those are not there: writing sessions hang. Bring the standby back. The command "
        "gives up "
        "waiting, and with it the promise that a commit stands on two machines.",
        kCountsAfterReload);
    return found;
}

// A server does not get to know the versions of those that it streams to.
Findings mixed_versions(const Model& model, Memory* memory) {
    Findings found(memory);
    const Recovery& facts = model.server().recovery();
    if (!facts.receivers.empty() || model.in_recovery())
        found.left_out("servers do not tell each other their minor versions: compare SELECT version() on each");
    return found;
}

}  // namespace pgops
