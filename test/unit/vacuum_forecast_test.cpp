// Autovacuum's arithmetic: thresholds to the row, the cap of 18, inserts, forced vacuums, passes over indexes, ids that are left.
#include <gtest/gtest.h>

#include "model/vacuum/forecast.hpp"

namespace pgops::test {
namespace {

VacuumRelation relation(float rows, std::int64_t dead) {
    VacuumRelation made;
    made.rows = rows;
    made.counted = true;
    made.dead_rows = dead;
    return made;
}

TEST(VacuumForecast, counts_the_rows_that_are_missing) {
    // 50 + 0.2 * 1000 = 250: autovacuum comes when there are more.
    EXPECT_EQ(forecast_of(relation(1000, 0)).dead.missing, 251);
    EXPECT_EQ(forecast_of(relation(1000, 250)).dead.missing, 1);
    EXPECT_FALSE(forecast_of(relation(1000, 250)).due());
    EXPECT_TRUE(forecast_of(relation(1000, 251)).due());
}

TEST(VacuumForecast, an_unknown_number_of_rows_counts_as_none) { EXPECT_EQ(forecast_of(relation(-1, 0)).dead.threshold, 50); }

TEST(VacuumForecast, is_in_single_precision_as_the_servers_is) {
    // Floats are 16 apart there: the first whole number whose float is greater than the threshold.
    const std::int64_t missing = forecast_of(relation(1e9F, 0)).dead.missing;
    EXPECT_GT(static_cast<float>(missing), 2e8F + 50);
    EXPECT_LE(static_cast<float>(missing - 1), static_cast<float>(forecast_of(relation(1e9F, 0)).dead.threshold));
    EXPECT_EQ(rows_until(16777216.0F, 16777216), 2) << "16777217 has no float of its own";
}

TEST(VacuumForecast, the_cap_of_18_holds) {
    VacuumRelation capped = relation(1e9F, 0);
    capped.autovacuum.most_threshold = 100'000'000;
    EXPECT_EQ(forecast_of(capped).dead.threshold, 1e8);
    capped.autovacuum.most_threshold = -1;
    EXPECT_GT(forecast_of(capped).dead.threshold, 1.9e8);
}

TEST(VacuumForecast, inserts_bring_a_vacuum_unless_that_is_off) {
    VacuumRelation grown = relation(1000, 0);
    grown.inserted_since_vacuum = 1201;
    EXPECT_TRUE(forecast_of(grown).inserted.due());
    grown.inserted_since_vacuum = 1200;
    EXPECT_EQ(forecast_of(grown).inserted.missing, 1);
    grown.autovacuum.insert_threshold = -1;
    grown.inserted_since_vacuum = 1'000'000;
    EXPECT_FALSE(forecast_of(grown).due());
    EXPECT_TRUE(forecast_of(grown).inserted.off);
}

TEST(VacuumForecast, from_18_on_frozen_pages_do_not_count_for_inserts) {
    VacuumRelation frozen = relation(1000, 0);
    frozen.has_frozen_count = true;
    frozen.pages = 100;
    frozen.all_frozen = 75;
    EXPECT_EQ(forecast_of(frozen).inserted.threshold, 1050);
}

TEST(VacuumForecast, age_forces_a_vacuum_whatever_the_counters_say) {
    VacuumRelation old = relation(1000, 0);
    old.xid_age = 200'000'000;
    EXPECT_EQ(forecast_of(old).xids_until_forced, 1);
    old.xid_age = 200'000'001;
    EXPECT_TRUE(forecast_of(old).forced());
    EXPECT_TRUE(forecast_of(old).due());
}

TEST(VacuumForecast, toast_tables_are_not_analyzed) {
    VacuumRelation toast = relation(1000, 0);
    toast.kind = 't';
    toast.changed_since_analyze = 1'000'000;
    EXPECT_FALSE(forecast_of(toast).analyze.due());
    toast.kind = 'r';
    EXPECT_TRUE(forecast_of(toast).analyze.due());
}

TEST(IndexPasses, grow_as_the_memory_shrinks) {
    EXPECT_EQ(index_passes(0, 0, kMegabyte, 1000), 0);
    EXPECT_EQ(index_passes(100'000, 1000, 64 * kMegabyte, 1000), 1);
    // 1 MB holds 174,761 pointers; a page may need 291: 1,746 pages of 100 rows at once.
    EXPECT_EQ(index_passes(1'000'000, 10'000, kMegabyte, 10'000), 6);
    EXPECT_EQ(index_passes(174'400, 1744, kMegabyte, 1744), 1);
}

TEST(IdsLeft, are_counted_to_where_the_server_refuses) {
    // SetTransactionIdLimit: 3 million before half of the ids; wraparound of the counter itself leaves out the three special ones.
    EXPECT_EQ(ids_left(3, 1000, 3), 2'147'483'647LL + 3 - 3'000'000 - 1000);
    EXPECT_EQ(ids_left(1000, 1000 + 0x7fffffffU - 3'000'000, 3), 0);
    EXPECT_EQ(ids_left(1000, 1000 + 0x7fffffffU, 3), 0) << "beyond it";
    EXPECT_EQ(ids_left(4'000'000'000U, 4'000'000'000U, 3), 2'147'483'647LL - 3'000'000 - 3);
}

}  // namespace
}  // namespace pgops::test
