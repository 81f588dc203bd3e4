// The names of tables and columns, taken apart when the model is built.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

Texts own_words(const Table& table) {
    Texts words;
    for (const Column& column : table.columns) words.emplace_back(column.own_words());
    return words;
}

struct WordsOfNames : ::testing::Test {
    Database db;
    void table(std::string_view name, const Names& columns) {
        TableBuilder& made = db.table(name);
        for (const std::string_view column : columns) made.column(column, type_id::kInt8);
    }
    Texts words_of(std::string_view name) {
        for (const Table& made : db.model().tables())
            if (made.name == name) return own_words(made);
        return {};
    }
};

TEST_F(WordsOfNames, without_a_first_word_that_nearly_all_share) {
    table("props", {"pp_page", "pp_propname", "pp_values", "pp_sort_key", "id"});
    EXPECT_EQ(words_of("props"), (Texts{"page", "prop_name", "value", "sort_key", "id"}));
}

TEST_F(WordsOfNames, with_one_that_some_share) {
    table("orders", {"order_id", "order_date", "customer_id", "total"});
    EXPECT_EQ(words_of("orders"), (Texts{"order_id", "order_date", "customer_id", "total"}));
}

TEST_F(WordsOfNames, each_table_by_its_own_columns) {
    table("a", {"u_id", "u_name", "u_mail", "total"});
    table("b", {"u_id", "u_name", "u_mail", "u_total"});
    table("c", {"u_id", "name"});
    EXPECT_EQ(words_of("a"), (Texts{"u_id", "u_name", "u_mail", "total"}));
    EXPECT_EQ(words_of("b"), (Texts{"id", "name", "mail", "total"}));
    EXPECT_EQ(words_of("c"), (Texts{"u_id", "name"}));
}

}  // namespace
}  // namespace pgops::test
