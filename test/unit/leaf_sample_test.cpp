// A sample of btree leaves, and the arithmetic of intervals that goes with it.
#include "core/leaf_sample.hpp"

#include <gtest/gtest.h>

#include "core/interval.hpp"

namespace pgops::test {
namespace {

struct Sampled : ::testing::Test {
    std::pmr::monotonic_buffer_resource arena;
    Memory* memory = &arena;
    // Groups of equal keys as they lie on full pages one after the other, some cut by the page's end; every second page is looked at.
    void fill(LeafSample& sample, std::uint32_t groups, std::uint32_t pointers_of_group, std::uint32_t pointers_of_page) {
        std::uint32_t page = 0, left_on_page = pointers_of_page;
        sample.add_page(page, {});
        for (std::uint32_t group = 0; group < groups; ++group)
            for (std::uint32_t left = pointers_of_group; left > 0;) {
                const std::uint32_t here = std::min(left, left_on_page);
                left -= here;
                left_on_page -= here;
                if (page % 2 == 0) sample.add_group(16, here, left > 0);
                if (left_on_page > 0) continue;
                left_on_page = pointers_of_page;
                if (++page % 2 == 0) sample.add_page(page, {});
            }
    }
};

TEST_F(Sampled, keys_of_one_width_have_no_spread) {
    LeafSample sample(false, 90, memory);
    for (std::uint32_t page = 0; page < 30; ++page) {
        sample.add_page(page, {});
        for (std::uint32_t i = 0; i < 100 + page * 5; ++i) sample.add_group(16, 1, false);
    }
    const Interval bytes = sample.bytes_per_entry(1000);
    EXPECT_DOUBLE_EQ(bytes.value, 20);
    EXPECT_NEAR(half_width(bytes), 0, 1e-9);
    EXPECT_GT(half_width(sample.total_bytes({}, 1000)), 0);
    EXPECT_DOUBLE_EQ(sample.total_entries({}, 30).value, sample.entries());
    EXPECT_NEAR(sample.bytes_per_full_leaf(), 366 * 20, 20);
    EXPECT_DOUBLE_EQ(sample.keys_that_stay(0.5), 1) << "nothing is merged";
}

TEST_F(Sampled, empty_pages_count) {
    LeafSample sample(true, 90, memory);
    for (std::uint32_t page = 0; page < 10; ++page) {
        sample.add_page(page, {});
        if (page % 2 == 0) sample.add_group(16, 1, false);
    }
    EXPECT_EQ(sample.pages(), 10U);
    EXPECT_DOUBLE_EQ(sample.total_bytes({}, 10).value, 100);
    sample.clear();
    EXPECT_EQ(sample.pages(), 0U);
    EXPECT_DOUBLE_EQ(sample.bytes_per_entry(10).value, 0);
}

// What half of the leaves tell is what a build of all groups takes.
TEST_F(Sampled, groups_cut_by_pages_are_put_together_again) {
    for (const std::uint32_t pointers : {3U, 50U, 120U, 270U, 1500U}) {
        LeafSample sample(true, 90, memory);
        constexpr std::uint32_t kGroups = 2000;
        fill(sample, kGroups, pointers, 1111);
        BtreePacker packer(90);
        for (std::uint32_t group = 0; group < kGroups; ++group)
            for (std::uint32_t left = pointers; left > 0; left -= std::min(left, most_pointers(16)))
                if (packer.add(merged_item(16, std::min(left, most_pointers(16))))) packer.high_key_closed(16);
        const double leaves = sample.bytes_per_entry(1e6).value * kGroups * pointers / sample.bytes_per_full_leaf();
        EXPECT_NEAR(leaves / static_cast<double>(packer.leaves()), 1, 0.025) << pointers;
    }
}

TEST_F(Sampled, each_key_stays_while_one_of_its_rows_does) {
    LeafSample sample(true, 90, memory);
    sample.add_page(0, {});
    for (int i = 0; i < 100; ++i) sample.add_group(16, 2, false);
    EXPECT_DOUBLE_EQ(sample.keys_that_stay(0.5), (36.0 / 4 + 20.0 / 2) / 18);
    EXPECT_DOUBLE_EQ(sample.keys_that_stay(1), 1);
    EXPECT_DOUBLE_EQ(sample.keys_that_stay(0), 1);
}

TEST(Intervals, of_products_and_of_two_estimates) {
    const Interval both = product({10, 9, 11}, {2, 2, 2});
    EXPECT_DOUBLE_EQ(both.value, 20);
    EXPECT_DOUBLE_EQ(half_width(both), 2);
    const Interval equal = combined({10, 9, 11}, {12, 11, 13});
    EXPECT_DOUBLE_EQ(equal.value, 11);
    EXPECT_LT(half_width(equal), 1);
    EXPECT_DOUBLE_EQ(combined({10, 9, 11}, {12, 12, 12}).value, 12) << "what is certain wins";
    EXPECT_DOUBLE_EQ(share_of(0, 0).high, 1);
    EXPECT_DOUBLE_EQ(share_of(0, 100).value, 0);
    EXPECT_GT(share_of(0, 100).high, 0.02);
    EXPECT_LT(share_of(100, 100).low, 0.98);
}

}  // namespace
}  // namespace pgops::test
