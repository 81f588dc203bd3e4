// Passwords kept as MD5 verifiers: who copies one can log in with it.
#include "model/access.hpp"
#include "model/finding.hpp"

namespace pgops {

Findings password_md5(const Model& model, Memory* memory) {
    Findings found(memory);
    const Access& access = model.server().access();
    if (!access.passwords_unreadable.empty()) found.left_out(concat(memory, "how passwords are kept, superusers alone may see: ", access.passwords_unreadable));
    for (const std::string_view role : access.md5_roles) {
        Finding& finding = found.add(Object{.text = concat(memory, "role ", role)}, Severity::Medium).identity(role).says("password kept as MD5");
        finding.evidence("role", role);
        finding.because(
            "An MD5 verifier is as good as the password: who gets hold of a dump or backup logs in with it. It is also quickly tried out. Set "
            "password_encryption = "
            "'scram-sha-256' and let the role have its password set again (\\password in psql); clients from 2018 on know it. Support for MD5 "
            "is deprecated since version 18.");
    }
    return found;
}

}  // namespace pgops
