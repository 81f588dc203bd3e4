// What the statistics say of bloat without reading a page, and when they cannot be trusted.
#include "model/estimated_bloat.hpp"

#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

// 185,000 rows of (bigint, int) fill 1,000 pages; the tests say how many pages there are.
struct Estimate : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(185'000);
    Estimate() {
        t.column("a", type_id::kInt8).statistics(8);
        t.column("b", type_id::kInt4).statistics(4);
        pages(4000);
    }
    void pages(std::int64_t count) { t.bytes(count * 8192); }
    Bloat of_table() { return estimate_bloat(*db.model().table(t.fact.id)); }
};

struct EstimateOfIndex : Estimate {
    // 185,000 entries of 20 bytes: 506 leaves, 2 pages above them, the root and the meta page.
    static constexpr std::int64_t kFreshPages = 510;
    IndexBuilder& i = t.index("i", {"a"}).bytes(4 * kFreshPages * 8192);
    Bloat of_index() { return estimate_bloat(db.model().table(t.fact.id)->indexes.front()); }
};

TEST_F(Estimate, of_a_table_reads_no_page) {
    const Bloat bloat = of_table();
    EXPECT_TRUE(bloat.known);
    EXPECT_EQ(bloat.method, BloatMethod::Estimated);
    EXPECT_EQ(bloat.size_bytes, 4000 * 8192);
    EXPECT_EQ(bloat.bytes, 3000 * 8192);
    EXPECT_DOUBLE_EQ(bloat.percent.value, 75);
    EXPECT_TRUE(bloat.distrust.empty());
    EXPECT_FALSE(bloat.held_back_bytes) << "nobody looked";
    EXPECT_EQ(bloat.pages_read, 0);
    EXPECT_EQ(db.server.requests, 0);
}

TEST_F(Estimate, is_never_negative) {
    pages(900);
    EXPECT_EQ(of_table().bytes, 0);
    EXPECT_EQ(of_table().percent.value, 0);
    EXPECT_TRUE(of_table().known);
    pages(0);
    EXPECT_EQ(of_table().percent.value, 0);
}

TEST_F(Estimate, knows_the_fillfactor) {
    t.fact.fillfactor = 25;
    EXPECT_LT(of_table().percent.value, 2);
}

TEST_F(Estimate, without_statistics_is_unknown) {
    t.columns.front().figures.reset();
    EXPECT_FALSE(of_table().known);
    EXPECT_EQ(of_table().distrust, "it has no statistics to estimate from");
    EXPECT_EQ(of_table().size_bytes, 4000 * 8192) << "so much is known";
    t.columns.front().statistics(8);
    t.fact.counters = {};
    t.fact.rows = -1;
    EXPECT_FALSE(of_table().known) << "never analyzed";
}

TEST_F(Estimate, from_old_statistics_is_distrusted) {
    t.fact.counters.changed_since_analyze = 37'000;
    EXPECT_TRUE(of_table().distrust.empty()) << "a fifth exactly";
    t.fact.counters.changed_since_analyze = 37'001;
    EXPECT_EQ(of_table().distrust, "its statistics are older than a fifth of its rows");
    EXPECT_TRUE(of_table().known) << "the number stands, with its doubt";
    EXPECT_DOUBLE_EQ(of_table().percent.value, 75);
}

TEST_F(Estimate, of_a_size_that_could_not_be_read_is_unknown) {
    t.fact.size_bytes.reset();
    EXPECT_FALSE(of_table().known);
    EXPECT_EQ(of_table().distrust, "its size could not be read");
}

TEST_F(EstimateOfIndex, knows_a_fresh_one) {
    EXPECT_DOUBLE_EQ(of_index().percent.value, 75);
    i.bytes(kFreshPages * 8192);
    EXPECT_EQ(of_index().bytes, 0);
}

TEST_F(EstimateOfIndex, says_why_it_does_not_know) {
    i.method(AccessMethod::Gin, "gin");
    EXPECT_EQ(of_index().distrust, "only btrees can be estimated without reading pages");
    i.method(AccessMethod::Btree, "btree");
    t.columns.front().figures.reset();
    EXPECT_EQ(of_index().distrust, "a column without statistics");
    EXPECT_FALSE(of_index().known);
    t.columns.front().statistics(8);
    t.fact.counters = {};
    t.fact.rows = -1;
    EXPECT_EQ(of_index().distrust, "its table has no statistics to estimate from");
}

TEST_F(EstimateOfIndex, from_old_statistics_is_distrusted) {
    t.fact.counters.changed_since_analyze = 100'000;
    EXPECT_EQ(of_index().distrust, "its statistics are older than a fifth of its rows");
    EXPECT_TRUE(of_index().known);
}

TEST(BloatFigures, are_ordered_and_bounded) {
    Bloat bloat{.size_bytes = 100 * 8192};
    bloat.set_rebuilt(100, {30, -5, 130});
    EXPECT_DOUBLE_EQ(bloat.percent.value, 70);
    EXPECT_DOUBLE_EQ(bloat.percent.low, 0) << "a rebuild may be larger than what is there";
    EXPECT_DOUBLE_EQ(bloat.percent.high, 100);
    EXPECT_EQ(bloat.bytes, 70 * 8192);
    bloat.set_rebuilt(0, {0, 0, 0});
    EXPECT_EQ(bloat.percent.value, 0) << "of an empty relation";
}

}  // namespace
}  // namespace pgops::test
