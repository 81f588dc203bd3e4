// Why an index is not used, from the facts alone: what about its state and the form of the conditions keeps it from being searched.
#include "index_choice_fixture.hpp"

namespace pgops::test {
namespace {

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
    EXPECT_TRUE(hint_has("an index that begins with b"));
    conditions[0].served = false;
    EXPECT_FALSE(hint_has("an index that begins with b")) << "that could not be searched by it either";
    conditions[0].served = true;
    choice.rival = "j";
    EXPECT_TRUE(hint_has("Nothing to change for this statement"));
    choice.rival = {};
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
    cast.against = Against::Value;
    cast.comparison = Comparison::Like;
    cast.index_element = "((a)::text)";
    EXPECT_TRUE(hint_has("(((a)::text) text_pattern_ops)")) << explained().hint;
    cast.leading_wildcard = true;
    EXPECT_FALSE(hint_has("build an index"));
}

TEST_F(IndexChoiceTest, functions_and_expressions) {
    Condition& function = condition("(upper(a) = 'X')");
    function.form = Form::Function;
    function.written = "upper(a)";
    EXPECT_EQ(code(), "function_on_column");
    EXPECT_FALSE(hint_has("build an index")) << "not immutable";
    function.index_element = "upper(a)";
    EXPECT_TRUE(hint_has("build an index on (upper(a))"));
    keys[0] = {.text = "lower(a)", .type_name = "text", .operator_class = "text_ops", .is_expression = true};
    EXPECT_EQ(code(), "expression_mismatch");
    EXPECT_FALSE(hint_has("build an index")) << "of no operator that a btree has";
    conditions[0].operator_name = "=";
    EXPECT_TRUE(hint_has("build an index on (upper(a))"));
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
    contains.is_element_wanted = true;
    EXPECT_TRUE(hint_has("a @> ARRAY[...]"));
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

TEST_F(IndexChoiceTest, a_predicate_is_told_only_where_the_index_would_be_of_use) {
    choice.predicate = "(b = 3)";
    choice.predicate_implied = false;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    EXPECT_TRUE(reason_has("besides, it has only rows with (b = 3)"));
    choice.predicate_asked_for = true;
    EXPECT_EQ(code(), "predicate_not_implied");
    EXPECT_TRUE(hint_has("add AND (b = 3)"));
    choice.predicate_refuted = true;
    EXPECT_EQ(code(), "predicate_not_implied");
    EXPECT_FALSE(hint_has("AND (b = 3)")) << "no row would be left";
    choice.predicate_asked_for = choice.predicate_refuted = false;
    choice.sorted = Sorted::First;
    EXPECT_EQ(code(), "predicate_not_implied");
}

TEST_F(IndexChoiceTest, an_order_that_the_index_does_not_have) {
    choice.sorted = Sorted::First;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    EXPECT_TRUE(hint_has("NULLS FIRST"));
    choice.sort_collation = "\"C\"";
    EXPECT_EQ(code(), "collation_mismatch");
    choice.sorted = Sorted::Later;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    EXPECT_TRUE(reason_has("after something else"));
}

TEST_F(IndexChoiceTest, a_join_that_wants_all_rows) {
    Condition& join = condition("(s.t.a = s.u.a)");
    join.operator_name = "=";
    join.against = Against::OtherTable;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    EXPECT_TRUE(reason_has("all rows of s.t are wanted"));
    choice.cost_with_index = 500;
    choice.gives_order = choice.reads_all = true;
    EXPECT_EQ(code(), "too_many_rows");
    EXPECT_TRUE(reason_has("from end to end"));
    join.in_operator_class = false;
    EXPECT_EQ(code(), "operator_not_in_opclass");
}

TEST_F(IndexChoiceTest, what_conditions_do_not_get_past) {
    choice.fence = Fence::MaterializedWith;
    EXPECT_EQ(code(), "leading_column_not_constrained");
    EXPECT_TRUE(hint_has("NOT MATERIALIZED"));
    choice.fence = Fence::SubqueryLimit;
    EXPECT_TRUE(hint_has("LIMIT or OFFSET"));
    choice.reading = Reading::Sampled;
    EXPECT_EQ(code(), "not_sargable");
}

}  // namespace
}  // namespace pgops::test
