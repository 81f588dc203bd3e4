// Tables that are nothing but pairs of references, as two foreign keys join two others.
#pragma once

#include <optional>

#include "checks/schema/judgement.hpp"

namespace pgops {

struct Junction {
    const Table* table = nullptr;
    const Constraint* left = nullptr;  // of the column with the lower number
    const Constraint* right = nullptr;

    const Column* left_column() const { return table->column(left->columns.front()); }
    const Column* right_column() const { return table->column(right->columns.front()); }
};

std::optional<Junction> as_junction(const Table& table, Memory* memory);

// A valid unique index on exactly the two columns, in any order.
bool is_unique_pair(const Table& table, std::int16_t one, std::int16_t other);

}  // namespace pgops
