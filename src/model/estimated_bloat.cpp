#include "model/estimated_bloat.hpp"

#include <algorithm>

#include "model/layout.hpp"

namespace pgops {

namespace {

// What share of a table may have changed since its statistics were gathered before they are too old to judge space by.
constexpr double kStaleShare = 0.2;
// Changes that an ANALYZE in the same transaction has seen are counted after it: of small tables they prove nothing.
constexpr std::int64_t kFewRows = 1000;
constexpr std::string_view kStale = "its statistics are older than a fifth of its rows";

bool is_stale(const Table& table) {
    const double rows = std::max(1.0, table.estimated_rows().value_or(0));
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
    const std::optional<double> rows = table.estimated_rows();
    if (!row.known || !rows) return unknown(table.size_bytes, "it has no statistics to estimate from");
    Bloat bloat = from_pages(table.size_bytes, heap_pages(row, *rows, table.fillfactor));
    if (is_stale(table)) bloat.distrust = kStale;
    return bloat;
}

Bloat estimate_bloat(const Index& index) {
    const std::optional<double> rows = index.table->estimated_rows();
    if (index.method != AccessMethod::Btree) return unknown(index.size_bytes, "only btrees can be estimated without reading pages");
    if (!rows) return unknown(index.size_bytes, "its table has no statistics to estimate from");
    const BtreeEstimate estimate = estimate_btree(index, *rows);
    if (!estimate.known) return unknown(index.size_bytes, estimate.reason);
    Bloat bloat = from_pages(index.size_bytes, estimate.pages);
    if (is_stale(*index.table)) bloat.distrust = kStale;
    return bloat;
}

}  // namespace pgops
