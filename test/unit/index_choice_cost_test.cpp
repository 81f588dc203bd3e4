// Why an index that could be searched is left alone: figures, in the order in which they decide.
#include "index_choice_fixture.hpp"

namespace pgops::test {
namespace {

using IndexChoiceCostTest = IndexChoiceTest;

TEST_F(IndexChoiceCostTest, an_index_read_as_a_whole_has_a_rival_or_too_many_rows) {
    choice.cost_with_index = 500;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    choice.predicate = "(b = 3)";
    EXPECT_EQ(code(), "too_many_rows");
    choice.rival = "j";
    EXPECT_EQ(code(), "better_index");
    choice.cost_with_index = 100.001;
    EXPECT_TRUE(reason_has("costs the same (100.00)")) << explained().reason;
}

TEST_F(IndexChoiceCostTest, a_switched_off_setting_counts_only_if_it_decides) {
    searched(90).disabled_settings = "enable_indexscan";
    EXPECT_EQ(code(), "disabled_by_setting");
    searched(900);
    EXPECT_EQ(code(), "too_many_rows");
}

TEST_F(IndexChoiceCostTest, a_small_table_is_cheaper_than_any_lookup) {
    searched(150).scan_cost = 2;
    choice.lookup_cost = 8;
    EXPECT_EQ(code(), "small_table");
    choice.rival = "s.j";
    EXPECT_EQ(code(), "better_index");
}

TEST_F(IndexChoiceCostTest, a_limit_that_decides_comes_before_the_better_index) {
    searched(150).rival = "j";
    choice.has_limit = true;
    choice.used_without_limit = true;
    EXPECT_EQ(code(), "limit_changes_plan");
    choice.used_without_limit = false;
    EXPECT_EQ(code(), "better_index");
    choice.rival = {};
    choice.used_without_limit = true;
    EXPECT_EQ(code(), "limit_changes_plan");
    EXPECT_TRUE(hint_has("MATERIALIZED")) << "there is no order to take away";
}

TEST_F(IndexChoiceCostTest, an_order_that_comes_by_itself) {
    choice.gives_order = true;
    choice.cost_with_index = 500;
    choice.plan_sorts = true;
    EXPECT_EQ(code(), "already_sorted_otherwise");
    choice.rival = "j";
    choice.rival_gives_order = true;
    EXPECT_EQ(code(), "already_sorted_otherwise");
    EXPECT_TRUE(reason_has("comes with j"));
    choice.cost_with_index.reset();
    EXPECT_EQ(code(), "leading_column_not_constrained");
}

TEST_F(IndexChoiceCostTest, statistics_come_before_what_they_say) {
    searched(500);
    choice.changed_rows = 20'000;
    EXPECT_EQ(code(), "too_many_rows");
    choice.changed_rows = 20'001;
    EXPECT_EQ(code(), "stale_statistics");
    keys[0].has_statistics = false;
    EXPECT_EQ(code(), "missing_statistics");
    EXPECT_TRUE(hint_has("ANALYZE s.t;"));
    keys[0].has_statistics = true;
    choice.analyzed = false;
    EXPECT_EQ(code(), "missing_statistics");
}

TEST_F(IndexChoiceCostTest, a_parameter_stands_for_any_value) {
    searched(500).awaits_parameter = true;
    EXPECT_EQ(code(), "generic_plan_parameter");
}

TEST_F(IndexChoiceCostTest, scattered_rows_dear_pages_or_simply_too_many) {
    searched(150).random_page_cost = 4;
    choice.correlation = 0.1;
    choice.cost_if_correlated = 80;
    choice.random_page_cost_needed = 1.239;
    EXPECT_EQ(code(), "correlation_low");
    EXPECT_TRUE(hint_has("random_page_cost = 1.23 "));
    choice.correlation = 0.9;
    EXPECT_EQ(code(), "cost_settings");
    EXPECT_TRUE(hint_has("random_page_cost = 1.23 "));
    choice.random_page_cost_needed = 0.5;
    choice.rows_where_it_turns = 700;
    EXPECT_EQ(code(), "too_many_rows");
    EXPECT_TRUE(reason_has("up to 700 (0.700 %)")) << explained().reason;
    // Raised over the server's default, that is to blame, scattered or not.
    choice.correlation = 0.1;
    choice.random_page_cost = 50;
    choice.random_page_cost_needed = 10;
    EXPECT_EQ(code(), "cost_settings");
    // Of most rows no order and no setting is to blame.
    choice.random_page_cost = 4;
    choice.random_page_cost_needed = 1.2;
    choice.rows_read = 80'000;
    EXPECT_EQ(code(), "too_many_rows");
}

TEST_F(IndexChoiceCostTest, lookups_of_a_join_count_together) {
    searched(500).rows_read = 2;
    choice.lookups = 30'000;
    EXPECT_EQ(code(), "too_many_rows");
    EXPECT_TRUE(reason_has("60,000 rows, 60.0 % of the table in 30,000 lookups")) << explained().reason;
}

}  // namespace
}  // namespace pgops::test
