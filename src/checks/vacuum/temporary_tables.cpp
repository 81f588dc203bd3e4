// Temporary tables that keep the database from being frozen: a session's that only it can vacuum, or nobody's after a crash.
#include "checks/vacuum/blocker_finding.hpp"

namespace pgops {

Findings temp_table(const Model& model, Memory* memory) {
    Findings found(memory);
    const VacuumPicture& picture = model.server().vacuum_picture();
    for (const Blocker& blocker : find_blockers(picture, memory)) {
        const TransactionAge age = blocker.age.value_or(0);
        // Nothing is lost before it is what forces vacuums, or soon will.
        if (blocker.kind != BlockerKind::TempTable || age < picture.server.freeze_max_age / 2) continue;
        Finding& finding = add_blocker(found, model, blocker, "", "none", memory);
        finding.confidence(Confidence::Review).says("temporary, keeps ", grouped(age), " xids unfrozen");
        finding.identity(concat(memory, blocker.user, "/", blocker.application, "/", blocker.database));
    }
    return found;
}

Findings orphaned_temp_table(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Blocker& blocker : find_blockers(model.server().vacuum_picture(), memory)) {
        if (blocker.kind != BlockerKind::OrphanedTempTable) continue;
        Finding& finding = add_blocker(found, model, blocker, "", "ACCESS EXCLUSIVE on ", memory);
        finding.says("left behind by a session that crashed");
        finding.because("The session that made it is gone, so nobody can use it, and nobody vacuums it: its relfrozenxid, ", grouped(blocker.age.value_or(0)),
                        " transactions old, keeps the whole database from being frozen further. Autovacuum drops such tables when it visits the database.");
    }
    return found;
}

}  // namespace pgops
