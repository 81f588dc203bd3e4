// The names of all tables and keys of a database as words, to ask whether a column's name is that of a table.
#pragma once

#include "checks/schema/judgement.hpp"
#include "core/name_words.hpp"

namespace pgops {

class TableNames {
 public:
    TableNames(const Model& model, Memory* memory);

    bool is_table(std::string_view words) const;
    // Whether another table's name than `own` ends in these words.
    bool ends_another_table(std::string_view words, std::string_view own) const;
    // How many tables' names begin with this word.
    std::size_t count_starting_with(std::string_view word) const;
    // Whether some table's primary key is a single column of this name.
    bool is_key_column(std::string_view words) const;
    // Whether at least a fifth of all single-column keys are of the kind.
    bool is_common_key_kind(KeyKind kind) const;

 private:
    void count_keys(const Table& table);

    Vector<std::string_view> names_, endings_, key_columns_;  // sorted; an ending per table that has it
    std::array<std::size_t, 5> keys_by_kind_{};
};

}  // namespace pgops
