// The sizes of indexes that do not exist yet, against those of a server's fresh ones (sql/index_size.sql measures many more).
#include "model/index_size.hpp"

#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct SizeOf : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(100'000).bytes(800 * 8192);
    ColumnBuilder& c = t.column("c", type_id::kInt8).statistics(8);
    SizeOf() { t.index("i", {"c"}); }
    const Index& index() { return db.model().table(t.fact.id)->indexes.front(); }
    double pages() { return estimate_btree(index(), 100'000).pages; }
    double pages_of(const PartOfRows& part) { return estimate_btree(index(), part).pages; }
};

TEST_F(SizeOf, a_btree_of_different_keys) { EXPECT_EQ(pages(), 276); }

TEST_F(SizeOf, equal_keys_take_six_bytes_each) {
    c.statistics(8, 0, 100);
    EXPECT_NEAR(pages(), 86, 2);
    t.indexes.front().fact.deduplicated = false;
    EXPECT_EQ(pages(), 276);
}

TEST_F(SizeOf, groups_between_two_sizes) {
    c.statistics(8, 0, -0.5F);
    const double pairs = pages();
    c.statistics(8, 0, -0.4F);
    EXPECT_LT(pages(), pairs);
    c.statistics(8, 0, -1.0F / 3);
    const double threes = pages();
    c.statistics(8, 0, -0.4F);
    EXPECT_GT(pages(), threes);
}

TEST_F(SizeOf, nulls_are_a_group_of_their_own) {
    c.statistics(8, 0.97F, -0.03F);
    EXPECT_NEAR(pages(), 94, 3);
    EXPECT_NEAR(pages_of({.rows = 3000, .of_rows = 100'000}), 11, 1);
}

TEST_F(SizeOf, a_part_has_its_own_number_of_values) {
    c.statistics(8, 0, 40);
    EXPECT_LT(pages_of({.rows = 10'000, .of_rows = 100'000}), pages_of({.rows = 10'000, .of_rows = 100'000, .distinct = 10'000}));
}

TEST_F(SizeOf, hash_and_brin) {
    EXPECT_NEAR(static_cast<double>(estimate_hash_bytes(100'000, 1)), 4.3e6, 0.5e6);
    EXPECT_EQ(estimate_brin_bytes(1'000'000, *index().table->column(1)), (1 + 6 + 27) * 8192);
    EXPECT_EQ(estimate_brin_bytes(1, *index().table->column(1)), 3 * 8192);
}

}  // namespace
}  // namespace pgops::test
