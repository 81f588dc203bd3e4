#include "checks/schema/attribute_values.hpp"

#include <algorithm>

#include "core/name_words.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/schema/value_kinds.hpp"
#include "core/scratch_memory.hpp"

namespace pgops {

namespace {

constexpr double kMostAttributes = 500, kRowsPerAttribute = 10, kRowsPerEntity = 2;
constexpr std::size_t kMostColumns = 8;

std::optional<double> rows_of(const Table& table) {
    std::int64_t never_analyzed = 0;
    return rows_of_sampled(table, never_analyzed);
}

bool has_values_of_several_types(const Model& model, const Column& column) {
    constexpr double kMuch = 0.1;
    const ValueProfile& profile = model.profile_of(column);
    if (profile.values < 8 || profile.covered < 0.5) return false;
    const ValueKinds kinds(profile);
    return kinds.several >= 2 || (kinds.several == 1 && kinds.all[0].share >= kMuch && profile.of(ValueClass::Text) >= kMuch);
}

// "color", "max_speed": names that programs gave, and no sentences.
bool holds_names(const Model& model, const Column& column, Memory* memory) {
    constexpr double kMostLong = 0.1;
    constexpr std::size_t kLongestName = 40;
    if (model.profile_of(column).of(ValueClass::Text) < 0.9) return false;
    ScratchMemory texts(memory);
    const ColumnValues values = model.server().column_values(column.table_id, column.number, &texts);
    double with_blanks = 0;
    for_each_value(values, static_cast<double>(column.statistics.null_fraction), [&](std::string_view value, double weight) {
        if (value.size() > kLongestName || std::ranges::count(value, ' ') > 1) with_blanks += weight;
    });
    return with_blanks <= kMostLong;
}

class Finder {
 public:
    Finder(const Model& model, const Table& table, double rows, Memory* memory) : model_(model), table_(table), rows_(rows), memory_(memory) {}

    std::optional<AttributeRow> find() const {
        for (const Column& value : table_.columns) {
            if (!is_free_text(value) || !has_values_of_several_types(model_, value)) continue;
            for (const Column& attribute : table_.columns) {
                if (&attribute == &value || !is_attribute(attribute)) continue;
                for (const Column& entity : table_.columns)
                    if (is_entity(entity) && has_each_pair_once(entity, attribute)) return AttributeRow{&entity, &attribute, &value};
            }
        }
        return std::nullopt;
    }

 private:
    bool is_free_text(const Column& column) const {
        return column.base->is_string() && column.statistics.known && rows_with_value(column, rows_) >= kFewRows && foreign_key_of(table_, column) == nullptr &&
               !is_unique_alone(table_, column);
    }
    bool is_attribute(const Column& column) const {
        const double distinct = distinct_values(column, rows_);
        return is_free_text(column) && distinct >= 3 && distinct <= kMostAttributes && rows_ >= kRowsPerAttribute * distinct &&
               holds_names(model_, column, memory_);
    }
    bool is_entity(const Column& column) const {
        const KeyKind kind = key_kind_of(column);
        if ((kind != KeyKind::Number && kind != KeyKind::Uuid) || !column.statistics.known || is_unique_alone(table_, column)) return false;
        const std::string_view words = column.words;
        const bool refers = foreign_key_of(table_, column) != nullptr || last_word(words) == "id" || last_word(words) == "uuid";
        const double distinct = distinct_values(column, rows_);
        return refers && distinct >= 10 && rows_ >= kRowsPerEntity * distinct;
    }
    // What happened to a thing happens again; an attribute it has once.
    bool has_each_pair_once(const Column& entity, const Column& attribute) const {
        return rows_ <= 1.05 * distinct_values(entity, rows_) * distinct_values(attribute, rows_);
    }

    const Model& model_;
    const Table& table_;
    double rows_;
    Memory* memory_;
};

}  // namespace

void add_signs_of_values(const Model& model, const Table& table, const AttributeRow& row, Score& score) {
    const std::optional<double> rows = rows_of(table);
    if (!rows) return;
    if (row.attribute->statistics.known) {
        const double distinct = distinct_values(*row.attribute, *rows);
        if (distinct >= 2 && distinct <= kMostAttributes && *rows >= kRowsPerAttribute * distinct) score.add(1, "few different attributes in many rows");
        else if (distinct > 0.5 * *rows) score.add(-3, "nearly each row has an attribute of its own");
    }
    if (row.entity->statistics.known) {
        const double distinct = distinct_values(*row.entity, *rows);
        if (distinct > 0.95 * *rows) score.add(-2, "hardly anything has more than one row");
        else if (*rows >= kRowsPerEntity * distinct) score.add(0.5, "several rows for each entity");
    }
    if (row.value->base->is_string() && row.value->statistics.known && has_values_of_several_types(model, *row.value))
        score.add(1.5, "the values are of several types");
}

std::optional<AttributeRow> attribute_row_by_values(const Model& model, const Table& table, Memory* memory) {
    if (table.columns.size() < 3 || table.columns.size() > kMostColumns) return std::nullopt;
    const std::optional<double> rows = rows_of(table);
    return rows ? Finder(model, table, *rows, memory).find() : std::nullopt;
}

}  // namespace pgops
