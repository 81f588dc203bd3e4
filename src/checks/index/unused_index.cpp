// An index that no query has used for as long as the counters are known to reach back.
#include "checks/index/index_use.hpp"
#include "checks/sql.hpp"

namespace pgops {

Findings unused_index(const Model& model, Memory* memory) {
    Findings found(memory);
    const std::int64_t smallest = model.settings().bytes(Setting::MinRelationSize);
    IndexUses uses(model, memory);
    std::int64_t unknown = 0;
    for (const Index& index : model.indexes()) {
        const std::int64_t size = index.size_bytes.value_or(0);
        if (size < smallest) continue;
        const IndexUse use = uses.of(index);
        if (use.verdict == UseVerdict::Needed || use.verdict == UseVerdict::Rarely) continue;
        if (use.verdict == UseVerdict::Unknown) {
            ++unknown;
            continue;
        }
        const Microseconds age = model.now() - use.since;
        Finding& finding = found.add(index, severity_by_size(size)).gives_back(size);
        finding.says("no scan in ", human_duration(age), ", ", human_bytes(size));
        finding.evidence("scans", 0).evidence("size_bytes", size).evidence("observed_seconds", age / kSecond);
        finding.evidence("table_writes", index.table->counters.writes());
        finding.because(
            "No query has used it since ", timestamp_text(use.since), ", but every insert and most updates maintain it, and it takes memory and backup time.",
            model.has_replicas() ? " Standbys are connected, and what they use is not counted here: look at pg_stat_user_indexes there before you drop it."
                                 : "");
        if (model.has_replicas() || model.in_recovery()) finding.confidence(Confidence::Review);
        finding.fix(drop_index(memory, index), drop_index_lock(memory, index)).undo(create_index_again(model, index, memory));
    }
    if (unknown > 0)
        found.left_out(concat(memory, unknown, plural(unknown, " index", " indexes"),
                              " without scans: counters younger than pgops.min_statistics_age, or of unknown age"));
    return found;
}

}  // namespace pgops
