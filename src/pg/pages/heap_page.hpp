// One page of a heap: which of its rows a rebuild would write again, and how large.
#pragma once

#include "pg/pages/page_reader.hpp"
#include "pg/pages/tuple_fate.hpp"

namespace pgops {

// How many bytes a rebuild writes for a row: as it is, unless columns were dropped from it or added without being stored
// (reform_and_rewrite_tuple in heapam_handler.c).
class RowShape {
 public:
    explicit RowShape(TupleDesc description);
    // Aligned, line pointer included; 0 for a row that does not fit its own length.
    std::uint32_t rewritten_bytes(HeapTupleHeader tuple, std::uint32_t length) const;

 private:
    std::uint32_t reformed_length(HeapTupleHeader tuple, std::uint32_t length) const;

    TupleDesc description_;
    bool has_dropped_columns_ = false;
};

// Where a column's value is stored in a row; null where there is none, or where it does not fit the row's length.
const char* stored_value(HeapTupleHeader tuple, std::uint32_t length, TupleDesc description, std::int16_t column);

struct HeapPageContent {
    std::uint32_t rewritten_bytes = 0;  // of all rows that a rebuild keeps
    std::uint32_t held_back_bytes = 0;  // of those of them that only a snapshot keeps
    // Rows as indexes see them: an entry stands for a whole chain of versions on the page (HOT).
    std::uint32_t entries = 0, entries_held_back = 0, entries_dead = 0;
    bool damaged = false;
};

class HeapPages {
 public:
    // Keeps the sizes of the first `most_sizes` rows that it sees, for the packing.
    HeapPages(Relation heap, std::size_t most_sizes, Memory* memory);
    HeapPageContent look_at(Page page);
    // On the page last looked at: of the chain of versions that an index entry with this offset points at; Kept where there is none.
    TupleFate entry_fate(OffsetNumber offset) const { return offset >= FirstOffsetNumber && offset <= last_offset_ ? entry_fate_[offset] : TupleFate::Kept; }
    // Sizes of rows in the order in which a rebuild writes them, as far as they are kept.
    std::span<const std::uint16_t> row_bytes() const { return span_of(row_bytes_); }
    void forget_row_bytes() { row_bytes_.clear(); }

 private:
    void keep_size(HeapTupleHeader tuple, std::uint32_t length, std::uint32_t bytes);
    void count_entries(Page page, HeapPageContent& content);
    TupleFate fate_of_chain(Page page, OffsetNumber first) const;

    RowShape shape_;
    bool is_toast_;
    TupleFates fates_;
    std::size_t most_sizes_;
    Vector<std::uint16_t> row_bytes_;
    TupleFate fate_[MaxHeapTuplesPerPage + 1];
    TupleFate entry_fate_[MaxHeapTuplesPerPage + 1];
    OffsetNumber last_offset_ = 0;
    bool is_row_[MaxHeapTuplesPerPage + 1];
};

}  // namespace pgops
