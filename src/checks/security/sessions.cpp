// application_owns_schema and unencrypted_connections: what the sessions of now show.
#include <algorithm>

#include "checks/activity/session_group.hpp"
#include "model/access.hpp"

namespace pgops {

namespace {

const OwnedTables* owned_by(const Model& model, ObjectId role) {
    const std::span<const OwnedTables> owners = model.server().access().owners;
    const auto found = std::ranges::find(owners, role, &OwnedTables::role);
    return found != owners.end() ? &*found : nullptr;
}

bool owns_tables(const Model& model, const Session& session) {
    if (session.kind != SessionKind::Client || session.database != model.database_name() || is_administration_tool(session.application)) return false;
    const Role* const role = model.role(session.role_id);
    return role != nullptr && !role->superuser && owned_by(model, session.role_id) != nullptr;
}

bool is_plaintext(const Model& model, const Session& session) {
    const std::span<const PlaintextSession> plaintext = model.server().access().plaintext;
    return std::ranges::binary_search(plaintext, session.pid, {}, &PlaintextSession::pid);
}

bool is_on_this_machine(const Session* session) { return session->client.starts_with("127.") || session->client == "::1" || session->client == "local"; }

}  // namespace

Findings application_owns_schema(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const SessionGroup& group : group_sessions(model, owns_tables, memory)) {
        const Session& first = group.first();
        const OwnedTables& owned = *owned_by(model, first.role_id);
        Finding& finding = add_group(found, group, Severity::Low, memory).fix({}, {});
        finding.says("its role owns ", grouped(owned.tables), plural(owned.tables, " table", " tables"));
        finding.evidence("tables", owned.tables).evidence("example", owned.example);
        finding.because("The role that the application works with owns tables, such as ", owned.example,
                        ": an SQL injection may drop or alter them, and row security does not bind an owner. Let another role own the schema and run the "
                        "migrations, and give the application SELECT, INSERT, UPDATE and DELETE.");
    }
    return found;
}

Findings unencrypted_connections(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const SessionGroup& group : group_sessions(model, is_plaintext, memory)) {
        const auto outside = std::ranges::find_if_not(group.sessions, is_on_this_machine);
        const bool leaves = outside != group.sessions.end();
        const auto count = static_cast<std::int64_t>(group.sessions.size());
        Finding& finding = add_group(found, group, leaves ? Severity::Medium : Severity::Info, memory).fix({}, {});
        finding.says(count, plural(count, " session", " sessions"), leaves ? " in clear over the network" : " in clear on loopback");
        finding.evidence("from", leaves ? (*outside)->client : group.first().client);
        finding.because(
            leaves
                ? "Whoever can listen between the client and the server reads every statement and row, and may change them on the way. Set sslmode=verify-full "
                  "(or require at least) in the client, and hostssl in pg_hba.conf."
                : "It does not leave this machine, unless a tunnel or proxy brings it here: then the way before that is what counts.");
    }
    return found;
}

}  // namespace pgops
