// No limit for transactions that sit idle, where sessions do sit so.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

Findings statement_timeouts(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    const ServerSetting setting = model.server().server_setting("idle_in_transaction_session_timeout");
    if (setting.known && setting.overridden) found.left_out("idle_in_transaction_session_timeout is overridden for this session");
    if (!setting.is("0")) return found;
    const auto is_idle = [&](const Session& session) {
        return session.kind == SessionKind::Client && session.state == SessionState::IdleInTransaction && session.state_change != kUnknownTime &&
               model.now() - session.state_change >= kMinute;
    };
    std::int64_t idle_now = 0;
    for (const Session& session : model.sessions()) idle_now += is_idle(session) ? 1 : 0;
    const double idle_seconds = facts.idle_in_transaction_milliseconds / 1000, active_seconds = facts.active_milliseconds / 1000;
    // An hour idle in transactions, and longer than at work: it happens, and nothing ends it.
    const bool happens = idle_now > 0 || (idle_seconds >= 3600 && idle_seconds > active_seconds);
    Finding& finding = add_setting(found, happens ? Severity::Low : Severity::Info, "idle_in_transaction_session_timeout", setting, "'10min'", memory);
    finding.says("nothing ends idle transactions");
    finding.evidence("idle_now", idle_now).evidence("idle_in_transaction_seconds", idle_seconds).evidence("active_seconds", active_seconds);
    finding.because(
        "A session that sits idle in a transaction keeps its locks and holds VACUUM back until somebody notices. Ten minutes hurt no sound "
        "application; a role that needs more gets it by ALTER ROLE. statement_timeout and lock_timeout are better set per role or in migrations than "
        "for the whole server, which is why they are not judged.",
        kCountsAfterReload);
    return found;
}

}  // namespace pgops
