// wide_table: more columns than a person, or the executor, keeps apart.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Wide : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    void add(int count) {
        for (int i = 0; i < count; ++i) t.column("c" + std::to_string(t.columns.size()), type_id::kInt4);
    }
    Found found() { return db.findings_of("wide_table"); }
};

TEST_F(Wide, is_named_above_the_limit) {
    add(50);
    EXPECT_TRUE(found().empty());
    add(1);
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "wide_table:public.t");
    EXPECT_EQ(seen.headline(), "51 columns");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("column_count"), "51");
    EXPECT_EQ(seen.fix(), "");
    add(49);
    EXPECT_EQ(found().only()->severity(), Severity::Low);
    add(1);
    EXPECT_EQ(found().only()->severity(), Severity::Medium);
}

TEST_F(Wide, the_limit_is_a_setting) {
    add(3);
    db.set(Setting::WideTableColumns, 2);
    EXPECT_EQ(found().only().headline(), "3 columns");
}

TEST_F(Wide, dropped_columns_do_not_count) {
    add(50);
    for (int i = 0; i < 20; ++i) t.dropped_column();
    EXPECT_TRUE(found().empty());
}

TEST_F(Wide, partitions_views_and_foreign_tables_are_not_named) {
    add(60);
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_TRUE(found().empty());
    t.fact.kind = RelationKind::Foreign;
    EXPECT_TRUE(found().empty());
    t.fact.kind = RelationKind::Partitioned;
    EXPECT_FALSE(found().empty());
    t.fact.is_partition = true;
    EXPECT_TRUE(found().empty());
}

TEST_F(Wide, the_widest_is_the_most_urgent) {
    add(1600);
    const int widest = found().only()->priority();
    t.columns.resize(200, t.columns.front());
    EXPECT_LT(widest, found().only()->priority());
}

}  // namespace
}  // namespace pgops::test
