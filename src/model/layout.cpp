#include "model/layout.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

// How far the widths of one column's values lie apart, relative to their mean: no statistic tells. It matters for rows of more than
// a sixth of a page only, which mostly are as wide as they are for the sake of one payload.
constexpr double kSpreadOfWidths = 0.05;
constexpr double kVarianceOfPadding = 5.25;  // of a whole number from 0 to 7, each as likely

double padded(double size) { return std::ceil(size / page::kMaxAlign) * page::kMaxAlign; }

// Varlena values of up to 126 bytes have a one-byte header and no alignment (att_align_datum, VARATT_CAN_MAKE_SHORT).
bool is_short_varlena(const Column& column, double width) { return column.length == -1 && width <= 127; }

bool is_fixed(const Column& column) { return column.length > 0; }

// A row from its columns, in the order in which they lie.
class RowBuilder {
 public:
    explicit RowBuilder(const Table& table)
        : row_{.known = !table.columns.empty()},
          bitmap_(std::ceil(static_cast<double>(table.column_count) / 8.0)),
          no_nulls_(table.dropped_columns > 0 ? 0.0 : 1.0) {}  // a rebuild writes dropped columns as nulls

    void add(const Column& column) {
        row_.known = row_.known && column.statistics.known;
        row_.varies = row_.varies || !is_fixed(column) || column.statistics.null_fraction > 0;
        const double null = static_cast<double>(column.statistics.null_fraction), width = static_cast<double>(column.statistics.average_width);
        no_nulls_ *= 1.0 - null;
        variance_ += null * (1 - null) * width * width + (is_fixed(column) ? 0 : kSpreadOfWidths * width * kSpreadOfWidths * width);
        data_.add(column, column.statistics);
    }
    RowEstimate estimate() const {
        const double header = no_nulls_ * padded(page::kHeapTupleHeader) + (1 - no_nulls_) * padded(page::kHeapTupleHeader + bitmap_);
        RowEstimate row = row_;
        row.bytes = header + data_.padded_size() + page::kLinePointer;
        if (row.varies) row.spread = std::sqrt(variance_ + kVarianceOfPadding);
        return row;
    }

 private:
    RowEstimate row_;
    Layout data_;
    double bitmap_, no_nulls_, variance_ = 0;
};

}  // namespace

double Layout::padding_to(std::uint8_t alignment) const {
    double expected = 0;
    for (std::size_t offset = 0; offset < 8; ++offset) expected += offset_[offset] * static_cast<double>((alignment - offset % alignment) % alignment);
    return expected;
}

double Layout::padded_size() const { return size_ + padding_to(8); }

void Layout::add(double probability, double width, bool fixed_width, std::uint8_t alignment) {
    if (probability <= 0) return;
    size_ += probability * (padding_to(alignment) + width);
    std::array<double, 8> next{};
    for (std::size_t offset = 0; offset < 8; ++offset) {
        next[offset] += (1 - probability) * offset_[offset];
        const std::size_t start = (offset + alignment - 1) / alignment * alignment;
        const double weight = probability * offset_[offset];
        if (fixed_width) {
            next[(start + static_cast<std::size_t>(width)) % 8] += weight;
            continue;
        }
        // Only the mean of a varying width is known: every remainder is as likely as any other.
        for (std::size_t remainder = 0; remainder < 8; ++remainder) next[remainder] += weight / 8;
    }
    offset_ = next;
}

void Layout::add(const Column& column, const ColumnStatistics& statistics) {
    const double present = 1.0 - static_cast<double>(statistics.null_fraction);
    if (column.length > 0) return add(present, column.length, true, column.alignment);
    const double width = std::max(1.0, static_cast<double>(statistics.average_width));
    add(present, width, false, is_short_varlena(column, width) || column.length == -2 ? std::uint8_t{1} : column.alignment);
}

RowEstimate estimate_row(const Table& table) {
    RowBuilder row(table);
    for (const Column& column : table.columns) row.add(column);
    return row.estimate();
}

RowEstimate estimate_row(const Table& table, std::span<const Column* const> order) {
    RowBuilder row(table);
    for (const Column* const column : order) row.add(*column);
    return row.estimate();
}

// The expected count of a renewal process: for many rows by its limit (Feller, volume 2, XI.3), for few by summing up the
// probabilities that at least so many fit.
double rows_per_page(const RowEstimate& row, double usable) {
    constexpr double kMany = 12;
    const double ratio = usable / row.bytes, variation = row.spread / row.bytes;
    if (!row.varies) return std::floor(ratio);
    if (ratio > kMany) return ratio + std::min(0.0, (variation * variation - 1) / 2);
    double expected = 1;
    for (double count = 2; count <= 3 * kMany; ++count) expected += std::erfc((count * row.bytes - usable) / (row.spread * std::sqrt(2 * count))) / 2;
    return expected;
}

double heap_pages(const RowEstimate& row, double rows, int fillfactor) {
    // RelationGetBufferForTuple keeps this much free of rows, but always takes one row.
    const double reserved = page::kBytes * (100 - fillfactor) / 100.0;
    const double usable = page::kBytes - page::kHeader - reserved;
    return std::ceil(rows / std::max(1.0, rows_per_page(row, usable)));
}

}  // namespace pgops
