#include "checks/index/column_index.hpp"

#include <algorithm>
#include <cmath>

#include "checks/index/index_relation.hpp"

namespace pgops {

namespace {

// A scan that touches more of a table's pages than this costs as much as reading it from end to end: at 0.64 with the planner's default
// costs (cost_bitmap_heap_scan: random_page_cost falls to seq_page_cost with the square root of the share).
constexpr double kMostPages = 0.6;

// Values of the column, as ANALYZE saw all of them: a list that is cut off tells nothing of the rare ones.
bool is_complete(const ValueStatistics& values, const ColumnStatistics& figures) {
    return figures.distinct > 0 && static_cast<double>(values.common.size()) >= static_cast<double>(figures.distinct);
}

// Rows with equal values lie together on disk, more than halfway from anywhere to sorted: they are read together, however many there are.
// ANALYZE sorts equal values by their place (compare_scalars in analyze.c), so that k values with shares f that lie anywhere have a
// correlation of sum f^2 and not of 0; sorted, they have 1, and 2 sum f^3 - 1 when sorted downwards.
bool lies_together(const ValueStatistics& values) {
    if (!values.correlation) return false;
    double all = 0, squares = 0, cubes = 0;
    for (const CommonValue& value : values.common) all += value.frequency;
    for (const CommonValue& value : values.common) {
        const double share = value.frequency / all;
        squares += share * share;
        cubes += share * share * share;
    }
    return *values.correlation > (squares + 1) / 2 || *values.correlation < (squares + 2 * cubes - 1) / 2;
}

double rows_per_page(const Table& table, double rows) {
    constexpr double kPage = page::kBytes;
    return table.size_bytes && *table.size_bytes > 0 ? rows / (static_cast<double>(*table.size_bytes) / kPage) : 0;
}

bool stays_for_another(const Index& index) {
    return std::ranges::any_of(index.table->indexes, [&](const Index& other) { return replacement_of(other).stays == &index; });
}

}  // namespace

std::optional<double> ColumnIndex::entries_per_scan() const {
    const IndexCounters& counters = index->counters;
    if (!counters.known || counters.scans == 0) return std::nullopt;
    return static_cast<double>(counters.entries_read) / static_cast<double>(counters.scans);
}

std::optional<ColumnIndex> column_index_of(const Index& index) {
    if (index.method != AccessMethod::Btree || index.key_count != 1 || index.predicate != 0 || index.keys.front().expression != 0) return std::nullopt;
    if (!is_comparable(index) || !is_droppable(index)) return std::nullopt;
    if (index.unique || index.constraint_id != kNoObject || index.replica_identity || index.clustered) return std::nullopt;
    const std::optional<double> rows = index.table->estimated_rows();
    if (!rows || *rows < kFewRowsToJudge) return std::nullopt;
    const Column* const column = index.table->column(index.keys.front().column_number);
    if (column == nullptr || !column->statistics.known) return std::nullopt;
    return ColumnIndex{&index, column, *rows};
}

bool is_usable(const Index& index) { return index.valid && index.ready && is_droppable(index) && index.table->kind != RelationKind::Foreign; }

bool supports_foreign_key(const Model& model, const Index& index) {
    return std::ranges::any_of(index.table->constraints, [&](const Constraint& constraint) {
        return constraint.kind == ConstraintKind::ForeignKey && supports(model, index, constraint);
    });
}

bool is_left_to_others(const ColumnIndex& candidate, IndexUses& uses) {
    return replacement_of(*candidate.index).stays != nullptr || uses.of(*candidate.index).verdict == UseVerdict::Unused;
}

Severity severity_of_index(const Model& model, std::int64_t size) {
    return size < model.settings().bytes(Setting::MinRelationSize) ? Severity::Info : severity_by_size(size);
}

std::optional<Selectivity> low_selectivity_of(const Model& model, const ColumnIndex& candidate) {
    const ColumnStatistics& figures = candidate.column->statistics;
    const double least = model.settings().value(Setting::LowSelectivityPercent) / 100.0, nulls = candidate.null_fraction();
    if (figures.distinct <= 0 || static_cast<double>(figures.distinct) > 1 / least || (nulls > 0 && nulls < least)) return std::nullopt;
    if (supports_foreign_key(model, *candidate.index)) return std::nullopt;
    const std::optional<ValueStatistics> values = model.server().value_statistics(candidate.column->table_id, candidate.column->number);
    if (!values || !is_complete(*values, figures) || (values->common.size() > 1 && lies_together(*values))) return std::nullopt;
    Selectivity selectivity{.rarest = nulls > 0 ? nulls : 1, .values = static_cast<std::int64_t>(values->common.size())};
    for (const CommonValue& value : values->common) selectivity.rarest = std::min(selectivity.rarest, value.frequency);
    if (selectivity.rarest < least) return std::nullopt;
    const double per_page = rows_per_page(*candidate.index->table, candidate.rows);
    selectivity.share_of_pages = per_page > 0 ? 1 - std::pow(1 - selectivity.rarest, per_page) : 1;
    if (selectivity.share_of_pages < kMostPages) return std::nullopt;
    return selectivity;
}

const Index* twin_without_nulls(const Index& index) {
    for (const Index& other : index.table->indexes) {
        if (!is_comparable(other) || !is_droppable(other) || other.method != index.method || other.key_count != 1 || index.key_count != 1) continue;
        if (other.predicate_not_null.size() != 1 || other.predicate_not_null.front() != index.keys.front().column_number) continue;
        IndexKey key = other.keys.front();
        key.descending = index.keys.front().descending;
        key.nulls_first = index.keys.front().nulls_first;
        if (key == index.keys.front()) return &other;
    }
    return nullptr;
}

bool is_dropped_for_twin(const Model& model, const Index& index) {
    const std::optional<ColumnIndex> candidate = column_index_of(index);
    if (!candidate || 100 * candidate->null_fraction() < model.settings().value(Setting::NullHeavyPercent)) return false;
    const Index* const twin = twin_without_nulls(index);
    return twin != nullptr && twin->counters.scans > 0 && replacement_of(index).stays == nullptr && !stays_for_another(index);
}

}  // namespace pgops
