// Plain btrees on one column that serve queries and nothing else: what the statistics of that column can judge.
#pragma once

#include "checks/index/index_use.hpp"
#include "model/index_size.hpp"

namespace pgops {

// Statistics over fewer rows move from one ANALYZE to the next, and an index over them costs nothing worth a word.
constexpr double kFewRowsToJudge = 10000;

struct ColumnIndex {
    const Index* index = nullptr;
    const Column* column = nullptr;
    double rows = 0;

    double null_fraction() const { return static_cast<double>(column->statistics.null_fraction); }
    // Entries that a scan reads on average; nothing where it was never scanned.
    std::optional<double> entries_per_scan() const;
};

// Nothing where the index has another duty (uniqueness, a constraint, replication, CLUSTER), is partial or on an expression, or its
// column has no statistics. What other advice drops is not asked for here: see is_left_to_others().
std::optional<ColumnIndex> column_index_of(const Index& index);

// Valid and built, and not a part of a partitioned index, which speaks for its parts.
bool is_usable(const Index& index);

// The index supports a foreign key: deletes on the other side go through it, whatever its values are.
bool supports_foreign_key(const Model& model, const Index& index);

// duplicate_index, redundant_index or unused_index names it already. Costs more than the other questions.
bool is_left_to_others(const ColumnIndex& candidate, IndexUses& uses);

// An index by the size that its cost goes with: info below pgops.min_relation_size.
Severity severity_of_index(const Model& model, std::int64_t size);

// Every value of the column stands in so many rows that a search for it reads most of the table anyway.
struct Selectivity {
    double rarest = 0;          // share of the rows that the rarest value has, nulls taken for a value
    double share_of_pages = 0;  // of the table's pages that hold such a row, when they are spread by chance
    std::int64_t values = 0;    // different ones
};
std::optional<Selectivity> low_selectivity_of(const Model& model, const ColumnIndex& candidate);

// The index over the rows that have a value, which serves every search of it but those for nulls; null where there is none.
const Index* twin_without_nulls(const Index& index);

// null_heavy_index drops it: its twin without nulls has proven itself.
bool is_dropped_for_twin(const Model& model, const Index& index);

}  // namespace pgops
