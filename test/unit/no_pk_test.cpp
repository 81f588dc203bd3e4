// no_pk: tables without a primary key, and when an index can become one.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct NoKey : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").bytes(3 * kMegabyte);
    void SetUp() override {
        t.column("a", type_id::kInt8).not_null();
        t.column("b", type_id::kInt8).not_null();
        t.column("nullable", type_id::kInt8);
    }
    Seen only() { return db.findings_of("no_pk").only(); }
    void expect_no_help(const char* why) {
        EXPECT_EQ(only().fix(), "") << why;
        EXPECT_EQ(only()->severity(), Severity::Medium) << why;
        t.indexes.clear();
        t.constraints.clear();
    }
};

TEST_F(NoKey, is_named) {
    t.toast_bytes(kMegabyte);
    const Seen seen = only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "no_pk:public.t");
    EXPECT_EQ(seen.headline(), "no primary key");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("unique_not_null_key"), "false");
    EXPECT_EQ(seen.evidence("total_bytes"), std::to_string(4 * kMegabyte));
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(NoKey, with_one_is_not_named) {
    t.primary_key({"a"});
    EXPECT_TRUE(db.findings_of("no_pk").empty());
}

TEST_F(NoKey, a_unique_index_on_not_null_columns_can_become_it) {
    t.index("t_ab", {"a", "b"}).unique();
    t.index("t_a", {"a"}).unique();
    const Seen seen = only();
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen.headline(), "no primary key, but a unique one");
    EXPECT_EQ(seen.evidence("unique_not_null_key"), "true");
    EXPECT_EQ(seen.evidence("index"), "t_a") << "the fewest columns";
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.t ADD PRIMARY KEY USING INDEX t_a;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
}

TEST_F(NoKey, of_twins_the_one_that_stays_becomes_it) {
    t.index("older", {"a"}).unique();
    t.index("identity", {"a"}).unique().fact.replica_identity = true;
    EXPECT_EQ(only().fix(), "ALTER TABLE public.t ADD PRIMARY KEY USING INDEX identity;");
}

TEST_F(NoKey, a_unique_constraint_lowers_the_severity_but_is_taken) {
    t.unique_constraint("t_a_key", {"a"});
    EXPECT_EQ(only()->severity(), Severity::Low);
    EXPECT_EQ(only().fix(), "");
}

TEST_F(NoKey, what_is_no_key_does_not_help) {
    t.index("plain", {"a"});
    expect_no_help("not unique");
    t.index("nulls", {"nullable"}).unique();
    expect_no_help("a nullable column");
    t.index("partial", {"a"}).unique().where(1);
    expect_no_help("a predicate");
    t.index("expression", {Key::expression(1)}).unique();
    expect_no_help("an expression");
}

// An index that is not valid proves nothing about the rows, and a deferrable one not at every moment.
TEST_F(NoKey, an_invalid_or_deferrable_index_is_no_unique_key) {
    t.index("broken", {"a"}).unique().invalid();
    expect_no_help("invalid");
    t.unique_constraint("deferrable", {"a"}).fact.deferrable = true;
    expect_no_help("deferrable");
}

TEST_F(NoKey, an_index_in_another_order_or_class_cannot_become_it) {
    t.index("descending", {Key("a").desc()}).unique();
    EXPECT_EQ(only().fix(), "");
    t.indexes.clear();
    t.index("classy", {Key("a").opclass(4711, 4712)}).unique();
    EXPECT_EQ(only().fix(), "");
    EXPECT_EQ(only()->severity(), Severity::Low);
}

TEST_F(NoKey, partitioned_tables_are_named_their_partitions_are_not) {
    auto& parent = db.table("m").partitioned();
    parent.column("a", type_id::kInt8).not_null();
    parent.index("m_a", {"a"}).unique();
    db.table("m_1").partition_of(parent);
    auto& child = db.table("heir").child_of(t);
    child.column("a", type_id::kInt8);
    const Found found = db.findings_of("no_pk");
    EXPECT_EQ(found.objects(), (Texts{"public.t", "public.m", "public.heir"}));
    EXPECT_EQ(found.of("public.m").fix(), "") << "USING INDEX is not for partitioned tables";
}

TEST_F(NoKey, views_and_foreign_tables_have_none) {
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_TRUE(db.findings_of("no_pk").empty());
    t.fact.kind = RelationKind::Foreign;
    EXPECT_TRUE(db.findings_of("no_pk").empty());
}

}  // namespace
}  // namespace pgops::test
