// Which columns statements look for in a table without an index that finds them. Looks at one column at a time; the advisor for whole
// workloads takes this file's place when it comes.
#pragma once

#include "model/workload_uses.hpp"

namespace pgops {

// Whether an index that can be used finds rows by this column; null where none does.
const Index* index_that_finds(const Table& table, const Column& column);

// How many rows share a value of the column: at most one in a hundred, and no value half of them. Unknown is many.
bool leaves_few_rows(const Column& column, double rows);

// Whether an index may serve the use.
bool finds_rows(ColumnUse use);

struct FilterColumn {
    const Column* column = nullptr;
    std::int64_t calls = 0;  // of statements that no index of the table helps
};

struct FilterColumns {
    explicit FilterColumns(Memory* memory) : columns(memory) {}
    Vector<FilterColumn> columns;  // most calls first
    std::int64_t calls = 0;        // of all those statements together

    // The column that most of these calls compare with a value; null where none stands out.
    const FilterColumn* outstanding() const;
};

// Statements that return much of the table are left out: they want to read it.
FilterColumns filter_columns_of(const WorkloadUses& workload, const Table& table, double rows, Memory* memory);

}  // namespace pgops
