// How rows fill pages one after the other.
#include "core/packing.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace pgops::test {
namespace {

std::int64_t pages_of(const PageSpace& space, const std::vector<std::uint32_t>& rows) {
    Packer packer(space);
    for (const std::uint32_t row : rows) packer.add(row);
    return packer.pages();
}

double full_page(const PageSpace& space, const std::vector<std::uint16_t>& rows) { return full_page_of(space, {rows.data(), rows.size()}).bytes; }

constexpr PageSpace kPage{.usable = 8168, .reserve = 0, .most_rows = 291};

TEST(Packing, a_row_that_does_not_fit_closes_the_page_for_good) {
    const PageSpace space{.usable = 100, .reserve = 0, .most_rows = 10};
    EXPECT_EQ(pages_of(space, {}), 0);
    EXPECT_EQ(pages_of(space, {60}), 1);
    EXPECT_EQ(pages_of(space, {60, 40}), 1) << "to the last byte";
    EXPECT_EQ(pages_of(space, {60, 41}), 2);
    EXPECT_EQ(pages_of(space, {60, 60, 30}), 2) << "the third goes beside the second";
    EXPECT_EQ(pages_of(space, {60, 60, 30, 30}), 3) << "and the fourth not back to the first";
}

TEST(Packing, knows_what_full_pages_hold) {
    Packer packer({.usable = 100, .reserve = 0, .most_rows = 10});
    for (const std::uint32_t row : {60U, 30U, 60U}) packer.add(row);
    EXPECT_EQ(packer.full_pages(), 1);
    EXPECT_EQ(packer.bytes_on_full_pages(), 90);
    EXPECT_EQ(packer.pages(), 2);
}

TEST(Packing, a_fillfactor_reserves_but_the_first_row_may_use_it) {
    const PageSpace space{.usable = 100, .reserve = 50, .most_rows = 10};
    EXPECT_EQ(pages_of(space, {25, 25}), 1);
    EXPECT_EQ(pages_of(space, {25, 26}), 2);
    EXPECT_EQ(pages_of(space, {90, 90, 90}), 3);
    EXPECT_EQ(pages_of(space, {90, 10}), 2);
}

TEST(Packing, a_page_has_only_so_many_line_pointers) {
    const PageSpace space{.usable = 100, .reserve = 0, .most_rows = 3};
    EXPECT_EQ(pages_of(space, {1, 1, 1}), 1);
    EXPECT_EQ(pages_of(space, {1, 1, 1, 1}), 2);
}

TEST(Packing, of_equal_rows_is_known_from_one) {
    EXPECT_DOUBLE_EQ(full_page(kPage, {44}), 185 * 44);
    EXPECT_DOUBLE_EQ(full_page(kPage, {5000}), 5000) << "two do not fit";
    EXPECT_DOUBLE_EQ(full_page(kPage, {28}), 291 * 28) << "line pointers end first";
    EXPECT_EQ(full_page(kPage, {}), 0);
}

TEST(Packing, says_how_well_few_large_rows_tell_of_others) {
    const auto error = [](const std::vector<std::uint16_t>& rows) { return full_page_of(kPage, {rows.data(), rows.size()}).relative_error; };
    EXPECT_EQ(error({44}), 1) << "one row tells nothing of others";
    EXPECT_EQ(error(std::vector<std::uint16_t>(100, 4000)), 0) << "all alike";
    std::vector<std::uint16_t> large, small;
    std::mt19937 random{7};
    for (int i = 0; i < 400; ++i) large.push_back(static_cast<std::uint16_t>(1500 + random() % 3500));
    for (int i = 0; i < 40'000; ++i) small.push_back(static_cast<std::uint16_t>(15 + random() % 35));
    EXPECT_NEAR(error(large), 0.013, 0.004);
    EXPECT_LT(error(small), 0.0005);
}

TEST(Packing, of_mixed_rows_loses_what_does_not_fit) {
    const double mixed = full_page(kPage, {2000, 3000, 1500, 500, 2500});
    EXPECT_GT(mixed, 8168 - 2000);
    EXPECT_LT(mixed, 8168);
}

}  // namespace
}  // namespace pgops::test
