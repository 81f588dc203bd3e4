// An index on a column whose every value stands in so many rows that reading the whole table is no slower.
#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

Findings low_selectivity_index(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        const std::optional<ColumnIndex> candidate = column_index_of(index);
        // Mostly nulls: the values behind them are few rows. null_heavy_index judges it.
        if (!candidate || 100 * candidate->null_fraction() >= model.settings().value(Setting::NullHeavyPercent)) continue;
        const std::optional<Selectivity> selectivity = low_selectivity_of(model, *candidate);
        if (!selectivity) continue;
        // Scans that read few entries are there for other conditions beside it, or for a LIMIT.
        const std::optional<double> entries = candidate->entries_per_scan();
        if (entries && *entries < selectivity->rarest * candidate->rows / 2) continue;
        if (is_left_to_others(*candidate, uses)) continue;
        const std::int64_t size = index.size_bytes.value_or(0);
        Finding& finding = found.add(index, severity_of_index(model, size)).confidence(Confidence::Review).gives_back(size);
        if (selectivity->values == 1) finding.says("one value in all rows, ", human_bytes(size));
        else finding.says("rarest value in ", decimal(100 * selectivity->rarest, 0), " % of rows, ", human_bytes(size));
        finding.evidence("distinct_values", selectivity->values).evidence("rarest_percent", 100 * selectivity->rarest);
        finding.evidence("pages_percent", 100 * selectivity->share_of_pages).evidence("rows", static_cast<std::int64_t>(candidate->rows));
        finding.evidence("null_percent", 100 * candidate->null_fraction()).evidence("size_bytes", size).evidence("scans", index.counters.scans);
        if (entries) finding.evidence("entries_per_scan", *entries);
        finding.because(
            "Even the rarest value stands in ", decimal(100 * selectivity->rarest, 0), " % of the rows, which lie on about ",
            decimal(100 * selectivity->share_of_pages, 0),
            " % of the table's pages: a search through the index reads most of the table, and the index beside it. Every write maintains it. If queries "
            "look for one value together with something else, an index on that other column, partial on this one, serves them better; if they only count "
            "by this column, it may stay for index-only scans.");
    }
    return found;
}

}  // namespace pgops
