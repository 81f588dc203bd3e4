// Hash indexes where a btree would be no larger and can do more; and btrees on long values that only ever are compared with =.
#include <algorithm>

#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"
#include "model/workload_uses.hpp"

namespace pgops {

namespace {

// A hash index must save this share of the btree to be worth losing order, ranges and uniqueness for.
constexpr double kWorthwhileShare = 0.5;

std::optional<double> rows_of(const Index& index) {
    if (index.predicate != 0) return index.rows < 0 ? std::nullopt : std::optional(index.rows);
    return index.table->estimated_rows();
}

void advise_btree(const Model& model, Findings& found, const Index& index) {
    const std::optional<double> rows = rows_of(index);
    const std::int64_t size = index.size_bytes.value_or(0);
    if (!rows || size < model.settings().bytes(Setting::MinRelationSize)) return;
    Index as_btree = index;
    as_btree.method = AccessMethod::Btree;
    // A hash index stores the hash: a btree stores what the table's column is.
    const Column* const column = index.keys.front().expression == 0 ? index.table->column(index.keys.front().column_number) : nullptr;
    if (column == nullptr || !column->statistics.known) return;
    as_btree.stored = {column, 1};
    const BtreeEstimate btree = estimate_btree(as_btree, *rows);
    if (!btree.known || btree.bytes() > size) return;
    Finding& finding = found.add(index, Severity::Info).confidence(Confidence::Review).gives_back(size - btree.bytes());
    finding.says("hash of ", human_bytes(size), ", btree takes ", human_bytes(btree.bytes()));
    finding.evidence("advice", "btree").evidence("size_bytes", size).evidence("btree_bytes", btree.bytes()).evidence("scans", index.counters.scans);
    finding.because(
        "A hash index knows = and nothing else: no range, no order, no uniqueness, no index-only scan, one column. It pays for long values, of which it "
        "keeps 4 bytes. Over these a btree would take ",
        human_bytes(btree.bytes()), ", and do all of that as well.");
}

// Every statement that is known compares the column with = and values.
bool only_equality(const WorkloadUses& workload, const Column& column) {
    bool equality = false;
    for (const WorkloadUse& use : workload.of(*column.table)) {
        if (use.column != &column || use.use == ColumnUse::Assigned) continue;
        if (use.use != ColumnUse::Equality && use.use != ColumnUse::Join) return false;
        equality = true;
    }
    return equality;
}

struct LongBtree {
    ColumnIndex candidate;
    std::int64_t hash_bytes;
};

std::optional<LongBtree> long_btree(const Model& model, const Index& index) {
    const std::optional<ColumnIndex> candidate = column_index_of(index);
    const std::int64_t size = index.size_bytes.value_or(0);
    if (!candidate || index.partitioned || !index.keys.front().default_class || index.keys.size() > 1) return std::nullopt;
    if (!candidate->column->base->is_string() && candidate->column->base->id != type_id::kBytea) return std::nullopt;
    const double distinct = static_cast<double>(candidate->column->statistics.distinct);
    const double per_value = distinct > 0 ? candidate->rows / distinct : distinct < 0 ? -1 / distinct : 1;
    // Of nulls a hash index keeps nothing; many rows with one value lie in a chain of pages that each search follows.
    if (per_value > 10) return std::nullopt;
    const BtreeEstimate fresh = estimate_btree(index, candidate->rows);
    const std::int64_t hash = estimate_hash_bytes(candidate->rows * (1 - candidate->null_fraction()), per_value);
    const double saved = static_cast<double>(std::min(size, fresh.known ? fresh.bytes() : 0) - hash);
    if (saved < kWorthwhileShare * static_cast<double>(size) || saved < static_cast<double>(model.settings().bytes(Setting::BloatBytes))) return std::nullopt;
    return LongBtree{*candidate, hash};
}

bool has_hash_index(const Index& index) {
    return std::ranges::any_of(index.table->indexes, [&](const Index& other) {
        return other.method == AccessMethod::Hash && other.keys.front().column_number == index.keys.front().column_number && other.predicate == 0;
    });
}

void advise_hash(Findings& found, const LongBtree& longer, Memory* memory) {
    const Index& index = *longer.candidate.index;
    const std::int64_t size = index.size_bytes.value_or(0), saved = size - longer.hash_bytes;
    Finding& finding = found.add(index, Severity::Low).confidence(Confidence::Review).gives_back(saved);
    finding.says("long keys, only =: hash takes ", human_bytes(longer.hash_bytes));
    finding.evidence("advice", "hash").evidence("size_bytes", size).evidence("hash_bytes", longer.hash_bytes);
    finding.evidence("key_bytes", longer.candidate.column->statistics.average_width).evidence("scans", index.counters.scans);
    finding.because("Every statement that pg_stat_statements knows compares the column with =. For that a hash index keeps 4 bytes of each value: about ",
                    human_bytes(longer.hash_bytes), " instead of ", human_bytes(size),
                    ". It knows no range, no order (ORDER BY, merge joins, min and max) and no index-only scan. Create it, see that it is used, and drop the "
                    "btree if nothing "
                    "uses that any more.");
    finding.fix(concat(memory, create_index(memory, *index.table), " USING hash (", longer.candidate.column->quoted, ");"),
                create_index_lock(memory, *index.table));
}

}  // namespace

Findings hash_index_advice(const Model& model, Memory* memory) {
    Findings found(memory);
    Vector<LongBtree> longer(memory);
    IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        if (!is_usable(index)) continue;
        if (index.method == AccessMethod::Hash) advise_btree(model, found, index);
        if (index.method != AccessMethod::Btree || index.size_bytes.value_or(0) < model.settings().bytes(Setting::BloatBytes) || has_hash_index(index))
            continue;
        if (const std::optional<LongBtree> candidate = long_btree(model, index); candidate && !is_left_to_others(candidate->candidate, uses))
            longer.push_back(*candidate);
    }
    if (longer.empty()) return found;
    const WorkloadUses workload(model, memory);
    for (const LongBtree& candidate : longer)
        if (only_equality(workload, *candidate.candidate.column)) advise_hash(found, candidate, memory);
    if (!workload.absent().empty())
        found.left_out(concat(memory, longer.size(), plural(static_cast<std::int64_t>(longer.size()), " btree", " btrees"),
                              " on long values: how queries use them is not known, as ", workload.absent()));
    return found;
}

}  // namespace pgops
