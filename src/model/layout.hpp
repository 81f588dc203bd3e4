// How rows and index entries lie on pages: the arithmetic of heap_form_tuple and index_form_tuple on averages, no page read.
#pragma once

#include <array>
#include <span>

#include "model/relation.hpp"

namespace pgops {

// Constants of the page format (storage/bufpage.h, access/htup_details.h, access/itup.h, access/nbtree.h), at 8 kB pages.
namespace page {
constexpr double kBytes = 8192, kHeader = 24, kLinePointer = 4, kMaxAlign = 8;
constexpr double kHeapTupleHeader = 23, kIndexTupleHeader = 8, kBtreeSpecial = 16;
}  // namespace page

// The expected size of a piece of data whose fields are aligned one after the other. Varlena fields make the offset uncertain, so
// it is kept as a distribution over the offset modulo 8.
class Layout {
 public:
    Layout() { offset_[0] = 1; }
    // Adds a field that is there with the given probability; width in bytes.
    void add(double probability, double width, bool fixed_width, std::uint8_t alignment);
    // Adds a column as its type stores it (for a column of an index: as the index does).
    void add(const Column& column, const ColumnStatistics& statistics);
    // The expected size so far, and padded up to the maximum alignment.
    double size() const { return size_; }
    double padded_size() const;

 private:
    double padding_to(std::uint8_t alignment) const;
    std::array<double, 8> offset_{};  // probability of each offset modulo 8
    double size_ = 0;
};

// What a table's row takes on a page after a rebuild, line pointer included.
struct RowEstimate {
    double bytes = 0;
    double spread = 0;    // standard deviation of bytes, as far as nulls and a guess at varying widths tell
    bool varies = false;  // rows differ in width
    bool known = false;   // every column has statistics
};
RowEstimate estimate_row(const Table& table);
// The same if its columns stood in another order.
RowEstimate estimate_row(const Table& table, std::span<const Column* const> order);

// How many rows fit a page on average, when they come one after the other.
double rows_per_page(const RowEstimate& row, double usable);

// Pages of a rebuilt heap with that many rows.
double heap_pages(const RowEstimate& row, double rows, int fillfactor);

}  // namespace pgops
