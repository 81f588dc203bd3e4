// trust_authentication, md5_authentication and open_network: rules of pg_hba.conf, by what they let in.
#include <algorithm>
#include <array>

#include "checks/security/host_rules.hpp"
#include "model/configuration.hpp"

namespace pgops {

namespace {

constexpr std::array<std::string_view, 4> kFromWhere{"on this machine", "on this machine", "from other hosts", "from everywhere"};

// Rules that decide about somebody, in the order of the file: those behind a wider one do not.
Vector<const HostRule*> deciding_rules(const Access& access, Memory* memory) {
    Vector<const HostRule*> deciding(memory);
    for (const HostRule& rule : access.rules)
        if (hidden_by(access.rules, rule) == nullptr) deciding.push_back(&rule);
    std::ranges::stable_sort(deciding, [](const HostRule* a, const HostRule* b) { return reach_of(*a) > reach_of(*b); });
    return deciding;
}

bool is_from_outside(const Model& model, Reach reach) { return reach >= Reach::Network && listens_outside(model); }

}  // namespace

Findings trust_authentication(const Model& model, Memory* memory) {
    Findings found(memory);
    const Access& access = model.server().access();
    found.left_out(rules_unread(access, memory));
    for (const HostRule* const rule : deciding_rules(access, memory)) {
        if (rule->method != "trust") continue;
        const Reach reach = reach_of(*rule);
        const bool everybody = rule->users == "all";
        Severity severity = Severity::Low;
        if (is_from_outside(model, reach)) severity = reach == Reach::Everywhere && everybody ? Severity::Critical : Severity::High;
        Finding& finding = add_rule(found, model, *rule, severity, memory);
        finding.says("no password asked ", kFromWhere[static_cast<std::size_t>(reach)], ", line ", rule->line);
        finding.because("Whoever connects so is taken for the role that they name", everybody ? ", a superuser if they like" : "", ". ",
                        reach <= Reach::Loopback ? "Every account and every program of this machine can do that, a web server that was broken into among them. "
                                                 : "No password stands between the network and the data. ",
                        "Ask for scram-sha-256, on the machine itself for peer. The rules below that fit the same connections never count.");
    }
    return found;
}

Findings md5_authentication(const Model& model, Memory* memory) {
    Findings found(memory);
    const Access& access = model.server().access();
    found.left_out(rules_unread(access, memory));
    const bool verifiers_known = access.passwords_unreadable.empty();
    for (const HostRule* const rule : deciding_rules(access, memory)) {
        if (rule->method != "md5" && rule->method != "password") continue;
        const Reach reach = reach_of(*rule);
        const bool outside = is_from_outside(model, reach), in_clear = rule->method == "password" && rule->type != "hostssl";
        Severity severity = Severity::Info;
        if (in_clear && outside) severity = Severity::High;
        else if (rule->method == "password" ? reach > Reach::Socket : outside && !(verifiers_known && access.md5_roles.empty())) severity = Severity::Low;
        Finding& finding = add_rule(found, model, *rule, severity, memory);
        finding.says(in_clear ? "passwords travel in clear, line " : "passwords asked by ", in_clear ? "" : rule->method, in_clear ? "" : ", line ",
                     rule->line);
        if (verifiers_known) finding.evidence("roles_with_md5", access.md5_roles.size());
        finding.because(
            rule->method == "md5"
                ? "The rule takes SCRAM where a role has such a verifier, and MD5 for the others: who copies an MD5 verifier, or listens long enough, can "
                  "log in with it. Give those roles new passwords under password_encryption = 'scram-sha-256', then write scram-sha-256 here."
                : "The client sends the password itself, so that whoever listens, and the server, get to know it. Write scram-sha-256.");
    }
    return found;
}

Findings open_network(const Model& model, Memory* memory) {
    Findings found(memory);
    const Access& access = model.server().access();
    found.left_out(rules_unread(access, memory));
    if (!listens_outside(model)) return found;
    for (const HostRule* const rule : deciding_rules(access, memory)) {
        // What asks for nothing is a finding of its own; what rejects is none.
        if (reach_of(*rule) != Reach::Everywhere || rule->method == "trust" || rule->method == "reject" || rule->method == "cert") continue;
        const bool encrypted = rule->type == "hostssl" || rule->type == "hostgssenc", everybody = rule->users == "all";
        const Severity severity = encrypted && !everybody ? Severity::Info : encrypted || !everybody ? Severity::Low : Severity::Medium;
        Finding& finding = add_rule(found, model, *rule, severity, memory);
        finding.says("every address may try to log in, line ", rule->line);
        finding.evidence("encrypted", encrypted);
        finding.because("Any host that reaches the port may guess passwords of ", everybody ? "every role, superusers among them" : rule->users,
                        encrypted ? "." : ", and need not encrypt.",
                        " Name the networks of the applications, and let superusers log in on the machine alone. A "
                        "firewall that the server cannot see may do the same.");
    }
    return found;
}

}  // namespace pgops
