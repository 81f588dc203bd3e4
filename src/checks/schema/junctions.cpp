#include "checks/schema/junctions.hpp"

#include <algorithm>
#include <utility>

#include "checks/schema/attribute_columns.hpp"

namespace pgops {

namespace {

// Who wrote a row is no part of what it joins.
bool is_about_the_row(const Table& table, const Constraint& foreign_key) {
    const Column* const column = foreign_key.columns.empty() ? nullptr : table.column(foreign_key.columns.front());
    if (column == nullptr) return true;
    const std::string_view words = column->own_words();
    return last_word(words) == "by" || (last_word(words) == "id" && last_word(without_last_word(words)) == "by");
}

// A period or a flag is a fact of the pair; when and by whom the row was written is none.
bool is_fact(const Column& column, std::string_view words) {
    const DataKind kind = data_kind_of(column);
    if (kind != DataKind::Time && kind != DataKind::Boolean) return false;
    const std::string_view first = first_word(words);
    return std::ranges::none_of(std::initializer_list<std::string_view>{"creat", "updat", "chang", "modif", "insert", "add", "delet", "last"},
                                [&](std::string_view start) { return first.starts_with(start); });
}

}  // namespace

std::optional<Junction> as_junction(const Table& table, Memory* memory) {
    if (!has_foreign_keys(table)) return std::nullopt;
    Junction junction{&table};
    for (const Constraint& constraint : table.constraints) {
        if (constraint.kind != ConstraintKind::ForeignKey || constraint.of_parent || is_about_the_row(table, constraint)) continue;
        if (junction.right != nullptr) return std::nullopt;
        (junction.left == nullptr ? junction.left : junction.right) = &constraint;
    }
    if (junction.right == nullptr || junction.left->columns.size() != 1 || junction.right->columns.size() != 1) return std::nullopt;
    if (junction.left->columns.front() == junction.right->columns.front()) return std::nullopt;
    if (junction.left->columns.front() > junction.right->columns.front()) std::swap(junction.left, junction.right);
    if (std::ranges::any_of(table.columns, [&](const Column& column) { return is_fact(column, column.own_words()); })) return std::nullopt;
    std::size_t references = 0;
    for (const Constraint* const one : {junction.left, junction.right}) {
        const Column* const column = table.column(one->columns.front());
        if (column == nullptr || is_whole_primary_key(table, *column) || is_unique_alone(table, *column)) return std::nullopt;
        ++references;
    }
    return count_of_core_columns(table, Vector<ValueColumn>(memory)) - 1 == references ? std::optional(junction) : std::nullopt;
}

bool is_unique_pair(const Table& table, std::int16_t one, std::int16_t other) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        if (!index.unique || !index.valid || index.predicate != 0 || index.key_count != 2) return false;
        const std::int16_t a = index.keys[0].column_number, b = index.keys[1].column_number;
        return (a == one && b == other) || (a == other && b == one);
    });
}

}  // namespace pgops
