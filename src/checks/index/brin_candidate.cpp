// A btree on a column that grows with its large table, read in long ranges: a BRIN index tells as much in a thousandth of the space.
#include <algorithm>
#include <cmath>

#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr double kInOrder = 0.98;       // of the correlation: ranges of pages hardly overlap
constexpr double kMostChanges = 0.05;   // rows updated or deleted, as a share of all: later rows fill the gaps out of order
constexpr double kPagesPerRange = 128;  // BRIN_DEFAULT_PAGES_PER_RANGE

bool has_brin(const Index& index) {
    return std::ranges::any_of(index.table->indexes, [&](const Index& other) {
        return other.method == AccessMethod::Brin && std::ranges::any_of(other.keys, [&](const IndexKey& key) {
                   return key.column_number != 0 && key.column_number == index.keys.front().column_number;
               });
    });
}

bool is_appended_to(const TableCounters& counters, double rows) {
    return counters.known && static_cast<double>(counters.updated + counters.deleted) <= kMostChanges * rows;
}

bool is_ordered_type(const Column& column) { return column.length > 0 && (column.base->category == 'N' || column.base->category == 'D'); }

}  // namespace

Findings brin_candidate(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        const std::int64_t heap = index.table->size_bytes.value_or(0), size = index.size_bytes.value_or(0);
        if (heap == 0 || heap < model.settings().bytes(Setting::BrinMinTableSize)) continue;
        const std::optional<ColumnIndex> candidate = column_index_of(index);
        if (!candidate || !is_ordered_type(*candidate->column) || !is_appended_to(index.table->counters, candidate->rows) || has_brin(index)) continue;
        // Shorter reads than one range of pages are what a btree is better at. The planner's looks at the ends of an index count as scans of no
        // entries (get_actual_variable_range in selfuncs.c): up to one for each query.
        const double pages = static_cast<double>(heap) / page::kBytes, rows_in_range = candidate->rows / pages * kPagesPerRange;
        const std::optional<double> entries = candidate->entries_per_scan();
        if (!entries || *entries < rows_in_range / 2 || supports_foreign_key(model, index) || is_left_to_others(*candidate, uses)) continue;
        const std::optional<ValueStatistics> values = model.server().value_statistics(candidate->column->table_id, candidate->column->number);
        if (!values || std::abs(values->correlation.value_or(0)) < kInOrder) continue;
        const std::int64_t brin = estimate_brin_bytes(pages, *candidate->column);
        if (brin >= size) continue;
        Finding& finding = found.add(index, severity_by_size(size)).confidence(Confidence::Review).gives_back(size - brin);
        finding.says(human_bytes(size), " where BRIN takes ", human_bytes(brin));
        finding.evidence("size_bytes", size).evidence("brin_bytes", brin).evidence("table_bytes", heap).evidence("correlation", *values->correlation);
        finding.evidence("scans", index.counters.scans).evidence("entries_per_scan", *entries).evidence("rows_per_range", rows_in_range);
        finding.evidence("updates_and_deletes", index.table->counters.updated + index.table->counters.deleted);
        finding.because("Rows lie in the order of this column, hardly any is changed, and a scan reads ", counted_rows(memory, *entries),
                        " on average. A BRIN index keeps the least and the largest value of each 128 pages (", counted_rows(memory, rows_in_range),
                        "): ", human_bytes(brin),
                        " in all, and next to no work for an insert. It finds no single row as fast as a btree does, and gives no order. Create it, see that "
                        "it is used, and "
                        "drop the btree if nothing uses that any more; switch autosummarize on, or summarize new ranges by VACUUM.");
        finding.fix(concat(memory, create_index(memory, *index.table), " USING brin (", candidate->column->quoted, ") WITH (autosummarize = on);"),
                    create_index_lock(memory, *index.table));
    }
    return found;
}

}  // namespace pgops
