#include "model/column_order.hpp"

#include <algorithm>
#include <tuple>

#include "model/layout.hpp"

namespace pgops {

namespace {

// A column that is often NULL moves all that follow it to other offsets: it may be better off behind those that are always there.
enum class Nulls : std::uint8_t { AmongOthers, Behind };

auto place_of(const Column& column, Nulls nulls) {
    const bool varies = column.length < 0;
    const bool often_null = column.statistics.null_fraction > 0;
    // Of those aligned alike, one whose width leaves the next offset aligned comes before one that does not (12 bytes at 8).
    const bool breaks_alignment = !varies && column.length % column.alignment != 0;
    // What of varying width can be null stands at the end: there it moves nothing.
    return std::tuple(varies, nulls == Nulls::Behind && often_null, -static_cast<int>(column.alignment), breaks_alignment, often_null, column.number);
}

ColumnOrder ordered(const Table& table, Nulls nulls, Memory* memory) {
    ColumnOrder order(memory);
    for (const Column& column : table.columns) order.push_back(&column);
    std::ranges::sort(order, {}, [&](const Column* column) { return place_of(*column, nulls); });
    return order;
}

}  // namespace

ColumnOrder tightest_order(const Table& table, Memory* memory) {
    ColumnOrder best(memory);
    for (const Column& column : table.columns) best.push_back(&column);
    for (const Nulls nulls : {Nulls::AmongOthers, Nulls::Behind}) {
        ColumnOrder other = ordered(table, nulls, memory);
        if (estimate_row(table, span_of(other)).bytes < estimate_row(table, span_of(best)).bytes) best = std::move(other);
    }
    return best;
}

}  // namespace pgops
