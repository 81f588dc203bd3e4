// How many pages a rebuilt GiST or SP-GiST index takes.
#include "core/tree_rebuild.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace pgops::test {
namespace {

constexpr TreeFill kExpected{.share = 0.6, .error = 0.1};
constexpr Interval kAll{1, 1, 1};

// Every page as full as told in turn.
std::vector<TreePage> pages_of(std::size_t count, const std::vector<double>& filled, bool unchanged) {
    std::vector<TreePage> pages;
    for (std::size_t i = 0; i < count; ++i)
        pages.push_back({.block = static_cast<std::uint32_t>(i), .filled = filled[i % filled.size()], .unchanged = unchanged});
    return pages;
}

Interval needed(const std::vector<TreePage>& pages, const TreeFill& fill, const Interval& kept, double population) {
    std::pmr::monotonic_buffer_resource memory;
    return tree_pages_needed({pages.data(), pages.size()}, fill, kept, 0, {}, population, &memory).pages;
}

TEST(TreeRebuild, what_was_built_stays_as_it_is) {
    const Interval pages = needed(pages_of(50, {0.4, 0.9}, true), kExpected, kAll, 1000);
    EXPECT_NEAR(pages.value, 1, 1e-9);
    EXPECT_NEAR(pages.high - pages.low, 0, 1e-9);
}

TEST(TreeRebuild, what_is_left_is_put_together_at_the_expected_fill) {
    const Interval pages = needed(pages_of(50, {0.3, 0.3, 0}, false), kExpected, kAll, 50);
    EXPECT_NEAR(pages.value, 34 * 0.5 / 50, 1e-9);
    EXPECT_NEAR(pages.high - pages.low, 2 * 1.96 * 0.1 * pages.value, 1e-9) << "the fill is a guess";
}

TEST(TreeRebuild, dead_rows_are_left_out) {
    EXPECT_NEAR(needed(pages_of(50, {0.6}, true), kExpected, {0.5, 0.4, 0.6}, 1000).value, 0.5, 1e-9);
    EXPECT_EQ(needed(pages_of(50, {0.6}, false), kExpected, {0, 0, 0}, 1000).value, 0);
}

TEST(TreeRebuild, unchanged_pages_tell_the_fill) {
    const std::vector<TreePage> built = pages_of(50, {0.7, 0.8}, true), changed = pages_of(50, {0.7}, false);
    EXPECT_NEAR(learn_fill(kExpected, {built.data(), built.size()}, 0.03).share, 0.75, 0.02);
    EXPECT_LT(learn_fill(kExpected, {built.data(), built.size()}, 0.03).error, 0.04);
    EXPECT_EQ(learn_fill(kExpected, {changed.data(), changed.size()}, 0.03).share, 0.6);
    EXPECT_EQ(learn_fill(kExpected, {}, 0.03).share, 0.6);
}

TEST(TreeRebuild, a_build_that_is_repeated_may_differ) {
    const std::vector<TreePage> built = pages_of(50, {0.7}, true);
    std::pmr::monotonic_buffer_resource memory;
    const TreeNeed need = tree_pages_needed({built.data(), built.size()}, kExpected, kAll, 0.01, {}, 50, &memory);
    EXPECT_NEAR(need.pages.high - need.pages.low, 2 * 1.96 * 0.01, 1e-9);
    EXPECT_NEAR(need.sampling_error, 0, 1e-9);
}

TEST(TreeRebuild, no_pages_tell_nothing) { EXPECT_TRUE(std::isinf(needed({}, kExpected, kAll, 10).high)); }

}  // namespace
}  // namespace pgops::test
