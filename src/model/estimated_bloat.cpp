#include "model/estimated_bloat.hpp"

#include <algorithm>
#include <cmath>

#include "model/index_size.hpp"
#include "model/layout.hpp"

namespace pgops {

namespace {

// What share of a table may have changed since its statistics were gathered before they are too old to judge space by.
constexpr double kStaleShare = 0.2;
// Changes that an ANALYZE in the same transaction has seen are counted after it: of small tables they prove nothing.
constexpr std::int64_t kFewRows = 1000;
// Of rows larger than this, how many share a page depends on more than their average.
constexpr double kLargeRow = page::kBytes / 6;
constexpr std::string_view kLarge = "its rows are so large that their average tells little of how many share a page";
constexpr std::string_view kStale = "its statistics are older than a fifth of its rows";

// Rows as of the last vacuum or analyze, scaled to the size of today. The counters are no better: what a session deleted before its
// own VACUUM reaches them after it, and is taken off twice.
std::optional<double> rows_of(const Table& table) {
    if (table.rows < 0) return table.estimated_rows();
    if (table.pages <= 0 || !table.size_bytes) return table.rows;
    return table.rows * std::ceil(static_cast<double>(*table.size_bytes) / page::kBytes) / static_cast<double>(table.pages);
}

bool is_stale(const Table& table) {
    const double rows = std::max(1.0, rows_of(table).value_or(0));
    return table.counters.known && table.counters.changed_since_analyze > kFewRows &&
           static_cast<double>(table.counters.changed_since_analyze) > kStaleShare * rows;
}

Bloat from_pages(std::optional<std::int64_t> size, double rebuilt) {
    Bloat bloat{.size_bytes = size.value_or(0)};
    if (size) bloat.set_rebuilt(static_cast<double>(*size) / page::kBytes, {rebuilt, rebuilt, rebuilt});
    else bloat.set_unknown("its size could not be read");
    return bloat;
}

Bloat unknown(std::optional<std::int64_t> size, std::string_view reason) {
    Bloat bloat{.size_bytes = size.value_or(0)};
    bloat.set_unknown(reason);
    return bloat;
}

}  // namespace

Bloat estimate_bloat(const Table& table) {
    const RowEstimate row = estimate_row(table);
    const std::optional<double> rows = rows_of(table);
    if (!row.known || !rows) return unknown(table.size_bytes, "it has no statistics to estimate from");
    Bloat bloat = from_pages(table.size_bytes, heap_pages(row, *rows, table.fillfactor));
    if (row.varies && row.bytes > kLargeRow) bloat.distrust = kLarge;
    if (is_stale(table)) bloat.distrust = kStale;
    return bloat;
}

Bloat estimate_bloat(const Index& index) {
    const std::optional<double> rows = rows_of(*index.table);
    if (index.method != AccessMethod::Btree) return unknown(index.size_bytes, "only btrees can be estimated without reading pages");
    if (!rows) return unknown(index.size_bytes, "its table has no statistics to estimate from");
    const BtreeEstimate estimate = estimate_btree(index, *rows);
    if (!estimate.known) return unknown(index.size_bytes, estimate.reason);
    Bloat bloat = from_pages(index.size_bytes, estimate.pages);
    bloat.distrust = is_stale(*index.table) ? kStale : estimate.reason;
    return bloat;
}

}  // namespace pgops
