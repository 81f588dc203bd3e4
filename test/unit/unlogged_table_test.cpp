// unlogged_table: what a crash empties.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Unlogged : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").unlogged().bytes(kMegabyte);
    Found found() { return db.findings_of("unlogged_table"); }
};

TEST_F(Unlogged, is_named) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "unlogged_table:public.t");
    EXPECT_EQ(seen.headline(), "unlogged: emptied by a crash");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("total_bytes"), "1048576");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.t SET LOGGED;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.t SET UNLOGGED;");
}

TEST_F(Unlogged, ordinary_tables_are_not_named) {
    t.fact.unlogged = false;
    EXPECT_TRUE(found().empty());
}

TEST_F(Unlogged, partitions_are_named_they_hold_the_rows) {
    auto& parent = db.table("m").partitioned().unlogged();
    t.partition_of(parent);
    EXPECT_EQ(found().objects(), Texts{"public.t"});
}

TEST_F(Unlogged, a_reference_to_another_unlogged_table_is_in_the_way) {
    auto& other = db.table("other").unlogged();
    other.column("id", type_id::kInt8);
    other.primary_key({"id"});
    t.column("other_id", type_id::kInt8);
    t.foreign_key({"other_id"}, other);
    EXPECT_EQ(found().of("public.t").fix(), "");
    EXPECT_NE(found().of("public.other").fix(), "");
    other.fact.unlogged = false;
    EXPECT_NE(found().only().fix(), "");
}

TEST_F(Unlogged, a_reference_to_itself_is_not) {
    t.column("id", type_id::kInt8);
    t.primary_key({"id"});
    t.column("parent_id", type_id::kInt8);
    t.foreign_key({"parent_id"}, t);
    EXPECT_NE(found().only().fix(), "");
}

}  // namespace
}  // namespace pgops::test
