#include "checks/activity/session_group.hpp"

#include <algorithm>
#include <array>

namespace pgops {

namespace {

constexpr std::size_t kNamedSessions = 20;  // in one command; a thousand sessions have one cause, and need one look

// The tools that people administer with, by the application_name that each sets for itself, and jobs that need the rights.
constexpr std::array<std::string_view, 22> kTools{"psql",       "pgAdmin",       "DBeaver",   "DataGrip",      "pg_dump",        "pg_dumpall",
                                                  "pg_restore", "pg_basebackup", "pg_rewind", "pg_receivewal", "pg_recvlogical", "pg_amcheck",
                                                  "pg_upgrade", "vacuumdb",      "reindexdb", "clusterdb",     "createdb",       "dropdb",
                                                  "createuser", "pg_cron",       "patroni",   "pgbackrest"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_older(const Model& model, Microseconds since, Setting age) { return since != kUnknownTime && model.now() - since >= model.settings().duration(age); }

bool is_client(const Session& session) { return session.kind == SessionKind::Client; }

// A part of an identity: quoted where a slash in it would move the border to the next part.
std::string_view part(Memory* memory, std::string_view name) {
    if (name.find_first_of("/\"") == std::string_view::npos) return name;
    std::string_view quoted = "\"";
    for (const char& c : name) quoted = concat(memory, quoted, c == '"' ? "\"\"" : std::string_view(&c, 1));
    return concat(memory, quoted, "\"");
}

// The pid alone may belong to another session by the time the command runs; with the start time it cannot.
std::string_view terminate(const SessionGroup& group, Memory* memory) {
    std::string_view list;
    for (std::size_t i = 0; i < std::min(group.sessions.size(), kNamedSessions); ++i) {
        const Session& session = *group.sessions[i];
        list = concat(memory, list, list.empty() ? "" : ", ", "(", session.pid, ", timestamptz '", timestamp_text(session.backend_start), "')");
    }
    return concat(memory, "SELECT pid, pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE (pid, backend_start) IN (", list, ");");
}

}  // namespace

bool is_administration_tool(std::string_view application) {
    return std::ranges::any_of(kTools, [&](std::string_view tool) {
        return application.size() >= tool.size() && std::ranges::equal(application.substr(0, tool.size()), tool, {}, lower, lower);
    });
}

std::string_view session_identity(const Session& session, Memory* memory) {
    return concat(memory, part(memory, session.role), "/", part(memory, session.application), "/", part(memory, session.database));
}

std::string_view terminate_session(const Session& session, Memory* memory) {
    SessionGroup group(memory);
    group.sessions.push_back(&session);
    return terminate(group, memory);
}

Vector<SessionGroup> group_sessions(const Model& model, SessionFilter filter, Memory* memory) {
    FlatMap<std::string_view, std::size_t> places(memory);
    Vector<SessionGroup> groups(memory);
    for (const Session& session : model.sessions()) {
        if (!filter(model, session)) continue;
        const std::string_view identity = session_identity(session, memory);
        const auto [place, first] = places.try_emplace(identity, groups.size());
        if (first) groups.emplace_back(memory).identity = identity;
        groups[place->second].sessions.push_back(&session);
    }
    for (SessionGroup& group : groups)
        std::ranges::sort(group.sessions, [](const Session* a, const Session* b) {
            return a->transaction_start != b->transaction_start ? a->transaction_start < b->transaction_start : a->pid < b->pid;
        });
    std::ranges::sort(groups, {}, &SessionGroup::identity);
    return groups;
}

bool is_idle_in_transaction_too_long(const Model& model, const Session& session) {
    const bool idle = session.state == SessionState::IdleInTransaction || session.state == SessionState::IdleInTransactionAborted;
    return is_client(session) && idle && is_older(model, session.state_change, Setting::IdleInTransactionAge);
}

bool is_active_too_long(const Model& model, const Session& session) {
    if (!is_client(session) || is_idle_in_transaction_too_long(model, session)) return false;
    return is_older(model, session.transaction_start, Setting::LongTransactionAge);
}

Finding& add_group(Findings& found, const SessionGroup& group, Severity severity, Memory* memory) {
    const Session& first = group.first();
    Finding& finding = found.add(Object{.text = concat(memory, "session ", group.identity)}, severity).identity(group.identity).confidence(Confidence::Review);
    Vector<std::string_view> pids(memory);
    for (std::size_t i = 0; i < std::min(group.sessions.size(), kNamedSessions); ++i) pids.push_back(concat(memory, group.sessions[i]->pid));
    finding.evidence("sessions", group.sessions.size()).evidence("pids", span_of(pids)).evidence("role", first.role);
    finding.evidence("application", first.application).evidence("database", first.database).evidence("client", first.client);
    return finding.fix(terminate(group, memory), "none");
}

}  // namespace pgops
