// Settings that trade the safety of committed data for speed.
#include <array>

#include "checks/sql.hpp"

namespace pgops {

namespace {

struct Guarantee {
    const char* setting;
    Severity severity;
    std::string_view headline, why;
};

constexpr std::string_view kReload = " The command counts after SELECT pg_reload_conf().";

constexpr std::array<Guarantee, 3> kGuarantees{{
    {"fsync", Severity::Critical, "fsync is off: a crash corrupts data",
     "Nothing is forced to disk: after a crash of the machine the database may be corrupt beyond repair, and so may its backups be. Only for data that can be "
     "thrown away."},
    {"full_page_writes", Severity::Critical, "full_page_writes is off: torn pages",
     "A page that was half written when the machine crashed cannot be repaired from the WAL. Safe only on storage that never tears an 8 kB write, which hardly "
     "any is."},
    {"synchronous_commit", Severity::Low, "synchronous_commit is off: commits get lost",
     "A crash loses the commits of about the last three times wal_writer_delay, though nothing is corrupted. Often right for single transactions, set there; "
     "as a default it also covers those that must not be lost."},
}};

}  // namespace

Findings durability(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Guarantee& guarantee : kGuarantees) {
        if (model.server().setting(guarantee.setting) != "off") continue;
        Finding& finding = found.add(Object{.text = guarantee.setting}, guarantee.severity).says(guarantee.headline);
        finding.because(guarantee.why, kReload);
        finding.evidence("setting", guarantee.setting).evidence("value", "off");
        finding.fix(alter_system(memory, guarantee.setting, "on"), "none").undo(alter_system(memory, guarantee.setting, "off"));
    }
    return found;
}

}  // namespace pgops
