// A btree whose equal keys are not merged, although they could be: built before version 13 and carried over by pg_upgrade, or switched off.
#include <algorithm>

#include "checks/bloat/allowance.hpp"
#include "checks/bloat/rebuild.hpp"
#include "checks/index/column_index.hpp"
#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// A smaller share is not worth a rebuild.
constexpr double kWorthwhileShare = 0.2;

struct Candidate {
    const Index* index;
    std::int64_t merged_bytes, gain;
};

// What merging would save, by the statistics; nothing where it is not worth a look.
std::optional<Candidate> candidate_of(const Model& model, const Index& index) {
    const std::int64_t size = index.size_bytes.value_or(0), least = model.settings().bytes(Setting::MinRelationSize);
    if (index.method != AccessMethod::Btree || index.partitioned || !index.valid || !index.ready || index.unique || size < least) return std::nullopt;
    const std::optional<double> rows = index.table->estimated_rows();
    if (!rows) return std::nullopt;
    Index merging = index, plain = index;
    merging.deduplicated = true;
    plain.deduplicated = false;
    const BtreeEstimate merged = estimate_btree(merging, *rows), whole = estimate_btree(plain, *rows);
    if (!merged.known || !whole.known) return std::nullopt;
    const std::int64_t gain = whole.bytes() - merged.bytes();
    if (gain < least || static_cast<double>(gain) < kWorthwhileShare * static_cast<double>(whole.bytes())) return std::nullopt;
    return Candidate{&index, merged.bytes(), std::min(gain, size)};
}

Finding& describe_candidate(Findings& found, const Candidate& candidate) {
    const Index& index = *candidate.index;
    Finding& finding = found.add(index, severity_by_size(candidate.gain)).confidence(Confidence::Estimated).gives_back(candidate.gain);
    return finding.evidence("size_bytes", index.size_bytes.value_or(0)).evidence("merged_bytes", candidate.merged_bytes);
}

void tell_switched_off(Findings& found, const Candidate& candidate, Memory* memory) {
    const Index& index = *candidate.index;
    Finding& finding = describe_candidate(found, candidate).confidence(Confidence::Review);
    finding.says("deduplicate_items off, would save ", human_bytes(candidate.gain)).evidence("deduplicate_items", false);
    finding.because("Somebody switched off that equal keys are merged into one entry with a list of rows. Switched on, a fresh index takes about ",
                    human_bytes(candidate.merged_bytes), ". Merging costs inserts next to nothing; keep it off only if that was measured here.");
    const std::string_view alter = concat(memory, "ALTER INDEX ", index.quoted, " SET (deduplicate_items = ");
    finding.fix(concat(memory, alter, "on);\n", rebuild_index(memory, index)), rebuild_lock(memory, index)).undo(concat(memory, alter, "off);"));
}

void tell_built_before(Findings& found, const Candidate& candidate, const BtreeDeduplication& metapage, Memory* memory) {
    const Index& index = *candidate.index;
    Finding& finding = describe_candidate(found, candidate);
    finding.says("equal keys not merged, would save ", human_bytes(candidate.gain)).evidence("metapage_version", metapage.version);
    finding.because(
        "Its metapage says that it was built before PostgreSQL 13, and came here by pg_upgrade: equal keys are not merged into one entry with a list of rows, "
        "now or "
        "later. A rebuild takes about ",
        human_bytes(candidate.merged_bytes), ".");
    finding.fix(rebuild_index(memory, index), rebuild_lock(memory, index));
}

}  // namespace

Findings dedup_disabled_index(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    Vector<Candidate> candidates(memory);
    for (const Index& index : model.indexes()) {
        const std::optional<Candidate> candidate = candidate_of(model, index);
        if (!candidate || replacement_of(index).stays != nullptr || uses.of(index).verdict == UseVerdict::Unused || is_dropped_for_twin(model, index)) continue;
        if (!index.deduplicated) tell_switched_off(found, *candidate, memory);
        else candidates.push_back(*candidate);
    }
    polled_sort(model.server(), candidates, [](const Candidate& a, const Candidate& b) { return a.gain > b.gain; });
    PageAllowance allowance(model, 1);
    LeftOut left_out({"btree", "btrees"}, "not looked at");
    for (const Candidate& candidate : polled(model.server(), candidates)) {
        if (allowance.pages() < 1) {
            left_out.over_budget();
            continue;
        }
        const std::optional<BtreeDeduplication> metapage = model.server().btree_deduplication(candidate.index->id);
        if (!metapage) left_out.unreadable("it is locked, gone, damaged or not readable here");
        else if (!metapage->metapage_allows && metapage->operator_classes_allow) tell_built_before(found, candidate, *metapage, memory);
    }
    left_out.tell(found);
    return found;
}

}  // namespace pgops
