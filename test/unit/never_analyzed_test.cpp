// never_analyzed: tables that the planner knows nothing about.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Analyze : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").bytes(20 * kMegabyte);
    void SetUp() override { t.column("a", type_id::kInt8); }
    Found found() { return db.findings_of("never_analyzed"); }
};

TEST_F(Analyze, never_is_named) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "never_analyzed:public.t");
    EXPECT_EQ(seen.headline(), "never analyzed, 20.0 MB");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("size_bytes"), std::to_string(20 * kMegabyte));
    EXPECT_EQ(seen.evidence("partitioned"), "false");
    EXPECT_EQ(seen.fix(), "ANALYZE public.t;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    t.bytes(kGigabyte);
    EXPECT_EQ(found().only()->severity(), Severity::Medium);
}

TEST_F(Analyze, with_statistics_or_counters_of_one_is_fine) {
    t.columns.front().statistics(8);
    EXPECT_TRUE(found().empty()) << "statistics, though the counters were reset";
    t.columns.front().figures.reset();
    t.fact.counters.last_analyze = kNow - kDay;
    EXPECT_TRUE(found().empty()) << "analyzed, and it was empty then";
}

TEST_F(Analyze, small_empty_and_columnless_ones_are_not_worth_it) {
    t.bytes(kMegabyte - 1);
    EXPECT_TRUE(found().empty());
    db.set(Setting::MinRelationSize, 0);
    EXPECT_FALSE(found().empty());
    t.bytes(0);
    EXPECT_TRUE(found().empty());
    t.bytes(kGigabyte).columns.clear();
    EXPECT_TRUE(found().empty());
}

TEST_F(Analyze, a_partitioned_table_needs_it_by_hand) {
    auto& parent = db.table("m").partitioned();
    parent.column("a", type_id::kInt8);
    auto& middle = db.table("m_2024").partitioned().partition_of(parent);
    middle.column("a", type_id::kInt8).statistics(8);
    for (const char* name : {"m_1", "m_2"}) {
        auto& partition = db.table(name).partition_of(middle).bytes(2 * kGigabyte);
        partition.column("a", type_id::kInt8).statistics(8);
    }
    t.columns.front().statistics(8);
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.m");
    EXPECT_EQ(seen.headline(), "never analyzed, 4.0 GB");
    EXPECT_EQ(seen.evidence("partitioned"), "true");
    EXPECT_NE(seen.why().find("never the partitioned table itself"), std::string::npos);
}

TEST_F(Analyze, an_empty_partitioned_table_is_fine) {
    t.columns.front().statistics(8);
    db.table("m").partitioned().column("a", type_id::kInt8);
    db.set(Setting::MinRelationSize, 0);
    EXPECT_TRUE(found().empty());
}

TEST_F(Analyze, materialized_views_count_foreign_tables_do_not) {
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_FALSE(found().empty());
    t.fact.kind = RelationKind::Foreign;
    EXPECT_TRUE(found().empty());
}

}  // namespace
}  // namespace pgops::test
