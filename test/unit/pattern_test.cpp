// Patterns of names: * and ?, their escapes, and that no pattern takes long.
#include "core/pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pgops::test {
namespace {

TEST(pattern, fits_the_whole_text) {
    EXPECT_TRUE(fits("public.orders", "public.orders"));
    EXPECT_FALSE(fits("public.orders", "public.orders_old"));
    EXPECT_FALSE(fits("orders", "public.orders"));
    EXPECT_TRUE(fits("", ""));
    EXPECT_FALSE(fits("", "a"));
}

TEST(pattern, a_star_is_any_text) {
    EXPECT_TRUE(fits("*", ""));
    EXPECT_TRUE(fits("public.*", "public.orders"));
    EXPECT_TRUE(fits("*_idx", "public.orders_idx"));
    EXPECT_TRUE(fits("*a*b*c", "xxaxbxxbc"));
    EXPECT_FALSE(fits("*a*b*c", "xxaxbxxbcd"));
    EXPECT_FALSE(fits("public.*", "publicorders"));
    EXPECT_TRUE(fits("**", "x"));
}

TEST(pattern, a_question_mark_is_one_character) {
    EXPECT_TRUE(fits("a?c", "abc"));
    EXPECT_TRUE(fits("a?c", "a長c")) << "not one byte";
    EXPECT_FALSE(fits("a?c", "ac"));
    EXPECT_TRUE(fits("*?", "長"));
}

TEST(pattern, an_underscore_and_a_percent_sign_are_themselves) {
    EXPECT_FALSE(fits("public.order_items", "public.orderXitems"));
    EXPECT_FALSE(fits("public.%", "public.orders"));
}

TEST(pattern, a_backslash_takes_the_meaning) {
    EXPECT_TRUE(fits("a\\*", "a*"));
    EXPECT_FALSE(fits("a\\*", "ab"));
    EXPECT_TRUE(fits("a\\?", "a?"));
    EXPECT_TRUE(fits("a\\\\b", "a\\b"));
    EXPECT_TRUE(fits("a\\", "a\\")) << "at the end it stands for itself";
}

TEST(pattern, many_stars_take_no_longer) {
    std::string pattern, text(5000, 'a');
    for (int i = 0; i < 200; ++i) pattern += "*a";
    EXPECT_FALSE(fits(pattern + "*b", text));
}

}  // namespace
}  // namespace pgops::test
