// Autovacuum is on, and does not get through: all workers busy, throttled to a crawl, cancelled by locks, or in failsafe.
#include "checks/vacuum/blocker_finding.hpp"

namespace pgops {

Findings autovacuum_starved(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Blocker& blocker : find_blockers(model.server().vacuum_picture(), memory)) {
        std::string_view headline;
        std::string_view lock = "none";
        switch (blocker.kind) {
            case BlockerKind::AutovacuumWorkersSaturated: headline = "all workers busy while tables wait"; break;
            case BlockerKind::CostLimitThrottle: headline = "its vacuum is throttled to a crawl"; break;
            case BlockerKind::AutovacuumCancelledByLocks: headline = "its autovacuum is cancelled for a lock"; break;
            case BlockerKind::FailsafeActive: headline = "its vacuum has gone into failsafe"; break;
            default: continue;
        }
        if (blocker.relation != kNoObject) lock = "SHARE UPDATE EXCLUSIVE on ";
        Finding& finding = add_blocker(found, model, blocker, "autovacuum", lock, memory);
        finding.says(headline);
        if (blocker.relation != kNoObject) finding.identity(concat(memory, name_of(blocker.kind), ":", blocker.relation_name));
    }
    return found;
}

}  // namespace pgops
