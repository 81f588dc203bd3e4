// Indexes of any access method that a rebuild would make much smaller.
#include "checks/bloat/rebuild.hpp"
#include "checks/bloat/survey.hpp"
#include "checks/index/column_index.hpp"
#include "checks/index/index_relation.hpp"
#include "model/estimated_bloat.hpp"

namespace pgops {

Findings index_bloat(const Model& model, Memory* memory) {
    Findings found(memory);
    BloatSurvey survey(model, {"index", "indexes"}, 1, memory);
    IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        if (index.partitioned || !index.valid || !index.ready) continue;
        // An index that other advice drops needs no rebuild before.
        if (replacement_of(index).stays != nullptr || uses.of(index).verdict == UseVerdict::Unused || is_dropped_for_twin(model, index)) continue;
        survey.propose(&index, index.id, estimate_bloat(index));
    }
    survey.run([&](const void* object, const Bloat& bloat) {
        const Index& index = *static_cast<const Index*>(object);
        Finding& finding = describe(found.add(index, severity_by_size(bloat.bytes)), bloat);
        finding.evidence("access_method", index.method_name);
        const std::int64_t fresh = bloat.size_bytes - bloat.bytes;
        finding.because(
            "A fresh index over the same rows takes about ", human_bytes(fresh),
            ". The rest is space on half-empty pages, which the cache and every scan of the index pay for. REINDEX CONCURRENTLY blocks nobody, and needs "
            "about ",
            human_bytes(fresh), " of free disk space for the new index beside the old one.", held_back_note(bloat, memory));
        finding.fix(rebuild_index(memory, index), rebuild_lock(memory, index));
    });
    survey.tell_left_out(found);
    return found;
}

}  // namespace pgops
