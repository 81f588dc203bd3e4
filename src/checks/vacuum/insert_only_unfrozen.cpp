// A table that only grows, where no vacuum comes for inserts: nothing is frozen before all of it must be at once.
#include "checks/vacuum/blocker_finding.hpp"

namespace pgops {

Findings insert_only_unfrozen(const Model& model, Memory* memory) {
    Findings found(memory);
    const VacuumPicture& picture = model.server().vacuum_picture();
    for (const Blocker& blocker : find_blockers(picture, memory)) {
        if (blocker.kind != BlockerKind::InsertVacuumDisabled || !is_of_size(model, blocker)) continue;
        const VacuumRelation& relation = *picture.relation(blocker.relation);
        Finding& finding = add_blocker(found, model, blocker, "", "SHARE UPDATE EXCLUSIVE on ", memory);
        finding.says(grouped(relation.inserted_since_vacuum), " new rows, vacuum for inserts off");
        finding.because(
            "autovacuum_vacuum_insert_threshold is -1, so inserts bring no vacuum: index-only scans read the table all the same, and the vacuum against "
            "wraparound at age ",
            grouped(relation.autovacuum.freeze_max_age), " has to freeze all rows at once.");
        if (relation.insert_disabled_here) finding.undo(concat(memory, "ALTER TABLE ", relation.quoted, " SET (autovacuum_vacuum_insert_threshold = -1);"));
    }
    return found;
}

}  // namespace pgops
