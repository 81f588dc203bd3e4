// An index most of whose entries are nulls, which hardly any search wants: a partial index leaves them out.
#include <algorithm>

#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// What to do, by how far it was done already: make the partial index, wait for queries to use it, drop the old one.
void advise(const Model& model, Finding& finding, const Index& index, const Column& column, Memory* memory) {
    const Index* const twin = twin_without_nulls(index);
    if (twin == nullptr) {
        const std::string_view create = create_partial_index(model, index, concat(memory, column.quoted, " IS NOT NULL"), memory);
        if (!create.empty()) finding.fix(create, create_index_lock(memory, *index.table));
        return;
    }
    finding.evidence("partial_index", twin->name).evidence("partial_index_scans", twin->counters.scans);
    if (!is_dropped_for_twin(model, index)) {
        finding.confidence(Confidence::Review);
        return;
    }
    finding.fix(drop_index(memory, index), drop_index_lock(memory, index)).undo(create_index_again(model, index, memory));
}

}  // namespace

Findings null_heavy_index(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    std::int64_t without_estimate = 0;
    for (const Index& index : model.indexes()) {
        const std::optional<ColumnIndex> candidate = column_index_of(index);
        if (!candidate) continue;
        const double nulls = candidate->null_fraction(), with_value = candidate->rows * (1 - nulls);
        if (100 * nulls < model.settings().value(Setting::NullHeavyPercent)) continue;
        // Scans that read more than all values together look for nulls, or for everything in order.
        const std::optional<double> entries = candidate->entries_per_scan();
        if ((entries && *entries > with_value) || is_left_to_others(*candidate, uses)) continue;
        const BtreeEstimate partial = estimate_btree(index, PartOfRows{.rows = with_value, .of_rows = candidate->rows});
        const std::int64_t size = index.size_bytes.value_or(0);
        if (!partial.known) {
            ++without_estimate;
            continue;
        }
        const std::int64_t saved = std::max<std::int64_t>(0, size - partial.bytes());
        Finding& finding = found.add(index, severity_of_index(model, saved)).confidence(Confidence::Estimated).gives_back(saved);
        finding.says(decimal(100 * nulls, 0), " % nulls, ", human_bytes(size), " instead of ", human_bytes(partial.bytes()));
        finding.evidence("null_percent", 100 * nulls).evidence("rows", static_cast<std::int64_t>(candidate->rows));
        finding.evidence("size_bytes", size).evidence("partial_bytes", partial.bytes()).evidence("scans", index.counters.scans);
        if (entries) finding.evidence("entries_per_scan", *entries);
        finding.because(
            "A search for a value never reads the nulls, but every insert of one writes an entry. A partial index over the rows that have a value takes about ",
            human_bytes(partial.bytes()), ", and serves every condition that compares the column, parameters too, as none of them is true of a null. ",
            twin_without_nulls(index) == nullptr
                ? "Create it first; once queries have used it, this check advises to drop the old one. Keep the old one if queries ask for the nulls."
                : "That partial index is there. The old one is to go when queries have used the new one.");
        advise(model, finding, index, *candidate->column, memory);
    }
    if (without_estimate > 0)
        found.left_out(
            concat(memory, without_estimate, plural(without_estimate, " index", " indexes"), " without statistics to estimate a partial index from"));
    return found;
}

}  // namespace pgops
