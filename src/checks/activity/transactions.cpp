// Transactions that stay open: sessions idle in one, and those that run for long.
#include <algorithm>

#include "checks/activity/session_group.hpp"
#include "model/contention.hpp"

namespace pgops {

namespace {

Severity severity_of(Microseconds age) { return age >= kHour ? Severity::High : Severity::Medium; }

std::string_view subject_of(const SessionGroup& group) {
    return group.sessions.size() > 1 ? "The oldest of these sessions has had a transaction open for " : "The session has had a transaction open for ";
}

// Sessions that wait for locks of these.
std::int64_t blocked_by(const Model& model, const SessionGroup& group) {
    return std::ranges::count_if(model.server().contention().waiting, [&](const Waiting& one) {
        return std::ranges::any_of(group.sessions, [&](const Session* session) { return std::ranges::find(one.blockers, session->pid) != one.blockers.end(); });
    });
}

}  // namespace

Findings idle_in_transaction(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const SessionGroup& group : group_sessions(model, is_idle_in_transaction_too_long, memory)) {
        const Session& first = group.first();
        const Microseconds age = model.now() - first.transaction_start;
        Finding& finding = add_group(found, group, severity_of(age), memory);
        if (group.sessions.size() == 1) finding.says("idle in transaction for ", human_duration(age));
        else finding.says(group.sessions.size(), " idle in transaction, up to ", human_duration(age));
        finding.evidence("transaction_seconds", age / kSecond).evidence("holds_horizon", first.holds_horizon).evidence("has_written", first.has_xid);
        finding.evidence("blocks_sessions", blocked_by(model, group));
        finding.because(subject_of(group), human_duration(age), " and does nothing: it keeps its locks, ",
                        first.holds_horizon ? "keeps VACUUM from removing rows deleted since, " : "",
                        "and holds a connection. Mend the application (commit before waiting for a user or another service); "
                        "idle_in_transaction_session_timeout is the safety net. The command ends the session and rolls its transaction back.");
    }
    return found;
}

Findings long_transaction(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const SessionGroup& group : group_sessions(model, is_active_too_long, memory)) {
        const Session& first = group.first();
        const Microseconds age = model.now() - first.transaction_start;
        Finding& finding = add_group(found, group, age >= kHour ? Severity::Medium : Severity::Low, memory);
        if (group.sessions.size() == 1) finding.says("transaction open for ", human_duration(age));
        else finding.says(group.sessions.size(), " transactions open, up to ", human_duration(age));
        finding.evidence("transaction_seconds", age / kSecond).evidence("holds_horizon", first.holds_horizon).evidence("has_written", first.has_xid);
        finding.evidence("blocks_sessions", blocked_by(model, group));
        finding.because(
            "The longer a transaction is open, the longer its locks are held, and VACUUM cannot remove rows that were deleted since it began, in any table of "
            "the database. A dump or a report may need that; then a standby is the better place. The command ends the session and rolls its transaction back.");
    }
    return found;
}

}  // namespace pgops
