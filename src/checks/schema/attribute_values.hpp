// What ANALYZE saw of a table's rows says whether each holds one attribute of something: few attributes, many rows for each, and
// values of several types.
#pragma once

#include <optional>

#include "checks/schema/judgement.hpp"

namespace pgops {

struct AttributeRow {
    const Column* entity = nullptr;
    const Column* attribute = nullptr;
    const Column* value = nullptr;
};

// For and against such a row, whatever its columns are called. Nothing is added where nothing is known.
void add_signs_of_values(const Model& model, const Table& table, const AttributeRow& row, Score& score);

// The columns that are entity, attribute and value by what is in them alone.
std::optional<AttributeRow> attribute_row_by_values(const Model& model, const Table& table, Memory* memory);

}  // namespace pgops
