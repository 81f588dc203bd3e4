// The parts of a fresh GIN index, against what PostgreSQL 15 builds.
#include <gtest/gtest.h>

#include <vector>

#include "core/gin_packing.hpp"

namespace pgops {
namespace {

std::vector<std::uint64_t> read_all(std::uint64_t first, const std::vector<unsigned char>& rest, bool* damaged = nullptr) {
    PostingReader reader(first, rest);
    std::vector<std::uint64_t> pointers{reader.pointer()};
    while (reader.next()) pointers.push_back(reader.pointer());
    if (damaged != nullptr) *damaged = reader.damaged();
    return pointers;
}

TEST(PostingReader, adds_up_the_differences) {
    bool damaged = true;
    EXPECT_EQ(read_all(gin_pointer(1, 1), {1, 0x80, 0x10, 0x7F}, &damaged),
              (std::vector<std::uint64_t>{gin_pointer(1, 1), gin_pointer(1, 2), gin_pointer(2, 2), gin_pointer(2, 129)}));
    EXPECT_FALSE(damaged);
    EXPECT_EQ(read_all(7, {}), std::vector<std::uint64_t>{7});
}

TEST(PostingReader, takes_the_longest_number) {
    const std::vector<std::uint64_t> pointers = read_all(1, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01});
    ASSERT_EQ(pointers.size(), 2U);
    EXPECT_EQ(pointers[1], 1 + (1ULL << 43U) - 1);
}

TEST(PostingReader, ends_where_the_list_is_damaged) {
    for (const std::vector<unsigned char>& rest : {std::vector<unsigned char>{0x80}, {1, 0xFF}, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, {1, 0, 1}}) {
        bool damaged = false;
        EXPECT_LE(read_all(1, rest, &damaged).size(), 2U);
        EXPECT_TRUE(damaged);
    }
}

TEST(PostingSize, counts_as_the_server_writes) {
    PostingSize size;
    EXPECT_EQ(size.in_entry(), 0U);
    EXPECT_EQ(size.in_tree(), 0U);
    size.add(gin_pointer(0, 1));
    EXPECT_EQ(size.in_entry(), 8U);
    size.add(gin_pointer(0, 2));
    EXPECT_EQ(size.in_entry(), 10U) << "of an even length";
    size.add(gin_pointer(1, 2));
    EXPECT_EQ(size.in_entry(), 8U + 1 + 2 + 1);
    EXPECT_EQ(size.in_tree(), size.in_entry());
    EXPECT_EQ(size.pointers(), 3U);
}

TEST(PostingSize, long_lists_are_cut_into_segments) {
    PostingSize size;
    for (std::uint32_t i = 0; i < 10'000; ++i) size.add(i);
    EXPECT_EQ(size.in_entry(), 8U + 10'000);
    // 377 pointers in each: the first one in the header, and 376 bytes.
    EXPECT_NEAR(size.in_tree(), 10'000 + 8 * 10'000 / 377, 40);
}

double bytes_per_page(std::size_t count, std::uint16_t bytes, std::uint32_t pointers = 1, int batches = 1) {
    const std::vector<GinItem> items(count, GinItem{.key_bytes = 16, .bytes = bytes, .pointers = pointers});
    return bytes_per_entry_page(items, batches, std::pmr::get_default_resource());
}

TEST(EntryPages, are_left_half_full) {
    EXPECT_NEAR(bytes_per_page(1000, 16), gin::kEntryUsable / 2.0, 20);
    EXPECT_NEAR(bytes_per_page(1, 48), gin::kEntryUsable / 2.0, 60);
    EXPECT_EQ(bytes_per_entry_page({}, 1, std::pmr::get_default_resource()), gin::kEntryUsable / 2.0);
}

TEST(EntryPages, large_items_are_split_unevenly) {
    // Three fit; the fourth splits them, and more than a half goes to the left.
    EXPECT_NEAR(bytes_per_page(1000, 2696), 3 * 2700, 1);
    EXPECT_GT(bytes_per_page(1000, 1296), gin::kEntryUsable / 2.0);
}

TEST(EntryPages, fill_up_when_the_memory_did_not_hold_all) {
    EXPECT_GT(bytes_per_page(5000, 24, 1, 4), 1.1 * bytes_per_page(5000, 24));
    EXPECT_LT(bytes_per_page(5000, 24, 1, 4), gin::kEntryUsable);
    EXPECT_GT(bytes_per_page(5000, 200, 50, 4), gin::kEntryUsable / 2.0);
}

TEST(PostingTree, is_filled_by_a_build) {
    EXPECT_EQ(posting_tree_pages(0), 0);
    EXPECT_EQ(posting_tree_pages(5000), 1);
    EXPECT_EQ(posting_tree_pages(8152), 1);
    EXPECT_EQ(posting_tree_pages(9000), 3) << "two leaves and their root";
    EXPECT_NEAR(posting_tree_pages(8e6), 1000, 10);
}

}  // namespace
}  // namespace pgops
