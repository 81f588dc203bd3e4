// An application that is connected as a superuser: every hole in it is a hole in the server and its operating system account.
#include <algorithm>
#include <array>

#include "checks/activity/session_group.hpp"

namespace pgops {

namespace {

// The tools that people administer with, by the application_name that each sets for itself, and jobs that need the rights.
constexpr std::array<std::string_view, 22> kTools{"psql",       "pgAdmin",       "DBeaver",   "DataGrip",      "pg_dump",        "pg_dumpall",
                                                  "pg_restore", "pg_basebackup", "pg_rewind", "pg_receivewal", "pg_recvlogical", "pg_amcheck",
                                                  "pg_upgrade", "vacuumdb",      "reindexdb", "clusterdb",     "createdb",       "dropdb",
                                                  "createuser", "pg_cron",       "patroni",   "pgbackrest"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_tool(std::string_view application) {
    return std::ranges::any_of(kTools, [&](std::string_view tool) {
        return application.size() >= tool.size() && std::ranges::equal(application.substr(0, tool.size()), tool, {}, lower, lower);
    });
}

bool is_application(const Model& model, const Session& session) {
    const Role* const role = model.role(session.role_id);
    if (session.kind != SessionKind::Client || role == nullptr || !role->superuser || session.database.empty()) return false;
    // Without a name, a session over the network is an application more likely than a person.
    return session.application.empty() ? session.client != "local" : !is_tool(session.application);
}

}  // namespace

Findings superuser_application(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const SessionGroup& group : group_sessions(model, is_application, memory)) {
        const Session& first = group.first();
        Finding& finding = add_group(found, group, Severity::High, memory).fix({}, {});
        finding.says(group.sessions.size(), plural(static_cast<std::int64_t>(group.sessions.size()), " session", " sessions"), " as superuser");
        finding.because("Application ", first.application.empty() ? std::string_view("(without a name)") : first.application, " is connected as ", first.role,
                        ", a superuser. No privilege, row security or pg_hba rule for databases binds it, and an SQL injection can read and write files and "
                        "run programs on the server. Give it a role of its own with the rights that it needs.");
    }
    return found;
}

}  // namespace pgops
