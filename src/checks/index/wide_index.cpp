// An index over so many columns that its entries are the rows once more.
#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::size_t kFewestColumns = 4;

double bytes_of(const Column& column) {
    const double width = column.length > 0 ? column.length : static_cast<double>(column.statistics.average_width);
    return width * (1 - static_cast<double>(column.statistics.null_fraction));
}

// The share of a row's data that an entry repeats; nothing without statistics.
std::optional<double> repeated_share(const Index& index) {
    double all = 0, repeated = 0;
    for (const Column& column : index.table->columns) {
        if (!column.statistics.known) return std::nullopt;
        all += bytes_of(column);
    }
    for (const IndexKey& key : index.keys)
        if (const Column* const column = index.table->column(key.column_number)) repeated += bytes_of(*column);
    if (all <= 0) return std::nullopt;
    return repeated / all;
}

// Scans that need no row of the table are what a covering index is made for.
bool serves_alone(const IndexCounters& counters) { return counters.scans > 0 && counters.rows_fetched < counters.entries_read / 2; }

}  // namespace

Findings wide_index(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Index& index : model.indexes()) {
        const std::int64_t size = index.size_bytes.value_or(0);
        if (index.method != AccessMethod::Btree || index.keys.size() < kFewestColumns || size < model.settings().bytes(Setting::MinRelationSize)) continue;
        if (!is_usable(index) || index.unique || index.constraint_id != kNoObject || index.predicate != 0 || serves_alone(index.counters)) continue;
        const std::optional<double> share = repeated_share(index);
        if (!share || 100 * *share < model.settings().value(Setting::WideIndexPercent)) continue;
        Finding& finding = found.add(index, severity_by_size(size)).confidence(Confidence::Review).gives_back(size);
        finding.says(index.keys.size(), " columns, ", decimal(100 * *share, 0), " % of a row, ", human_bytes(size));
        finding.evidence("key_columns", index.key_count).evidence("included_columns", index.keys.size() - index.key_count);
        finding.evidence("row_percent", 100 * *share).evidence("size_bytes", size).evidence("table_bytes", index.table->size_bytes.value_or(0));
        finding.evidence("scans", index.counters.scans).evidence("entries_read", index.counters.entries_read);
        finding.evidence("rows_fetched", index.counters.rows_fetched).evidence("table_writes", index.table->counters.writes());
        finding.because(
            "Each entry repeats ", decimal(100 * *share, 0),
            " % of its row: the data lie on disk and in the cache twice, and an update of any of these columns writes into every index of the table. What "
            "the scans read they fetched from the table as well, so the further columns spare nothing. Mostly the first one or two columns find the rows: "
            "see which conditions use it, and keep those.");
    }
    return found;
}

}  // namespace pgops
