// An index that a failed or interrupted CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY left behind: writes maintain it, no query uses it.
#include "checks/index/index_advice.hpp"
#include "checks/sql.hpp"

namespace pgops {

Findings invalid_index(const Model& model, Memory* memory) {
    Findings found(memory);
    std::int64_t in_work = 0;
    for (const Index& index : model.indexes()) {
        if ((index.valid && index.ready) || index.table->kind == RelationKind::Foreign) continue;
        if (is_in_work(model, index)) {
            ++in_work;
            continue;
        }
        const std::int64_t size = index.size_bytes.value_or(0);
        Finding& finding = found.add(index, Severity::Medium).evidence("size_bytes", size).evidence("ready", index.ready);
        // What a standby replays of a concurrent build is no lock, and names no session.
        if (model.in_recovery()) finding.confidence(Confidence::Review);
        if (index.partitioned) {
            finding.says("invalid: not on every partition").confidence(Confidence::Review);
            finding.because(
                "The index of the partitioned table becomes valid when every partition has an attached, valid index. Create the missing ones with CREATE INDEX "
                "CONCURRENTLY on the partitions and attach them with ALTER INDEX ",
                index.quoted, " ATTACH PARTITION.");
            continue;
        }
        finding.says("invalid, ", human_bytes(size), ", serves no query").gives_back(size);
        if (is_leftover(index))
            finding.because("A concurrent build or rebuild failed and left it behind. Another index does its work; this one only costs writes and space.");
        else
            finding.because(
                "A concurrent build failed and left it behind: no query uses it, while writes may maintain it. Rebuild it, or drop it if it is not wanted; a "
                "unique index fails again until its duplicates are gone.");
        const IndexAdvice advice = advice_for_invalid(index, memory);
        if (!advice.fix.empty()) finding.fix(advice.fix, advice.lock);
    }
    if (in_work > 0)
        found.left_out(
            concat(memory, in_work, plural(in_work, " invalid index", " invalid indexes"), ": an index of the same table is being built or dropped now"));
    return found;
}

}  // namespace pgops
