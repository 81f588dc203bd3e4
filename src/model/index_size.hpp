// How large a fresh index over some rows is: the arithmetic of a build on the averages of the statistics, no page read.
#pragma once

#include <optional>

#include "model/layout.hpp"

namespace pgops {

// Pages of a fresh btree; known is false where the statistics do not say enough.
struct BtreeEstimate {
    double pages = 0;
    double entry_bytes = 0;  // of one entry that is not merged with others, line pointer included
    bool known = false;
    std::string_view reason{};  // why not, or why what is known cannot be trusted
    std::int64_t bytes() const;
};

// Of the index over that many rows of its table.
BtreeEstimate estimate_btree(const Index& index, double rows);

// Of an index with the same keys over a part of the table's rows, none of them with a null in the first key, and so many different
// values there (nothing: as many as in the whole table).
struct PartOfRows {
    double rows = 0, of_rows = 0;
    std::optional<double> distinct{};
};
BtreeEstimate estimate_btree(const Index& index, const PartOfRows& part);

// Of a fresh hash index (a 4-byte hash for each row) and of a BRIN index with the default range of 128 pages, on one column.
std::int64_t estimate_hash_bytes(double rows, double rows_per_value);
std::int64_t estimate_brin_bytes(double table_pages, const Column& column);

}  // namespace pgops
