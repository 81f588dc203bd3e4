// Names as words.
#include "core/name_words.hpp"

#include <gtest/gtest.h>

#include <memory_resource>

namespace pgops::test {
namespace {

std::string words(std::string_view name) {
    std::pmr::monotonic_buffer_resource memory;
    return std::string(normalized(name, &memory));
}

TEST(NameWords, meet_in_all_ways_of_writing) {
    for (const char* const name : {"object_type_id", "objectTypeId", "ObjectTypeID", "objecttype_id", "OBJECT_TYPE_IDS", "object-type id", "objectTypes_id_"})
        EXPECT_EQ(words(name), "object_type_id") << name;
}

TEST(NameWords, digits_separate_and_vanish) {
    EXPECT_EQ(words("address2_line1"), "address_line");
    EXPECT_EQ(words("fact_id_1"), "fact_id");
    EXPECT_EQ(trailing_digits("fact_id_1"), "1");
    EXPECT_EQ(trailing_digits("fact_id"), "");
}

TEST(NameWords, are_singular) {
    EXPECT_EQ(words("categories"), "category");
    EXPECT_EQ(words("addresses"), "address");
    EXPECT_EQ(words("boxes"), "box");
    EXPECT_EQ(words("status"), "status");
    EXPECT_EQ(words("class"), "class");
    EXPECT_EQ(words("varvalues"), "var_value");
}

TEST(NameWords, whole_words_stay_whole) {
    for (const char* const name : {"valid", "grid", "paid", "prototype", "android", "value", "name", "uuid", "surname"}) EXPECT_EQ(words(name), name);
}

TEST(NameWords, odd_names_do_no_harm) {
    EXPECT_EQ(words(""), "");
    EXPECT_EQ(words("123"), "");
    EXPECT_EQ(words("\"\n%$"), "");
    EXPECT_EQ(words("größe"), "größe");
    EXPECT_EQ(words(std::string(63, 'a')), std::string(63, 'a'));
    EXPECT_EQ(words("HTTPRequestURL"), "http_request_url");
}

TEST(NameWords, have_parts) {
    EXPECT_EQ(first_word("order_line_item"), "order");
    EXPECT_EQ(last_word("order_line_item"), "item");
    EXPECT_EQ(without_first_word("order"), "");
    EXPECT_EQ(without_last_word("order_line"), "order");
    EXPECT_EQ(last_words("order_line_item", 2), "line_item");
    EXPECT_EQ(last_words("item", 2), "item");
    EXPECT_TRUE(ends_with_words("order_line_item", "line_item"));
    EXPECT_FALSE(ends_with_words("order_line_item", "ne_item"));
    EXPECT_FALSE(ends_with_words("order", ""));
    EXPECT_TRUE(has_word("order_line_item", "line"));
    EXPECT_FALSE(has_word("order_line_item", "lin"));
}

}  // namespace
}  // namespace pgops::test
