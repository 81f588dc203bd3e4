// Why an index is not used, from the facts alone: the judgement of why_not_used without a server.
#include "model/index_choice.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pgops::test {
namespace {

struct IndexChoiceTest : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    std::vector<SearchKey> keys{{.text = "a", .type_name = "integer", .operator_class = "int4_ops"}};
    std::vector<Condition> conditions;
    IndexChoice choice{.name = "s.i", .table = "s.t", .method = "btree", .cost_chosen = 100, .table_pages = 1000, .table_rows = 100'000, .rows_read = 1000};

    Condition& condition(std::string_view text, std::size_t key = 0) { return conditions.emplace_back(Condition{.text = text, .key = key}); }
    // As the planner would have it when a condition on the first column can be searched by, but the plan with the index costs more.
    IndexChoice& searched(double cost) {
        if (conditions.empty()) condition("(a < 5)").served = true;
        choice.searched_by_leading = true;
        choice.cost_with_index = cost;
        choice.rival_node = "Seq Scan";
        return choice;
    }
    Explanation explained() {
        choice.keys = keys;
        choice.conditions = conditions;
        return explain_choice(choice, &memory);
    }
    std::string code() {
        const Explanation found = explained();
        EXPECT_FALSE(found.reason.empty());
        EXPECT_EQ(found.hint.empty(), !found.code) << found.reason;
        return std::string(found.code ? name_of(*found.code) : "used");
    }
    bool hint_has(std::string_view words) { return explained().hint.find(words) != std::string_view::npos; }
    bool reason_has(std::string_view words) { return explained().reason.find(words) != std::string_view::npos; }
};

TEST_F(IndexChoiceTest, a_used_index_has_no_reason_code) {
    choice.used = true;
    choice.used_as = "Index Scan";
    EXPECT_EQ(code(), "used");
}

TEST_F(IndexChoiceTest, the_state_of_the_index_comes_before_everything_else) {
    condition("(a = 5)").served = true;
    choice.state = IndexState::Invalid;
    EXPECT_EQ(code(), "invalid_index");
    EXPECT_TRUE(hint_has("REINDEX INDEX CONCURRENTLY s.i;"));
    choice.partitioned = true;
    EXPECT_TRUE(hint_has("ATTACH PARTITION"));
    choice.state = IndexState::BeingDropped;
    EXPECT_EQ(code(), "invalid_index");
    choice.state = IndexState::NotReady;
    EXPECT_EQ(code(), "not_ready");
    choice.state = IndexState::TooYoung;
    EXPECT_EQ(code(), "not_ready");
    choice.state = IndexState::Hypothetical;
    EXPECT_EQ(code(), "locked_or_hypothetical_only");
}

TEST_F(IndexChoiceTest, an_index_of_what_is_not_read) {
    for (const Reading reading : {Reading::NotInStatement, Reading::PartitionLeftOut}) {
        choice.reading = reading;
        EXPECT_EQ(code(), "wrong_table_partition");
    }
    for (const Reading reading : {Reading::OnlyWritten, Reading::NotNeeded}) {
        choice.reading = reading;
        EXPECT_EQ(code(), "leading_column_not_constrained");
    }
}

TEST_F(IndexChoiceTest, the_leading_column_counts_for_a_btree_only) {
    keys.push_back({.text = "b", .type_name = "integer", .operator_class = "int4_ops"});
    condition("(b = 5)", 1).served = true;
    choice.cost_with_index = 500;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    EXPECT_TRUE(reason_has("about b")) << explained().reason;
    choice.method = "gin";
    choice.searched_by_leading = true;
    EXPECT_EQ(code(), "too_many_rows");
}

TEST_F(IndexChoiceTest, a_cast_names_both_types_and_who_made_it) {
    Condition& cast = condition("((a)::numeric = 5.0)");
    cast.form = Form::Cast;
    cast.written = "(a)::numeric";
    cast.cast_type = "numeric";
    cast.implicit_cast = true;
    EXPECT_EQ(code(), "type_mismatch");
    EXPECT_TRUE(reason_has("integer") && reason_has("numeric") && reason_has("the server adds the cast"));
    cast.against = Against::OtherTable;
    EXPECT_TRUE(hint_has("Give both columns the same type"));
}

TEST_F(IndexChoiceTest, functions_and_expressions) {
    Condition& function = condition("(upper(a) = 'X')");
    function.form = Form::Function;
    function.written = "upper(a)";
    EXPECT_EQ(code(), "function_on_column");
    EXPECT_TRUE(hint_has("build an index on (upper(a))"));
    keys[0] = {.text = "lower(a)", .type_name = "text", .operator_class = "text_ops", .is_expression = true};
    EXPECT_EQ(code(), "expression_mismatch");
}

TEST_F(IndexChoiceTest, patterns) {
    keys[0] = {.text = "c", .type_name = "text", .collation = "\"en_US\"", .operator_class = "text_ops"};
    Condition& like = condition("(c ~~ 'x%'::text)");
    like.comparison = Comparison::Like;
    like.operator_name = "~~";
    like.in_operator_class = false;
    EXPECT_EQ(code(), "pattern_needs_opclass");
    EXPECT_TRUE(hint_has("c text_pattern_ops"));
    keys[0].type_name = "character varying";
    EXPECT_TRUE(hint_has("c varchar_pattern_ops"));
    like.leading_wildcard = true;
    EXPECT_EQ(code(), "leading_wildcard");
    like.leading_wildcard = false;
    keys[0].orders_by_bytes = true;
    like.against = Against::Parameter;
    EXPECT_EQ(code(), "generic_plan_parameter");
    like.comparison = Comparison::LikeAnyCase;
    EXPECT_EQ(code(), "operator_not_in_opclass");
    EXPECT_TRUE(hint_has("gin_trgm_ops"));
}

TEST_F(IndexChoiceTest, operators_and_collations) {
    Condition& contains = condition("(a @> 5)");
    contains.operator_name = "@>";
    contains.in_operator_class = false;
    EXPECT_EQ(code(), "operator_not_in_opclass");
    contains.is_array = true;
    EXPECT_TRUE(hint_has("GIN"));
    contains.in_operator_class = true;
    contains.collation = "\"C\"";
    EXPECT_EQ(code(), "collation_mismatch");
}

TEST_F(IndexChoiceTest, what_no_index_can_search_by) {
    Condition& one = condition("(a <> 5)");
    one.comparison = Comparison::Negated;
    EXPECT_EQ(code(), "not_sargable");
    one.comparison = Comparison::Plain;
    one.against = Against::SameTable;
    EXPECT_EQ(code(), "not_sargable");
    one.against = Against::ChangingValue;
    EXPECT_EQ(code(), "not_sargable");
    EXPECT_TRUE(hint_has("scalar subquery"));
}

TEST_F(IndexChoiceTest, of_several_hindrances_the_one_that_is_easiest_to_mend) {
    condition("(a <> 5)").comparison = Comparison::Negated;
    Condition& function = condition("(abs(a) = 5)");
    function.form = Form::Function;
    function.written = "abs(a)";
    EXPECT_EQ(code(), "function_on_column");
}

TEST_F(IndexChoiceTest, an_or_that_another_column_shares) {
    Condition& arm = condition("((a = 5) OR (b = 6))");
    arm.served = arm.in_or = true;
    arm.other_arm = "(b = 6)";
    EXPECT_EQ(code(), "or_across_columns");
    EXPECT_TRUE(reason_has("(b = 6)"));
    condition("(a < 9)").served = true;
    choice.searched_by_leading = true;
    choice.cost_with_index = 500;
    EXPECT_EQ(code(), "too_many_rows");
}

TEST_F(IndexChoiceTest, a_partial_index_needs_its_predicate) {
    searched(50);
    choice.predicate = "(b = 3)";
    choice.predicate_implied = false;
    EXPECT_EQ(code(), "predicate_not_implied");
    choice.predicate_awaits_parameter = true;
    EXPECT_EQ(code(), "generic_plan_parameter");
}

TEST_F(IndexChoiceTest, a_switched_off_setting_counts_only_if_it_decides) {
    searched(90).disabled_settings = "enable_indexscan";
    EXPECT_EQ(code(), "disabled_by_setting");
    searched(900);
    EXPECT_EQ(code(), "too_many_rows");
}

TEST_F(IndexChoiceTest, a_small_table_is_cheaper_than_any_lookup) {
    searched(150).scan_cost = 2;
    choice.lookup_cost = 8;
    EXPECT_EQ(code(), "small_table");
    choice.rival = "s.j";
    EXPECT_EQ(code(), "better_index");
}

TEST_F(IndexChoiceTest, a_limit_that_decides_comes_before_the_better_index) {
    searched(150).rival = "j";
    choice.has_limit = true;
    choice.used_without_limit = true;
    EXPECT_EQ(code(), "limit_changes_plan");
    choice.used_without_limit = false;
    EXPECT_EQ(code(), "better_index");
}

TEST_F(IndexChoiceTest, an_order_that_comes_by_itself) {
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

TEST_F(IndexChoiceTest, statistics_come_before_what_they_say) {
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

TEST_F(IndexChoiceTest, a_parameter_stands_for_any_value) {
    searched(500).awaits_parameter = true;
    EXPECT_EQ(code(), "generic_plan_parameter");
}

TEST_F(IndexChoiceTest, scattered_rows_dear_pages_or_simply_too_many) {
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

TEST_F(IndexChoiceTest, lookups_of_a_join_count_together) {
    searched(500).rows_read = 2;
    choice.lookups = 30'000;
    EXPECT_EQ(code(), "too_many_rows");
    EXPECT_TRUE(reason_has("60,000 rows, 60.0 % of the table in 30,000 lookups")) << explained().reason;
}

}  // namespace
}  // namespace pgops::test
