// Values that are lists, and values that only have separators in them.
#include <gtest/gtest.h>

#include "checks/schema/list_values.hpp"

namespace pgops::test {
namespace {

using Verdict = ListValues::Verdict;

template <class Make>
Verdict verdict_of(Make make, bool named = false) {
    std::pmr::monotonic_buffer_resource memory;
    std::vector<std::string> texts;
    for (int i = 0; i < 60; ++i) texts.push_back(make(i));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    return list_values({.bounds = views, .known = true}, 0, named, &memory).verdict;
}

std::string item(int i) {
    constexpr const char* kItems[] = {"red", "green", "blue", "white", "black"};
    return kItems[i % 5];
}
std::string items(int i, const std::string& separator) {
    std::string text = item(i);
    for (int more = 0; more < i % 4; ++more) text += separator + item(i * 3 + more * 7 + i / 5);
    return text;
}

TEST(ListValues, of_words_with_any_separator) {
    for (const char* separator : {",", ", ", ";", "|"}) EXPECT_EQ(verdict_of([&](int i) { return items(i, separator); }), Verdict::Lists) << separator;
    EXPECT_EQ(verdict_of([](int i) { return "{" + items(i, ",") + "}"; }), Verdict::Lists);
    EXPECT_EQ(verdict_of([](int i) { return items(i, " "); }, true), Verdict::Lists);
}

TEST(ListValues, of_ids_and_addresses) {
    const auto ids = [](int i) { return std::to_string(i * 131) + (i % 2 ? "," + std::to_string(i * 17) : "") + (i % 3 ? "," + std::to_string(i) : ""); };
    EXPECT_EQ(verdict_of(ids), Verdict::Lists);
    const auto addresses = [](int i) {
        std::string text = "a" + std::to_string(i) + "@example.org";
        for (int more = 0; more < i % 3; ++more) text += "; b" + std::to_string(i + more) + "@example.org";
        return text;
    };
    EXPECT_EQ(verdict_of(addresses), Verdict::Lists);
}

TEST(ListValues, are_none_in_texts_with_separators) {
    const auto number = [](int i) { return std::to_string(i); };
    const auto expect_none = [](auto make, const char* what) { EXPECT_NE(verdict_of(make), Verdict::Lists) << what; };
    expect_none([&](int i) { return "Lake Street " + number(i) + ", " + (i % 2 ? "Vienna" : "Graz") + (i % 3 ? ", Austria" : ""); }, "addresses");
    expect_none([&](int i) { return "Doe" + number(i) + ", John"; }, "names");
    expect_none([&](int i) { return "48." + number(i) + ",16." + number(i * 7); }, "coordinates");
    expect_none([&](int i) { return number(100 + i) + ",234" + (i % 2 ? ",567" : ""); }, "grouped numbers");
    expect_none([&](int i) { return "Now it is late, and we saw " + number(i) + " of them; nobody knows, why that is."; }, "sentences");
    expect_none([](int i) { return items(i, " "); }, "words");
    EXPECT_EQ(verdict_of([&](int i) { return "word " + number(i); }), Verdict::NoLists);
}

}  // namespace
}  // namespace pgops::test
