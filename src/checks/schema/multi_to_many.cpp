// A table that is nothing but pairs of references, and whether it is built as such a table should be.
#include <algorithm>
#include <array>
#include <utility>

#include "checks/schema/attribute_columns.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

struct Junction {
    const Table* table = nullptr;
    const Constraint* left = nullptr;
    const Constraint* right = nullptr;
};

// Who wrote a row is no part of what it joins.
bool is_about_the_row(const NamedColumns& columns, const Constraint& foreign_key) {
    const Column* const column = foreign_key.columns.empty() ? nullptr : columns.table.column(foreign_key.columns.front());
    if (column == nullptr) return true;
    const std::string_view words = columns.of(*column);
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

std::optional<Junction> as_junction(const Table& table, Memory* memory) {
    if (!has_foreign_keys(table)) return std::nullopt;
    const NamedColumns columns(table, memory);
    Junction junction{&table};
    for (const Constraint& constraint : table.constraints) {
        if (constraint.kind != ConstraintKind::ForeignKey || constraint.of_parent || is_about_the_row(columns, constraint)) continue;
        if (junction.right != nullptr) return std::nullopt;
        (junction.left == nullptr ? junction.left : junction.right) = &constraint;
    }
    if (junction.right == nullptr || junction.left->columns.size() != 1 || junction.right->columns.size() != 1) return std::nullopt;
    if (junction.left->columns.front() == junction.right->columns.front()) return std::nullopt;
    if (junction.left->columns.front() > junction.right->columns.front()) std::swap(junction.left, junction.right);
    if (std::ranges::any_of(table.columns, [&](const Column& column) { return is_fact(column, columns.of(column)); })) return std::nullopt;
    std::size_t references = 0;
    for (const Constraint* const one : {junction.left, junction.right}) {
        const Column* const column = table.column(one->columns.front());
        if (column == nullptr || is_whole_primary_key(table, *column) || is_unique_alone(table, *column)) return std::nullopt;
        ++references;
    }
    return count_of_core_columns(columns, Vector<ValueColumn>(memory)) - 1 == references ? std::optional(junction) : std::nullopt;
}

bool is_unique_pair(const Junction& junction) {
    return std::ranges::any_of(junction.table->indexes, [&](const Index& index) {
        if (!index.unique || !index.valid || index.predicate != 0 || index.key_count != 2) return false;
        const std::int16_t a = index.keys[0].column_number, b = index.keys[1].column_number;
        const std::int16_t left = junction.left->columns.front(), right = junction.right->columns.front();
        return (a == left && b == right) || (a == right && b == left);
    });
}

bool leads_an_index(const Table& table, std::int16_t column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.valid && index.predicate == 0 && index.key_count > 0 && index.keys.front().column_number == column;
    });
}

bool has_own_key(const Junction& junction) {
    const Constraint* const key = junction.table->primary_key();
    return key != nullptr && key->columns.size() == 1;
}

void describe(const Model& model, Findings& found, const Junction& junction, Memory* memory) {
    const Table& table = *junction.table;
    const std::array<std::int16_t, 2> pair{junction.left->columns.front(), junction.right->columns.front()};
    const bool unique = is_unique_pair(junction), both_ways = leads_an_index(table, pair[0]) && leads_an_index(table, pair[1]);
    Finding& finding = found.add(table, pair, unique ? Severity::Info : Severity::Low).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (!unique) finding.says("many-to-many without a unique pair");
    else if (rows) finding.says("many-to-many table, ", counted_rows(memory, *rows));
    else finding.says("many-to-many table");
    if (rows) finding.evidence("rows", static_cast<std::int64_t>(*rows));
    finding.evidence("total_bytes", model.total_bytes(table)).evidence("unique_pair", unique).evidence("indexed_both_ways", both_ways);
    finding.evidence("own_key", has_own_key(junction)).evidence("left", junction.left->referenced != nullptr ? junction.left->referenced->qualified : "");
    finding.evidence("right", junction.right->referenced != nullptr ? junction.right->referenced->qualified : "");
    if (!unique) {
        finding.because(
            "Each row says that two others belong together, but nothing keeps a pair from standing here twice: joins multiply, counts are wrong. The pair "
            "should be the primary key, or a unique one.");
        // Rows that are there twice already make it fail, and leave an invalid index.
        return;
    }
    finding.because(
        "Each row says that two others belong together, and costs 28 bytes of header and pointer besides",
        has_own_key(junction) ? " a key of its own that nothing needs" : " its two numbers",
        ", and an index for each way. Where one side is a short list without facts of its own (tags), an array in the other table with a GIN index says "
        "the same in one row; where both are things of their own, this is how it should be.");
}

}  // namespace

Findings multi_to_many(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables())
        if (is_judged_for_design(table))
            if (const std::optional<Junction> junction = as_junction(table, memory)) describe(model, found, *junction, memory);
    return found;
}

}  // namespace pgops
