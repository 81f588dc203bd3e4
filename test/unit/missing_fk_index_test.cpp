// missing_fk_index: which index finds the rows of a foreign key, and which one only looks like it.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct ForeignKey : ::testing::Test {
    Database db;
    TableBuilder& parent = db.table("parent");
    TableBuilder& child = db.table("child").live_rows(5000);
    void SetUp() override {
        for (const char* name : {"x", "y"}) parent.column(name, type_id::kInt8);
        parent.primary_key({"x"});
        parent.unique_constraint("parent_xy_key", {"x", "y"});
        for (const char* name : {"a", "b", "c"}) child.column(name, type_id::kInt8);
        child.column("t", type_id::kText);
    }
    ConstraintBuilder& single() { return child.foreign_key({"a"}, parent); }
    ConstraintBuilder& pair() { return child.foreign_key({"a", "b"}, parent, {"x", "y"}); }
    Texts named() { return db.findings_of("missing_fk_index").objects(); }
    bool is_named() { return !db.findings_of("missing_fk_index").empty(); }
};

TEST_F(ForeignKey, without_an_index_is_named) {
    single();
    const Seen seen = db.findings_of("missing_fk_index").only();
    EXPECT_EQ(seen.object(), "public.child.a");
    EXPECT_EQ(seen.key, "missing_fk_index:public.child.a");
    EXPECT_EQ(seen.headline(), "unindexed foreign key, 5,000 rows");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.child");
    EXPECT_EQ(seen.evidence("columns"), "a");
    EXPECT_EQ(seen.evidence("constraint"), "child_a_fkey");
    EXPECT_EQ(seen.evidence("referenced"), "public.parent");
    EXPECT_EQ(seen.evidence("rows"), "5000");
    EXPECT_EQ(seen.evidence("index"), "(absent)");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.child (a);");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.child");
    EXPECT_EQ(seen.undo(), "");
}

TEST_F(ForeignKey, of_two_columns_is_named_in_its_order) {
    child.foreign_key({"b", "a"}, parent, {"x", "y"});
    const Seen seen = db.findings_of("missing_fk_index").only();
    EXPECT_EQ(seen.object(), "public.child (b, a)");
    EXPECT_EQ(seen.evidence("columns"), "b, a");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.child (b, a);");
}

TEST_F(ForeignKey, severity_follows_rows_and_deletes) {
    single();
    const auto severity = [&] { return db.findings_of("missing_fk_index").only()->severity(); };
    child.live_rows(999);
    EXPECT_EQ(severity(), Severity::Info);
    child.live_rows(1000);
    EXPECT_EQ(severity(), Severity::Medium);
    child.live_rows(2e6);
    EXPECT_EQ(severity(), Severity::Medium);
    parent.fact.counters = {.known = true, .deleted = 1};
    EXPECT_EQ(severity(), Severity::High);
    EXPECT_EQ(db.findings_of("missing_fk_index").only().evidence("referenced_deletes"), "1");
    db.set(Setting::ForeignKeyMinRows, 3'000'000);
    EXPECT_EQ(severity(), Severity::Info);
}

TEST_F(ForeignKey, of_an_unknown_number_of_rows_is_low) {
    single();
    child.fact.counters = {};
    child.fact.rows = -1;
    const Seen seen = db.findings_of("missing_fk_index").only();
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen.headline(), "unindexed foreign key");
    EXPECT_EQ(seen.evidence("rows"), "(absent)");
}

TEST_F(ForeignKey, to_a_table_outside_the_model_is_named_too) {
    single().fact.referenced_table_id = 4711;
    EXPECT_EQ(db.findings_of("missing_fk_index").only().evidence("referenced"), "the referenced table");
}

TEST_F(ForeignKey, to_itself_is_named_too) {
    child.primary_key({"c"});
    child.foreign_key({"b"}, child);
    EXPECT_EQ(named(), Texts{"public.child.b"});
}

TEST_F(ForeignKey, is_supported_by_any_index_that_leads_with_it) {
    single();
    auto& index = child.index("i", {"a", "c"});
    EXPECT_FALSE(is_named());
    index.unique();
    EXPECT_FALSE(is_named());
    child.indexes.clear();
    child.index("descending", {Key("a").desc()});
    EXPECT_FALSE(is_named());
    child.indexes.clear();
    child.primary_key({"a", "b"});
    EXPECT_FALSE(is_named());
    child.indexes.clear();
    child.index("covering", {"a"}).include({"b"});
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, of_two_columns_is_supported_in_any_order) {
    pair();
    child.index("ba", {"b", "a", "c"});
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, is_not_supported_by_what_only_looks_like_it) {
    pair();
    child.index("first_only", {"a"});
    child.index("with_another_between", {"a", "c", "b"});
    child.index("included", {"a"}).include({"b"});
    child.index("twice", {"a", "a"});
    child.index("expression", {Key::expression(1, type_id::kInt8), "b"});
    child.index("broken", {"a", "b"}).invalid();
    child.index("unready", {"a", "b"}).fact.ready = false;
    child.index("gist", {"a", "b"}).method(AccessMethod::Gist, "gist");
    child.index("gin", {"a", "b"}).method(AccessMethod::Gin, "gin");
    child.index("brin", {"a", "b"}).method(AccessMethod::Brin, "brin");
    EXPECT_EQ(named(), Texts{"public.child (a, b)"});
}

TEST_F(ForeignKey, is_supported_by_a_hash_index) {
    single();
    child.index("hash", {"a"}).method(AccessMethod::Hash, "hash");
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, needs_a_class_that_knows_its_operator) {
    auto& words = db.table("words");
    words.column("word", type_id::kText);
    words.primary_key({"word"});
    const ObjectId equality = child.foreign_key({"t"}, words).operators.front();
    auto& pattern = child.index("pattern", {Key("t").opclass(10049, 2095)});
    EXPECT_TRUE(is_named()) << "a family without the operator";
    db.operators.push_back({2095, equality});
    EXPECT_FALSE(is_named()) << "text_pattern_ops has the same = as text_ops";
    db.operators.clear();
    pattern.keys.front().default_class = true;
    EXPECT_FALSE(is_named()) << "a default class always counts";
}

TEST_F(ForeignKey, is_supported_by_a_partial_index_that_leaves_out_nulls_only) {
    single();
    child.index("not_null", {"a"}).where_not_null({"a"});
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, is_not_supported_by_other_partial_indexes) {
    single();
    auto& partial = child.index("open_only", {"a"}).where(1);
    const Seen seen = db.findings_of("missing_fk_index").only();
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("partial_index"), "open_only");
    partial.where_not_null({"a", "c"});
    EXPECT_TRUE(is_named()) << "a null in another column hides a row";
}

TEST_F(ForeignKey, of_the_same_columns_is_named_once) {
    auto& other = db.table("other");
    other.column("x", type_id::kInt8);
    other.primary_key({"x"});
    single();
    child.foreign_key({"a"}, other);
    child.foreign_key({"a", "b"}, parent, {"x", "y"});
    child.foreign_key({"b", "a"}, parent, {"x", "y"});
    EXPECT_EQ(db.findings_of("missing_fk_index").rows.size(), 2U);
}

TEST_F(ForeignKey, of_a_partitioned_table_is_named_on_the_parent_only) {
    child.partitioned();
    single();
    auto& partition = db.table("child_1").partition_of(child);
    partition.column("a", type_id::kInt8);
    partition.foreign_key({"a"}, parent).fact.of_parent = true;
    partition.foreign_key({"a"}, parent);
    const Seen seen = db.findings_of("missing_fk_index").only();
    EXPECT_EQ(seen.object(), "public.child.a");
    EXPECT_EQ(seen.fix(), "CREATE INDEX ON public.child (a);");
    EXPECT_EQ(seen.lock(), "SHARE on public.child and all its partitions");
    child.index("child_a", {"a"}).invalid();
    EXPECT_TRUE(is_named()) << "not on every partition";
    child.indexes.back().fact.valid = true;
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, copies_towards_partitions_of_the_other_side_are_not_named) {
    single().fact.of_parent = true;
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, checks_and_unique_constraints_are_none) {
    child.constraint("child_check", ConstraintKind::Check, {"a"});
    child.constraint("child_not_null", ConstraintKind::NotNull, {"b"});
    EXPECT_FALSE(is_named());
}

TEST_F(ForeignKey, quotes_its_column) {
    child.column("Parent Id", type_id::kInt8);
    child.foreign_key({"Parent Id"}, parent);
    const Seen seen = db.findings_of("missing_fk_index").only();
    EXPECT_EQ(seen.object(), "public.child.\"Parent Id\"");
    EXPECT_EQ(seen.evidence("columns"), "Parent Id");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.child (\"Parent Id\");");
}

}  // namespace
}  // namespace pgops::test
