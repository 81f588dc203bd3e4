// The page arithmetic behind table_bloat and index_bloat, against values computed by hand or measured on a server.
#include "model/index_size.hpp"
#include "model/layout.hpp"

#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct LayoutOf : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    int columns = 0;
    ColumnBuilder& column(ObjectId type, std::int32_t width = 8) { return t.column("c" + std::to_string(++columns), type).statistics(width); }
    RowEstimate row() { return estimate_row(*db.model().table(t.fact.id)); }
    double row_bytes() { return row().bytes; }
    BtreeEstimate btree(double rows) { return estimate_btree(db.model().table(t.fact.id)->indexes.front(), rows); }
};

// Header 23 padded to 24, data, padded to 8, and 4 for the line pointer.
TEST_F(LayoutOf, fixed_columns) {
    column(type_id::kInt4, 4);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 8 + 4);
    column(type_id::kInt4, 4);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 8 + 4);
    column(type_id::kBool, 1);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 16 + 4);
    EXPECT_FALSE(row().varies);
    EXPECT_TRUE(row().known);
}

TEST_F(LayoutOf, alignment_in_between) {
    column(type_id::kBool, 1);
    column(type_id::kInt8, 8);
    column(type_id::kBool, 1);
    column(type_id::kInt4, 4);
    column(type_id::kInt2, 2);
    // 1, +7, 8, 1, +3, 4, 2, +6
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 32 + 4);
}

TEST_F(LayoutOf, uuid_is_not_aligned) {
    column(type_id::kBool, 1);
    column(type_id::kUuid, 16);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 24 + 4);
}

TEST_F(LayoutOf, short_varlena_is_not_aligned_long_ones_are) {
    column(type_id::kBool, 1);
    column(type_id::kText, 7);
    // One byte and seven: eight exactly, but where a text ends is uncertain, so its padding is the mean of 0 to 7.
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 8 + 3.5 + 4);
    EXPECT_TRUE(row().varies);
    t.columns.back().statistics(127);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 128 + 3.5 + 4);
    t.columns.back().statistics(128);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 1 + 3 + 128 + 3.5 + 4) << "a four-byte header, aligned to four";
}

TEST_F(LayoutOf, a_column_behind_a_text_pays_the_mean_padding) {
    column(type_id::kText, 10);
    column(type_id::kInt8, 8);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 10 + 3.5 + 8 + 4);
}

TEST_F(LayoutOf, nulls_take_no_space_but_a_bitmap) {
    column(type_id::kInt8);
    column(type_id::kInt8).statistics(8, 1.0F);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 8 + 4) << "23 and one byte of bitmap are still 24";
    for (int i = 0; i < 7; ++i) column(type_id::kInt8).statistics(8, 1.0F);
    EXPECT_DOUBLE_EQ(row_bytes(), 32 + 8 + 4) << "nine columns: two bytes of bitmap";
    for (ColumnBuilder& made : t.columns) made.statistics(8, 0.0F);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 72 + 4) << "no nulls, no bitmap";
}

TEST_F(LayoutOf, a_share_of_nulls_counts_by_its_share) {
    column(type_id::kInt8);
    column(type_id::kInt8).statistics(8, 0.25F);
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 8 + 0.75 * 8 + 4);
}

TEST_F(LayoutOf, dropped_columns_are_nulls_after_a_rebuild) {
    column(type_id::kInt8);
    for (int i = 0; i < 7; ++i) t.dropped_column();
    EXPECT_DOUBLE_EQ(row_bytes(), 24 + 8 + 4);
    t.dropped_column();
    EXPECT_DOUBLE_EQ(row_bytes(), 32 + 8 + 4);
}

TEST_F(LayoutOf, one_column_without_statistics_makes_it_unknown) {
    column(type_id::kInt8);
    t.column("unseen", type_id::kInt8);
    EXPECT_FALSE(row().known);
}

TEST_F(LayoutOf, a_table_without_columns_is_unknown) { EXPECT_FALSE(row().known); }

// CREATE TABLE t (a bigint, b int): 185 rows on a page, as pageinspect shows.
TEST_F(LayoutOf, heap_pages_hold_whole_rows) {
    column(type_id::kInt8);
    column(type_id::kInt4, 4);
    EXPECT_DOUBLE_EQ(heap_pages(row(), 185, 100), 1);
    EXPECT_DOUBLE_EQ(heap_pages(row(), 186, 100), 2);
    EXPECT_DOUBLE_EQ(heap_pages(row(), 185'000, 100), 1000);
    // (8168 - 2457.6) / 44 = 129.8
    EXPECT_DOUBLE_EQ(heap_pages(row(), 129'000, 70), 1000);
    EXPECT_DOUBLE_EQ(heap_pages(row(), 0, 100), 0);
}

TEST_F(LayoutOf, a_row_that_fills_the_page_still_takes_one) {
    for (int i = 0; i < 900; ++i) column(type_id::kInt8);
    EXPECT_DOUBLE_EQ(heap_pages(row(), 10, 10), 10);
}

// pgbench at scale 100: 10,000,000 accounts on 163,935 pages, 27,422 pages of primary key. That its character(84) always takes 85
// bytes no statistic tells, so the padding behind it is the mean one.
TEST_F(LayoutOf, pgbench_accounts) {
    column(type_id::kInt4, 4);
    column(type_id::kInt4, 4);
    column(type_id::kInt4, 4);
    column(type_id::kBpchar, 85);
    EXPECT_NEAR(heap_pages(row(), 1e7, 100), 163'935, 0.05 * 163'935);
    t.primary_key({"c1"});
    EXPECT_NEAR(btree(1e7).pages, 27'422, 0.002 * 27'422);
}

TEST_F(LayoutOf, btree_of_few_rows_is_a_root_and_a_meta_page) {
    column(type_id::kInt8);
    t.index("i", {"c1"});
    EXPECT_DOUBLE_EQ(btree(100).pages, 2);
    EXPECT_DOUBLE_EQ(btree(0).pages, 2);
}

// Leaves: 8192 - 24 - 16 - 10 % of 8192 - 20 for the high key = 7312.8 bytes for entries of 8 + 8 + 4.
TEST_F(LayoutOf, btree_of_distinct_keys) {
    column(type_id::kInt8);
    t.index("i", {"c1"});
    // 7313 leaves / 284 downlinks = 26 / 284 = 1, and the meta page
    EXPECT_NEAR(btree(7312.8 / 20 * 7313).pages, 1 + 7313 + 26 + 1, 1);
    t.indexes.front().fact.fillfactor = 50;
    EXPECT_NEAR(btree(1e6).pages, 1e6 * 20 / (8192 - 40 - 4096 - 20) + 20, 5);
}

TEST_F(LayoutOf, btree_with_nulls_has_a_wider_header) {
    column(type_id::kInt8).statistics(8, 1.0F, 0);
    t.index("i", {"c1"}).fact.deduplicated = false;
    // All null: header 8 + 4 padded to 16, no data.
    EXPECT_NEAR(btree(1e6).pages, 1e6 * 20 / (8152 - 819.2 - 20), 30);
}

TEST_F(LayoutOf, a_predicate_that_leaves_out_nulls_makes_its_own_statistics) {
    column(type_id::kInt8).statistics(8, 0.9F);
    auto& partial = t.index("i", {"c1"}).where_not_null({"c1"});
    EXPECT_FALSE(btree(1e6).known) << "reltuples of the index is unknown";
    partial.fact.rows = 1e5;
    const BtreeEstimate estimate = btree(1e6);
    EXPECT_TRUE(estimate.known);
    EXPECT_NEAR(estimate.pages, 1e5 * 20 / 7312.8 + 3, 2);
}

// Posting lists of at most 812 bytes: (812 - 16) / 6 = 132 row addresses in 812 + 4 bytes.
TEST_F(LayoutOf, deduplication_of_few_values) {
    column(type_id::kInt8).statistics(8, 0, 10);
    auto& index = t.index("i", {"c1"});
    const double deduplicated = 1e6 / 132 * 816 / 7312.8;
    EXPECT_NEAR(btree(1e6).pages, deduplicated, 0.02 * deduplicated);
    const double plain = 1e6 * 20 / 7312.8;
    const auto expect_plain = [&](const char* why) { EXPECT_NEAR(btree(1e6).pages, plain, 0.01 * plain) << why; };
    index.fact.deduplicated = false;
    expect_plain("deduplicate_items is off");
    index.fact.deduplicated = true;
    index.unique();
    expect_plain("unique indexes hold no duplicates to fold");
    index.fact.unique = false;
    t.columns.front().statistics(8, 0, -1);
    expect_plain("all values differ");
}

TEST_F(LayoutOf, no_deduplication_where_equal_values_differ_in_bytes) {
    column(type_id::kFloat8).statistics(8, 0, 10);
    t.index("i", {"c1"});
    const double plain = 1e6 * 20 / 7312.8;
    EXPECT_NEAR(btree(1e6).pages, plain, 0.01 * plain);
}

TEST_F(LayoutOf, no_deduplication_with_included_columns) {
    column(type_id::kInt4, 4).statistics(4, 0, 10);
    column(type_id::kInt4, 4).statistics(4, 0, 10);
    t.index("i", {"c1"}).include({"c2"});
    const double plain = 1e6 * 20 / 7312.8;
    EXPECT_NEAR(btree(1e6).pages, plain, 0.01 * plain);
}

// What is unknown must not be taken for a single value: an index full of distinct keys would look bloated.
TEST_F(LayoutOf, an_unknown_number_of_values_is_not_one) {
    column(type_id::kInt8).statistics(8, 0, 0);
    t.index("i", {"c1"});
    const BtreeEstimate estimate = btree(1e6);
    const double plain = 1e6 * 20 / 7312.8;
    EXPECT_TRUE(!estimate.known || estimate.pages >= 0.95 * plain) << estimate.pages << " pages";
}

TEST_F(LayoutOf, says_why_it_does_not_know) {
    t.column("c1", type_id::kInt8);
    auto& index = t.index("i", {"c1"});
    EXPECT_EQ(btree(10).reason, "a column without statistics");
    index.method(AccessMethod::Gin, "gin");
    EXPECT_EQ(btree(10).reason, "not a btree");
    t.indexes.clear();
    t.index("i", {Key::expression(1)});
    EXPECT_EQ(btree(10).reason, "an expression without statistics");
    t.indexes.clear();
    t.index("i", {Key::expression(1, type_id::kInt8).statistics(8)});
    EXPECT_TRUE(btree(10).known);
    t.columns.front().statistics(8);
    t.indexes.clear();
    t.index("i", {"c1"}).stored.clear();
    EXPECT_EQ(btree(10).reason, "its columns could not be read");
    t.column("n", type_id::kName).statistics(64);
    t.indexes.clear();
    t.index("i", {"n"});
    EXPECT_TRUE(btree(10).known) << "guessed, and said so";
    EXPECT_EQ(btree(10).reason, "a key of type name, whose real width no statistic tells");
}

// Rows of varying width leave half a row free on each page; few large ones depend on how many fit at all.
TEST_F(LayoutOf, rows_per_page_of_varying_width) {
    column(type_id::kText, 100);
    const double bytes = row().bytes;
    EXPECT_NEAR(rows_per_page(row(), 8168), 8168 / bytes - 0.5, 0.01);
    EXPECT_DOUBLE_EQ(rows_per_page({.bytes = 100, .known = true}, 8168), 81) << "a fixed width";
    EXPECT_NEAR(rows_per_page({.bytes = 3000, .spread = 10, .varies = true, .known = true}, 8168), 2, 0.01);
    EXPECT_NEAR(rows_per_page({.bytes = 4084, .spread = 100, .varies = true, .known = true}, 8168), 1.5, 0.01) << "two of them, every second time";
    EXPECT_DOUBLE_EQ(rows_per_page({.bytes = 9000, .spread = 1, .varies = true, .known = true}, 8168), 1);
}

}  // namespace
}  // namespace pgops::test
