// Numbers and texts the way a person, a terminal and SQL read them.
#include "core/text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "core/ids.hpp"

namespace pgops::test {
namespace {

struct Text : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    std::string literal_of(std::string_view text) { return std::string(literal(&memory, text)); }
    std::string line_of(std::string_view text) { return std::string(one_line(&memory, text)); }
    std::string cut(std::string_view text, std::size_t limit) { return std::string(at_most(&memory, text, limit)); }
};

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(), kMost = std::numeric_limits<std::int64_t>::max();

TEST_F(Text, grouped_puts_commas_between_thousands) {
    EXPECT_EQ(grouped(0).view(), "0");
    EXPECT_EQ(grouped(999).view(), "999");
    EXPECT_EQ(grouped(1000).view(), "1,000");
    EXPECT_EQ(grouped(123'456).view(), "123,456");
    EXPECT_EQ(grouped(1'234'567).view(), "1,234,567");
    EXPECT_EQ(grouped(-1).view(), "-1");
    EXPECT_EQ(grouped(-123).view(), "-123");
    EXPECT_EQ(grouped(-1234).view(), "-1,234");
    EXPECT_EQ(grouped(-123'456).view(), "-123,456");
    EXPECT_EQ(grouped(kMost).view(), "9,223,372,036,854,775,807");
    EXPECT_EQ(grouped(kLeast).view(), "-9,223,372,036,854,775,808");
}

TEST_F(Text, decimal_has_as_many_decimals_as_asked) {
    EXPECT_EQ(decimal(0, 0).view(), "0");
    EXPECT_EQ(decimal(12.345, 1).view(), "12.3");
    EXPECT_EQ(decimal(99.96, 1).view(), "100.0");
    EXPECT_EQ(decimal(-2.5, 2).view(), "-2.50");
    EXPECT_EQ(decimal(1.0, 9).view(), "1.000000") << "six at most";
    EXPECT_EQ(decimal(1.6, -3).view(), "2") << "none at least";
}

TEST_F(Text, decimal_of_what_is_no_number) {
    EXPECT_EQ(decimal(std::numeric_limits<double>::quiet_NaN(), 1).view(), "unknown");
    EXPECT_EQ(decimal(std::numeric_limits<double>::infinity(), 1).view(), "unknown");
    EXPECT_EQ(decimal(1e300, 2).view(), "1.00e+300");
    EXPECT_EQ(decimal(-std::numeric_limits<double>::max(), 6).view(), "-1.797693e+308");
    EXPECT_EQ(decimal(9.99e14, 6).view(), "999000000000000.000000");
}

TEST_F(Text, human_bytes_change_unit_at_1024) {
    EXPECT_EQ(human_bytes(0).view(), "0 bytes");
    EXPECT_EQ(human_bytes(1).view(), "1 byte");
    EXPECT_EQ(human_bytes(1023).view(), "1023 bytes");
    EXPECT_EQ(human_bytes(1024).view(), "1.0 kB");
    EXPECT_EQ(human_bytes(8192).view(), "8.0 kB");
    EXPECT_EQ(human_bytes(1536 * kKilobyte).view(), "1.5 MB");
    EXPECT_EQ(human_bytes(100 * kMegabyte).view(), "100 MB");
    EXPECT_EQ(human_bytes(1300 * kMegabyte).view(), "1.3 GB");
    EXPECT_EQ(human_bytes(kMost).view(), "8192 PB");
    EXPECT_EQ(human_bytes(-2048).view(), "-2.0 kB");
}

TEST_F(Text, human_duration_has_the_two_largest_units) {
    EXPECT_EQ(human_duration(0).view(), "0 s");
    EXPECT_EQ(human_duration(-5 * kSecond).view(), "0 s") << "clocks differ; nothing lasts less than nothing";
    EXPECT_EQ(human_duration(kSecond - 1).view(), "0 s");
    EXPECT_EQ(human_duration(59 * kSecond).view(), "59 s");
    EXPECT_EQ(human_duration(60 * kSecond).view(), "1 min");
    EXPECT_EQ(human_duration(125 * kSecond).view(), "2 min 5 s");
    EXPECT_EQ(human_duration(2 * kHour + 5 * kMinute + 7 * kSecond).view(), "2 h 5 min");
    EXPECT_EQ(human_duration(2 * kHour + 7 * kSecond).view(), "2 h");
    EXPECT_EQ(human_duration(3 * kDay + 4 * kHour).view(), "3 d 4 h");
    EXPECT_EQ(human_duration(kMost).view(), "106751991 d 4 h");
}

TEST_F(Text, timestamp_is_what_the_server_reads_back) {
    EXPECT_EQ(timestamp_text(0).view(), "2000-01-01 00:00:00.000000+00");
    EXPECT_EQ(timestamp_text(-1).view(), "1999-12-31 23:59:59.999999+00");
    EXPECT_EQ(timestamp_text(59 * kDay + 123'456).view(), "2000-02-29 00:00:00.123456+00");
    EXPECT_EQ(timestamp_text(9528 * kDay - 1).view(), "2026-01-31 23:59:59.999999+00");
}

TEST_F(Text, concat_joins_texts_and_numbers) {
    EXPECT_EQ(concat(&memory, "a", 1, std::string_view("b"), -2L, grouped(1000), std::uint8_t{7}), "a1b-21,0007");
    EXPECT_EQ(concat(&memory, kLeast, " ", std::numeric_limits<std::uint64_t>::max()), "-9223372036854775808 18446744073709551615");
    EXPECT_EQ(concat(&memory, "", std::string_view()), "");
    EXPECT_EQ(join(&memory, {}), "");
}

TEST_F(Text, a_short_text_takes_what_fits) {
    ShortText made;
    made.append(std::string(40, 'x'));
    EXPECT_EQ(made.view(), std::string(32, 'x'));
}

TEST_F(Text, at_most_counts_characters_not_bytes) {
    EXPECT_EQ(cut("abc", 3), "abc");
    EXPECT_EQ(cut("abcdef", 6), "abcdef");
    EXPECT_EQ(cut("abcdefg", 6), "abc...");
    EXPECT_EQ(cut("äöüÄÖÜ", 6), "äöüÄÖÜ");
    EXPECT_EQ(cut("äöüÄÖÜß", 6), "äöü...");
    EXPECT_EQ(cut("日本語日本語日", 6), "日本語...");
    EXPECT_EQ(cut("abcd", 3), "...");
    EXPECT_EQ(cut("", 3), "");
    EXPECT_EQ(character_count("日本語 ü😀"), 6U);
}

TEST_F(Text, at_most_keeps_44_characters_of_any_name) {
    std::string name;
    for (int i = 0; i < 100; ++i) {
        name += i % 3 == 0 ? "ü" : i % 3 == 1 ? "x" : "😀";
        const std::string shortened = cut(name, 44);
        EXPECT_LE(character_count(shortened), 44U);
        EXPECT_EQ(shortened, i < 44 ? name : shortened);
    }
}

TEST_F(Text, one_line_has_no_control_characters) {
    EXPECT_EQ(line_of("plain text, ü"), "plain text, ü");
    EXPECT_EQ(line_of("a\nb\r\nc\td\x01\x7F"), "a b  c d  ");
    EXPECT_EQ(line_of("\n"), " ");
    EXPECT_EQ(line_of(""), "");
}

// The same as quote_literal() in the server.
TEST_F(Text, literal_doubles_quotes_and_marks_backslashes) {
    EXPECT_EQ(literal_of(""), "''");
    EXPECT_EQ(literal_of("plain"), "'plain'");
    EXPECT_EQ(literal_of("it's"), "'it''s'");
    EXPECT_EQ(literal_of("back\\slash"), "E'back\\\\slash'");
    EXPECT_EQ(literal_of("\\'"), "E'\\\\'''");
    EXPECT_EQ(literal_of("a\nb\"c"), "'a\nb\"c'");
    EXPECT_EQ(literal_of("'; DROP TABLE t; --"), "'''; DROP TABLE t; --'");
}

}  // namespace
}  // namespace pgops::test
