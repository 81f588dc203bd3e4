#include "checks/schema/table_names.hpp"

#include <algorithm>
#include <numeric>

namespace pgops {

TableNames::TableNames(const Model& model, Memory* memory) : tables_(memory), names_(memory), endings_(memory), key_columns_(memory) {
    tables_.reserve(model.tables().size());
    for (const Table& table : model.tables()) {
        const std::string_view words = normalized(table.name, memory);
        tables_.push_back({table.id, words});
        if (table.kind != RelationKind::Table && table.kind != RelationKind::Partitioned) continue;
        names_.push_back(words);
        for (std::string_view ending = words; !ending.empty(); ending = without_first_word(ending)) endings_.push_back(ending);
        count_keys(table, memory);
    }
    polled_sort(model.server(), names_, std::less<std::string_view>());
    polled_sort(model.server(), endings_, std::less<std::string_view>());
    polled_sort(model.server(), key_columns_, std::less<std::string_view>());
}

void TableNames::count_keys(const Table& table, Memory* memory) {
    for (const Column& column : table.columns) {
        if (is_whole_primary_key(table, column)) key_columns_.push_back(normalized(column.name, memory));
        if (!table.is_partition && is_unique_alone(table, column)) ++keys_by_kind_[static_cast<std::size_t>(key_kind_of(column))];
    }
}

std::string_view TableNames::words_of(const Table& table) const {
    const auto found = std::ranges::lower_bound(tables_, table.id, {}, &NamedTable::id);
    return found != tables_.end() && found->id == table.id ? found->words : std::string_view{};
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
