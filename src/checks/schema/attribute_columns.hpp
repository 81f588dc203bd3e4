// What columns are in a row (entity, attribute, value): which one may hold the value, which one may say of what attribute, and
// which one of what entity.
#pragma once

#include <optional>

#include "checks/schema/judgement.hpp"
#include "core/name_words.hpp"

namespace pgops {

struct ValueColumn {
    const Column* column = nullptr;
    std::string_view stem{};     // what its name says besides "value"
    bool named_by_type = false;  // "value_int", "string_value": one of several for values of different types
    bool bare = false;           // "value" and nothing else
    DataKind kind = DataKind::Other;
};
// In the order of the table.
Vector<ValueColumn> value_columns(const Table& table, Memory* memory);
bool is_among(const Vector<ValueColumn>& values, const Column& column);

struct AttributeColumn {
    const Column* column = nullptr;
    std::string_view stem{};    // of "var_name": "var"
    bool by_reference = false;  // to a registry of attributes; else the attribute's name itself
    bool weakly_named = false;  // "name", or a reference to some other table
    Sign sign{};
};
std::optional<AttributeColumn> as_attribute(const Table& table, const Column& column, bool has_typed_values);

struct EntityColumn {
    const Column* column = nullptr;
    Sign sign{};
    bool keyed_with_attribute = false;
};
std::optional<EntityColumn> entity_of(const Table& table, const AttributeColumn& attribute, const Vector<ValueColumn>& values);

// Columns that keep house (own key, times, who and when, order, flags) say nothing about what a table is for.
std::size_t count_of_core_columns(const Table& table, const Vector<ValueColumn>& values);

// "settings", "user_attribute", "ofuserprop": a table named after what it holds.
bool is_named_after_attributes(std::string_view own);

bool is_attribute_word(std::string_view word);

}  // namespace pgops
