// Two indexes that are equal in all that counts: one of them only costs writes and space. And its sister: an index whose keys
// are the first keys of another.
#include "checks/index/index_advice.hpp"
#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

Findings indexes_with_replacement(const Model& model, Memory* memory, bool duplicates) {
    Findings found(memory);
    for (const Table& table : model.tables())
        for (const Index& index : table.indexes) {
            if (table.indexes.size() < 2) break;
            model.server().poll();  // a table may have hundreds, and each is compared with each
            const Replacement replacement = replacement_of(index);
            if (replacement.stays == nullptr || replacement.duplicate != duplicates) continue;
            const std::int64_t size = index.size_bytes.value_or(0);
            Finding& finding = found.add(index, severity_by_size(size)).gives_back(size);
            finding.evidence("keep", replacement.stays->name).evidence("size_bytes", size).evidence("scans", index.counters.scans);
            finding.evidence("scans_of_kept", replacement.stays->counters.scans);
            if (duplicates)
                finding.says("equal to another index, ", human_bytes(size))
                    .because("It is equal to ", replacement.like->quoted,
                             " in method, keys, operator classes, order and predicate. Every write maintains both, every query needs one. Keep ",
                             replacement.stays->quoted, ": ", replacement.reason, ".");
            else
                finding.says("first keys of another index, ", human_bytes(size))
                    .because(
                        "Its keys are the first keys of ", replacement.stays->quoted,
                        ", which serves the same queries. Every write maintains both. The wider index is larger, so very hot lookups may read a little more.");
            const IndexAdvice advice = advice_to_drop(model, index, memory);
            if (advice.review) finding.confidence(Confidence::Review);
            if (!advice.fix.empty()) finding.fix(advice.fix, advice.lock).undo(advice.undo);
        }
    return found;
}

}  // namespace

Findings duplicate_index(const Model& model, Memory* memory) { return indexes_with_replacement(model, memory, true); }

Findings redundant_index(const Model& model, Memory* memory) { return indexes_with_replacement(model, memory, false); }

}  // namespace pgops
