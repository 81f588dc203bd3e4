// What pages show of a vacuum: that it fails each time, or goes over the indexes again and again.
#include "checks/bloat/allowance.hpp"
#include "checks/vacuum/blocker_finding.hpp"

namespace pgops {

namespace {

// Of the pages that the run may still read, the part that goes into looking for damage.
constexpr double kShare = 0.5;

}  // namespace

Findings vacuum_failing(const Model& model, Memory* memory) {
    Findings found(memory);
    const std::int64_t pages = PageAllowance(model, kShare).pages();
    if (pages <= 0) {
        found.left_out("no table was looked at: pgops.page_budget or pgops.time_budget was spent");
        return found;
    }
    for (const Blocker& blocker : model.server().vacuum_failures(pages)) {
        const bool by_index = blocker.kind == BlockerKind::VacuumErrorIndex;
        if (!by_index && blocker.kind != BlockerKind::VacuumErrorXminBeforeRelfrozenxid) continue;
        Finding& finding = add_blocker(found, model, blocker, "", "SHARE UPDATE EXCLUSIVE on ", memory);
        finding.identity(concat(memory, name_of(blocker.kind), ":", blocker.relation_name)).confidence(by_index ? Confidence::Exact : Confidence::Review);
        finding.says(by_index ? "its vacuum fails on a damaged index" : "its vacuum fails on rows too old");
    }
    return found;
}

Findings multipass_index_vacuum(const Model& model, Memory* memory) {
    Findings found(memory);
    const std::int64_t pages = PageAllowance(model, kShare).pages();
    if (pages <= 0) {
        found.left_out("no table was looked at: pgops.page_budget or pgops.time_budget was spent");
        return found;
    }
    for (const Blocker& blocker : model.server().vacuum_failures(pages)) {
        if (blocker.kind != BlockerKind::MaintenanceWorkMemMultipass || !is_of_size(model, blocker)) continue;
        add_blocker(found, model, blocker, "", "none", memory).says("dead rows need several passes over indexes");
    }
    return found;
}

}  // namespace pgops
