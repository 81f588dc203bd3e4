// What a text is by its form: numbers, dates, words for true and false, UUIDs, JSON, addresses; and what only looks like one.
#include "core/value_class.hpp"

#include <gtest/gtest.h>

#include <memory_resource>

#include "core/json_scan.hpp"
#include "model/column_values.hpp"

namespace pgops::test {
namespace {

struct Case {
    const char* text;
    ValueClass expected;
};

TEST(ValueClasses, are_told_by_form) {
    using enum ValueClass;
    for (const Case& c : {Case{"", Empty},
                          {"  ", Empty},
                          {"N/A", Placeholder},
                          {"null", Placeholder},
                          {"-", Placeholder},
                          {"0", Integer},
                          {"-42", Integer},
                          {"+7", Integer},
                          {" 1974 ", Integer},
                          {"0042", Code},
                          {"12345678901234567890", Code},
                          {"0.5", Decimal},
                          {"-12.75", Decimal},
                          {"1.2.3", Text},
                          {"1.", Text},
                          {"12a", Text},
                          {"$12.50", Amount},
                          {"12.50 EUR", Amount},
                          {"20240131", CompactDate},
                          {"20241331", Integer},
                          {"2024-01-31", Date},
                          {"2024-02-30", Text},
                          {"2024/01/31", Date},
                          {"31.01.2024", LocalDate},
                          {"1/31/2024", LocalDate},
                          {"32/32/2024", Text},
                          {"2024-01-31 23:59:59.5+01", Timestamp},
                          {"2024-01-31T23:59:59Z", Timestamp},
                          {"2024-01-31 99:59", Text},
                          {"23:59", Time},
                          {"23:59:59", Time},
                          {"25:00", Text},
                          {"Yes", Boolean},
                          {"f", Boolean},
                          {"off", Boolean},
                          {"yeah", Text},
                          {"6ba7b810-9dad-11d1-80b4-00c04fd430c8", Uuid},
                          {"6ba7b810-9dad-11d1-80b4-00c04fd430c", Text},
                          {"{\"a\": [1, 2.5e3, \"b\\\"c\", null]}", Json},
                          {"[]", Json},
                          {"{a,b}", Text},
                          {"[draft] title", Text},
                          {"10.0.0.1", Network},
                          {"10.0.0.0/8", Network},
                          {"10.0.0.256", Text},
                          {"2001:db8::1", Network},
                          {"08:00:2b:01:02:03", Mac},
                          {"ada@example.org", Email},
                          {"@ada", Text},
                          {"https://example.org/a?b", Url},
                          {"see https://example.org", Text},
                          {"Lake Street 12", Text}})
        EXPECT_EQ(name_of(classify(c.text)), name_of(c.expected)) << c.text;
}

TEST(ValueClasses, of_damaged_texts_are_texts) {
    const std::string deep(1000, '[');
    for (const std::string_view text : {std::string_view("{\"a\": "), std::string_view("{\"a\\"), std::string_view("\"\\u"), std::string_view(deep),
                                        std::string_view("{\"a\" 1}"), std::string_view("[1,]"), std::string_view("\x00\xff", 2), std::string_view("{")})
        EXPECT_EQ(classify(text), ValueClass::Text) << text;
}

TEST(Days, are_counted_from_1970) {
    EXPECT_EQ(day_of("1970-01-01"), 0);
    EXPECT_EQ(day_of("2000-01-01 12:00:00"), 10957);
    EXPECT_EQ(day_of("20000102"), 10958);
}

TEST(Uuids, say_their_version) {
    EXPECT_EQ(uuid_version("f47ac10b-58cc-4372-a567-0e02b2c3d479"), 4);
    EXPECT_EQ(uuid_version("01890a5d-ac96-774b-bcce-b302099a8057"), 7);
    EXPECT_EQ(uuid_version("00000000-0000-0000-0000-000000000000"), 0);
    EXPECT_EQ(uuid_version("text"), 0);
}

TEST(JsonMembers, are_those_of_the_outermost_object) {
    std::pmr::monotonic_buffer_resource memory;
    const auto members = json_members(R"( {"a": 1, "b": {"c": 2}, "d\"e": "x", "f": [ ] } )", &memory);
    ASSERT_EQ(members.size(), 4U);
    EXPECT_EQ(members[0].key, "a");
    EXPECT_TRUE(members[0].is_scalar);
    EXPECT_FALSE(members[1].is_scalar);
    EXPECT_EQ(members[2].key, "d\\\"e");
    EXPECT_FALSE(members[3].is_scalar);
    EXPECT_TRUE(json_members("[1]", &memory).empty());
    EXPECT_TRUE(json_members("{\"a\": ", &memory).empty());
}

TEST(Profiles, weigh_values_by_their_frequency) {
    const std::string_view common[] = {"12", "n/a"}, bounds[] = {"13", "14", "15", "x"};
    const float frequencies[] = {0.4F, 0.1F};
    const ValueProfile profile = profile_of({.common = common, .frequencies = frequencies, .bounds = bounds, .correlation = {}, .known = true}, 0.1);
    EXPECT_EQ(profile.values, 6);
    EXPECT_NEAR(profile.covered, 1, 1e-6);
    EXPECT_NEAR(profile.of(ValueClass::Integer), (0.4 + 0.3) / 0.9, 1e-6);
    EXPECT_NEAR(profile.empty_or_placeholder, 0.1 / 0.9, 1e-6);
    EXPECT_NEAR(profile.of(ValueClass::Text), 0.1 / 0.9, 1e-6);
    EXPECT_EQ(profile_of({}, 0).covered, 0);
    EXPECT_EQ(profile_of({}, 1).covered, 0);
}

}  // namespace
}  // namespace pgops::test
