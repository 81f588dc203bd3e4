// The simulated btree build, against sizes of indexes that a server built.
#include "core/btree_packing.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace pgops::test {
namespace {

std::int64_t pages_of(std::int64_t items, LeafItem item, int fillfactor = 90) {
    BtreePacker packer(fillfactor);
    for (std::int64_t i = 0; i < items; ++i)
        if (packer.add(item)) packer.high_key_closed(static_cast<std::uint16_t>(item.bytes - item.posting_bytes));
    return packer.pages();
}

// Item of so many equal keys, one after the other.
std::int64_t merged_pages_of(std::uint32_t key_bytes, std::uint32_t pointers) {
    BtreePacker packer(90);
    for (std::uint32_t left = pointers; left > 0;) {
        const std::uint32_t taken = std::min(left, most_pointers(key_bytes));
        if (packer.add(merged_item(key_bytes, taken))) packer.high_key_closed(static_cast<std::uint16_t>(key_bytes + 8));
        left -= taken;
    }
    return packer.pages();
}

TEST(BtreePacking, an_empty_btree_is_its_metapage) { EXPECT_EQ(BtreePacker(90).pages(), 1); }

TEST(BtreePacking, one_leaf_is_the_root) {
    EXPECT_EQ(pages_of(1, {16, 0}), 2);
    // 366 items, closed by the 368th: 367 fit on a leaf that stays open.
    EXPECT_EQ(pages_of(367, {16, 0}), 2);
    EXPECT_EQ(pages_of(368, {16, 0}), 4);
}

// Primary keys of pgbench at scale 1 and 100 (integer keys): 276 and 27,422 pages.
TEST(BtreePacking, integer_keys_as_pgbench_builds_them) {
    EXPECT_EQ(pages_of(100'000, {16, 0}), 276);
    EXPECT_EQ(pages_of(10'000'000, {16, 0}), 27'422);
}

TEST(BtreePacking, the_fillfactor_is_for_leaves_only) {
    EXPECT_NEAR(static_cast<double>(pages_of(100'000, {16, 0}, 50)), 100'000.0 / 202, 8);
    EXPECT_NEAR(static_cast<double>(pages_of(100'000, {16, 0}, 100)), 100'000.0 / 405, 8);
}

// The second item always gets in, whatever the fillfactor.
TEST(BtreePacking, large_keys_ignore_the_fillfactor) {
    EXPECT_EQ(pages_of(100, {2704, 0}, 10), pages_of(100, {2704, 0}, 10));
    EXPECT_GE(pages_of(100, {2704, 0}, 10), 100 / 2);
    EXPECT_LE(pages_of(100, {2704, 0}, 10), 100 * 2);
}

// A key of 16 bytes holds 132 pointers in 808 bytes: nine such items per leaf.
TEST(BtreePacking, merged_items_take_a_tenth_of_a_page) {
    EXPECT_EQ(most_pointers(16), 132U);
    EXPECT_EQ(merged_item(16, 132).bytes, 808);
    EXPECT_EQ(merged_item(16, 132).posting_bytes, 792);
    EXPECT_EQ(merged_item(16, 1).bytes, 16);
    EXPECT_EQ(merged_item(16, 1).posting_bytes, 0);
    EXPECT_EQ(merged_item(16, 2).bytes, 32);
    EXPECT_EQ(most_pointers(800), 1U);
    EXPECT_EQ(most_pointers(792), 2U);
    EXPECT_EQ(most_pointers(2704), 1U);
    // 1,000,000 rows under one key: an index of 849 blocks.
    EXPECT_EQ(merged_pages_of(16, 1'000'000), 849);
}

TEST(BtreePacking, bytes_of_groups) {
    EXPECT_DOUBLE_EQ(group_bytes(16, 0, false), 0);
    EXPECT_DOUBLE_EQ(group_bytes(16, 1, false), 20);
    EXPECT_DOUBLE_EQ(group_bytes(16, 2, false), 36);
    EXPECT_DOUBLE_EQ(group_bytes(16, 132, false), 812);
    EXPECT_DOUBLE_EQ(group_bytes(16, 133, false), 832);
    EXPECT_DOUBLE_EQ(group_bytes(16, 132 + 66, true), 812 * 1.5);
    EXPECT_DOUBLE_EQ(group_bytes(16, 10, true), 60) << "its key is counted where it ends";
}

TEST(BtreePacking, thinned_groups_keep_their_keys) {
    EXPECT_DOUBLE_EQ(thinned_group_bytes(16, 1, 0.5), 10);
    // 2 left in a quarter of all cases, 1 in half of them.
    EXPECT_DOUBLE_EQ(thinned_group_bytes(16, 2, 0.5), 36.0 / 4 + 20.0 / 2);
    EXPECT_DOUBLE_EQ(thinned_group_bytes(16, 10, 1), group_bytes(16, 10, false));
    EXPECT_DOUBLE_EQ(thinned_group_bytes(16, 10, 0), 0);
    EXPECT_GT(thinned_group_bytes(16, 10, 0.5), group_bytes(16, 10, false) / 2);
    EXPECT_NEAR(thinned_group_bytes(16, 48, 0.5), thinned_group_bytes(16, 49, 0.5), 8);
}

TEST(BtreePacking, average_leaf_times_pages_is_the_whole) {
    Memory* const memory = std::pmr::new_delete_resource();
    Vector<LeafItem> items(memory);
    std::int64_t bytes = 0;
    BtreePacker packer(90);
    for (std::uint32_t i = 0; i < 60'000; ++i) {
        const LeafItem item{static_cast<std::uint16_t>(16 + i * 7919 % 10 * 8), 0};
        items.push_back(item);
        bytes += item.bytes + 4;
        if (packer.add(item)) packer.high_key_closed(item.bytes);
    }
    const double per_leaf = bytes_per_full_leaf(90, span_of(items));
    EXPECT_NEAR(static_cast<double>(packer.leaves()), static_cast<double>(bytes) / per_leaf, 1);
    EXPECT_NEAR(static_cast<double>(packer.pages()), btree_pages(static_cast<double>(packer.leaves()), 52), 2);
    EXPECT_DOUBLE_EQ(bytes_per_full_leaf(90, {}), 0);
}

TEST(BtreePacking, levels_above_by_arithmetic_and_by_building) {
    EXPECT_DOUBLE_EQ(btree_pages(0, 16), 1);
    EXPECT_DOUBLE_EQ(btree_pages(1, 16), 2);
    EXPECT_DOUBLE_EQ(btree_pages(2, 16), 4);
    EXPECT_DOUBLE_EQ(btree_pages(27'323, 16), 27'422);
    for (const std::int64_t items : {3000, 100'000, 104'000, 105'000, 1'000'000}) {
        const auto pages = static_cast<double>(pages_of(items, {16, 0}));
        EXPECT_NEAR(btree_pages(std::ceil(static_cast<double>(items - 1) / 366), 16), pages, 0) << items;
    }
}

}  // namespace
}  // namespace pgops::test
