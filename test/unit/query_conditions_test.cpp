// leading_wildcard_like, function_on_indexed_column, not_in_subquery: conditions that no index serves, or that nulls turn over.
#include "query_fixture.hpp"

namespace pgops::test {
namespace {

struct Conditions : OfQueries {
    static StatementRemark remark(StatementHabit habit, std::string_view column, std::string_view detail) {
        return {.habit = habit, .name = column, .detail = detail};
    }
};

TEST_F(Conditions, patterns_that_read_the_whole_table) {
    ask({o}, {remark(Pattern, "email", "LIKE")}, 12, 3);
    ask({o}, {remark(Pattern, "email", "LIKE")}, 10'240, 300'000);
    EXPECT_TRUE(found("leading_wildcard_like").empty()) << "one is served by an index, one wants most rows";
    ask({o}, {remark(Pattern, "email", "ILIKE")}, 10'240, 3);
    EXPECT_EQ(found("leading_wildcard_like").only().headline(), "ILIKE reads 500,000 rows for 3 rows");
}

TEST_F(Conditions, functions_before_a_column_with_an_index) {
    ask({o}, {remark(FunctionOf, "email", "lower")}, 10'240);
    ask({o}, {remark(FunctionOf, "email", "lower")}, 10'240);
    const Found all = found("function_on_indexed_column");
    ASSERT_EQ(all.rows.size(), 2U);
    EXPECT_EQ(all.rows[0].fix(), "CREATE INDEX CONCURRENTLY ON public.orders (lower(email));");
    EXPECT_EQ(all.rows[1].fix(), "") << "the same command is printed once";
    EXPECT_EQ(std::string(all.rows[1]->root_key()), all.rows[0].key);
}

TEST_F(Conditions, functions_that_an_index_serves_or_none_could) {
    ask({o}, {remark(FunctionOf, "email", "lower")}, 5);
    ask({o}, {remark(FunctionOf, "customer", "abs")}, 10'240);
    EXPECT_TRUE(found("function_on_indexed_column").empty()) << "the second column has no index";
    ask({o}, {remark(FunctionOf, "email", "lower")}, 10'240);
    EXPECT_FALSE(found("function_on_indexed_column").empty());
    orders.index("orders_lower", {Key::expression(1)}).used_columns = orders.numbers({"email"});
    EXPECT_TRUE(found("function_on_indexed_column").empty()) << "an index on an expression of it is there";
}

TEST_F(Conditions, not_in_what_may_be_null) {
    const auto without = [&](std::string_view column, const std::vector<StatementColumn>& columns = {}) {
        statements.add({.calls = 100, .rows = 100}, {{{c}, -1}, {{o}, 0}}, columns, {{.habit = NotIn, .scope = 1, .name = column}}, 9);
    };
    without("id");
    without("customer", {{.scope = 1, .name = "customer", .operator_name = "=", .use = ColumnUse::Equality}});
    EXPECT_TRUE(found("not_in_subquery").empty()) << "a key is never null, nor is what is compared";
    without("customer");
    EXPECT_EQ(found("not_in_subquery").only().headline(), "NOT IN over customer, which may be null");
}

}  // namespace
}  // namespace pgops::test
