// Vacuums against wraparound that cannot get further: loop and cause in one row.
#include "checks/vacuum/blocker_finding.hpp"

namespace pgops {

Findings antiwraparound_loop(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Blocker& blocker : find_blockers(model.server().vacuum_picture(), memory)) {
        if (blocker.kind != BlockerKind::AntiwraparoundLoop) continue;
        Finding& finding = add_blocker(found, model, blocker, "", "none", memory);
        finding.identity(model.database_name()).confidence(Confidence::Review);
        finding.says("forced vacuums in vain, ", grouped(blocker.age.value_or(0)), " xids old");
    }
    return found;
}

}  // namespace pgops
