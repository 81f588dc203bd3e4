#include "checks/schema/table_names.hpp"

#include <algorithm>
#include <numeric>

namespace pgops {

TableNames::TableNames(const Model& model, Memory* memory) : names_(memory), endings_(memory), key_columns_(memory) {
    for (const Table& table : model.tables()) {
        if (table.kind != RelationKind::Table && table.kind != RelationKind::Partitioned) continue;
        names_.push_back(table.words);
        for (std::string_view ending = table.words; !ending.empty(); ending = without_first_word(ending)) endings_.push_back(ending);
        count_keys(table);
    }
    polled_sort(model.server(), names_, std::less<std::string_view>());
    polled_sort(model.server(), endings_, std::less<std::string_view>());
    polled_sort(model.server(), key_columns_, std::less<std::string_view>());
}

void TableNames::count_keys(const Table& table) {
    for (const Column& column : table.columns) {
        if (is_whole_primary_key(table, column)) key_columns_.push_back(column.words);
        if (!table.is_partition && is_unique_alone(table, column)) ++keys_by_kind_[static_cast<std::size_t>(key_kind_of(column))];
    }
}

bool TableNames::is_table(std::string_view words) const { return std::ranges::binary_search(names_, words); }

bool TableNames::ends_another_table(std::string_view words, std::string_view own) const {
    return std::ranges::equal_range(endings_, words).size() > (ends_with_words(own, words) ? 1U : 0U);
}

std::size_t TableNames::count_starting_with(std::string_view word) const {
    // Sorted by words is sorted by first words, too: an underscore comes before every letter.
    return std::ranges::equal_range(names_, word, {}, first_word).size();
}

bool TableNames::is_key_column(std::string_view words) const { return std::ranges::binary_search(key_columns_, words); }

bool TableNames::is_common_key_kind(KeyKind kind) const {
    const std::size_t all = std::accumulate(keys_by_kind_.begin(), keys_by_kind_.end(), std::size_t{0});
    if (all == 0) return kind == KeyKind::Number || kind == KeyKind::Uuid;
    return kind != KeyKind::None && keys_by_kind_[static_cast<std::size_t>(kind)] * 5 >= all;
}

}  // namespace pgops
