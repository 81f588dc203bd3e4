#include "model/words_of_names.hpp"

#include "core/name_words.hpp"

namespace pgops {

namespace {

bool shares(const Column& column, std::string_view prefix) { return first_word(column.words) == prefix && column.name.find('_') != std::string_view::npos; }

// What four fifths of the columns begin with, one of the first fifth and one has; empty when there is nothing of the kind.
std::string_view shared_first_word(std::span<const Column> columns) {
    if (columns.size() < 3) return {};
    for (std::size_t i = 0; i <= columns.size() / 5; ++i) {
        const std::string_view prefix = first_word(columns[i].words);
        std::size_t others = prefix.empty() ? columns.size() : 0;
        for (std::size_t other = 0; other < columns.size() && others * 5 <= columns.size(); ++other) others += shares(columns[other], prefix) ? 0 : 1;
        if (others * 5 <= columns.size()) return prefix;
    }
    return {};
}

void take_off_shared_word(std::span<Column> columns) {
    const std::string_view prefix = shared_first_word(columns);
    if (prefix.empty()) return;
    for (Column& column : columns)
        if (first_word(column.words) == prefix && has_several_words(column.words)) column.shared_words_length = static_cast<std::uint16_t>(prefix.size() + 1);
}

}  // namespace

void take_names_apart(Server& server, Vector<Table>& tables, Vector<Column>& columns, Memory* memory) {
    std::span<const Column> before;
    for (Table& table : polled(server, tables)) {
        table.words = normalized(table.name, memory);
        if (table.columns.empty()) continue;
        const std::span<Column> own(&columns[static_cast<std::size_t>(table.columns.data() - columns.data())], table.columns.size());
        for (std::size_t i = 0; i < own.size(); ++i) {
            // Partitions and tenants have the columns of the table before, name by name.
            const bool same = i < before.size() && before[i].name == own[i].name;
            own[i].words = same ? before[i].words : normalized(own[i].name, memory);
        }
        take_off_shared_word(own);
        before = own;
    }
}

}  // namespace pgops
