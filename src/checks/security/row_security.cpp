// policy_without_rls, rls_without_policy and security_definer_view: row security that says one thing and does another.
#include <algorithm>

#include "checks/activity/session_group.hpp"
#include "model/access.hpp"

namespace pgops {

namespace {

Finding& add_table(Findings& found, const GuardedTable& table, Severity severity) {
    Finding& finding = found.add(Object{catalog_id::kRelation, table.id, 0, table.quoted}, severity);
    return finding.evidence("table", table.qualified).evidence("policies", table.policies);
}

// A session of an application as the owner, whom the policies do not bind.
const Session* session_of_owner(const Model& model, const GuardedTable& table) {
    for (const Session& session : model.sessions())
        if (session.kind == SessionKind::Client && session.role_id == table.owner && session.database == model.database_name() &&
            !is_administration_tool(session.application))
            return &session;
    return nullptr;
}

}  // namespace

Findings policy_without_rls(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const GuardedTable& table : model.server().access().guarded_tables) {
        if (table.policies == 0) continue;
        const std::string_view lock = concat(memory, "ACCESS EXCLUSIVE on ", table.quoted);
        if (!table.enabled) {
            Finding& finding = add_table(found, table, Severity::Medium).says("has policies, but row security is off");
            finding.because(
                "Its policies have no effect: every role that may read the table reads all of its rows. Look at the policies first: once they count, "
                "roles that none of them names see nothing.");
            finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " ENABLE ROW LEVEL SECURITY;"), lock).confidence(Confidence::Review);
            finding.undo(concat(memory, "ALTER TABLE ", table.quoted, " DISABLE ROW LEVEL SECURITY;"));
            continue;
        }
        const Session* const session = table.forced ? nullptr : session_of_owner(model, table);
        if (session == nullptr) continue;
        Finding& finding = add_table(found, table, Severity::Medium).says("policies do not bind the application");
        finding.evidence("owner", session->role).evidence("application", session->application);
        finding.because("The application ", session->application, " is connected as ", session->role,
                        ", who owns the table: policies bind an owner only with FORCE ROW LEVEL SECURITY, or the application needs a role of its own.");
        finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " FORCE ROW LEVEL SECURITY;"), lock).confidence(Confidence::Review);
        finding.undo(concat(memory, "ALTER TABLE ", table.quoted, " NO FORCE ROW LEVEL SECURITY;"));
    }
    return found;
}

Findings rls_without_policy(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const GuardedTable& table : model.server().access().guarded_tables) {
        // Without grants to others nobody but the owner was meant to see it.
        if (!table.enabled || table.policies > 0 || !table.granted_to_others) continue;
        Finding& finding = add_table(found, table, Severity::Low).says("row security without a policy: no rows seen");
        finding.confidence(Confidence::Review);
        finding.because(
            "Roles other than the owner have rights on the table and yet see none of its rows, and can add none: without a policy row security lets "
            "nothing through. Write the policy that was meant, or take the rights away.");
    }
    return found;
}

Findings security_definer_view(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const BypassingView& view : model.server().access().bypassing_views) {
        Finding& finding = found.add(Object{catalog_id::kRelation, view.id, 0, view.quoted}, Severity::Medium);
        finding.says("shows rows past row security").confidence(Confidence::Review);
        finding.evidence("owner", view.owner).evidence("reads", view.table);
        finding.because("The view reads ", view.table, " as its owner ", view.owner,
                        ", whom the table's policies do not bind, and other roles may read the view: they see rows that the policies keep from them. With "
                        "security_invoker it reads as the caller, who then needs rights on the tables as well.");
        finding.fix(concat(memory, "ALTER VIEW ", view.quoted, " SET (security_invoker = true);"), concat(memory, "ACCESS EXCLUSIVE on ", view.quoted));
        finding.undo(concat(memory, "ALTER VIEW ", view.quoted, " RESET (security_invoker);"));
    }
    return found;
}

}  // namespace pgops
