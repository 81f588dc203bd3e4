// Two columns of one table, a reference and the one that may choose its table, and how well they go together.
#pragma once

#include "checks/schema/reference_names.hpp"

namespace pgops {

struct ReferencePair {
    const Table* table = nullptr;
    Reference reference{};
    std::optional<Chooser> chooser{};  // nothing: no column of the table chooses
    bool same_stem = false;
    Score score{};

    std::size_t distance() const {
        const std::size_t a = position_of(*table, *reference.column), b = position_of(*table, *chooser->column);
        return a < b ? b - a : a - b;
    }
};

// Each reference of the table with the chooser that goes best with it, whatever the score; and each whose name says nothing
// of its target without one.
void add_reference_pairs(const Model& model, const Table& table, const TableNames& names, Vector<ReferencePair>& found, Memory* memory);

}  // namespace pgops
