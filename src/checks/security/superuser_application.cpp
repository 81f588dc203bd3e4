// An application that is connected as a superuser: every hole in it is a hole in the server and its operating system account.
#include <algorithm>

#include "checks/activity/session_group.hpp"
#include "model/access.hpp"

namespace pgops {

namespace {

// The predefined role that is as good as superuser; empty where it has none.
std::string_view right_of(const Model& model, ObjectId role) {
    const std::span<const PowerfulRole> powerful = model.server().access().powerful;
    const auto found = std::ranges::find(powerful, role, &PowerfulRole::id);
    return found != powerful.end() ? found->right : std::string_view();
}

bool is_application(const Model& model, const Session& session) {
    const Role* const role = model.role(session.role_id);
    if (session.kind != SessionKind::Client || role == nullptr || session.database.empty()) return false;
    if (!role->superuser && right_of(model, session.role_id).empty()) return false;
    // Without a name, a session over the network is an application more likely than a person.
    return session.application.empty() ? session.client != "local" : !is_administration_tool(session.application);
}

}  // namespace

Findings superuser_application(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const SessionGroup& group : group_sessions(model, is_application, memory)) {
        const Session& first = group.first();
        Finding& finding = add_group(found, group, Severity::High, memory).fix({}, {});
        const auto count = static_cast<std::int64_t>(group.sessions.size());
        const std::string_view application = first.application.empty() ? std::string_view("(without a name)") : first.application;
        if (model.role(first.role_id)->superuser) {
            finding.says(count, plural(count, " session", " sessions"), " as superuser");
            finding.because(
                "Application ", application, " is connected as ", first.role,
                ", a superuser. No privilege, row security or pg_hba rule for databases binds it, and an SQL injection can read and write files and "
                "run programs on the server. Give it a role of its own with the rights that it needs.");
            continue;
        }
        const std::string_view right = right_of(model, first.role_id);
        finding.says(count, plural(count, " session", " sessions"), " with access to the server").evidence("right", right);
        finding.because(
            "Application ", application, " is connected as ", first.role, ", a member of ", right,
            ": an SQL injection reaches files or programs of the server with the rights of its operating system account, and through them everything "
            "in it. Give the application a role without that.");
    }
    return found;
}

}  // namespace pgops
