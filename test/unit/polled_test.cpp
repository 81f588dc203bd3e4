// Sorting many elements that a cancel can end.
#include "model/polled.hpp"

#include <gtest/gtest.h>

#include <memory_resource>
#include <random>
#include <vector>

#include "fake_server.hpp"

namespace pgops::test {
namespace {

struct Large {
    int key = 0, written = 0;
    std::array<char, 200> more{};
};

std::vector<std::pair<int, int>> sorted_by_key(const std::vector<int>& keys) {
    std::pmr::monotonic_buffer_resource memory;
    FakeServer server;
    Vector<Large> elements(&memory);
    for (const int key : keys) elements.push_back({key, static_cast<int>(elements.size())});
    polled_sort_by(server, elements, &Large::key);
    std::vector<std::pair<int, int>> result;
    for (const Large& element : elements) result.emplace_back(element.key, element.written);
    return result;
}

std::vector<std::pair<int, int>> sorted_by_the_library(const std::vector<int>& keys) {
    std::vector<std::pair<int, int>> expected;
    for (const int key : keys) expected.emplace_back(key, static_cast<int>(expected.size()));
    std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return expected;
}

TEST(PolledSort, moves_large_elements_to_where_their_keys_belong) {
    std::mt19937 random(7);  // NOLINT: the same numbers each time
    for (const std::size_t size : {0U, 1U, 2U, 3U, 10U, 257U, 3000U}) {
        std::vector<int> keys(size);
        for (int& key : keys) key = static_cast<int>(random() % (size + 1));
        EXPECT_EQ(sorted_by_key(keys), sorted_by_the_library(keys)) << size;
    }
}

TEST(PolledSort, keeps_equal_keys_in_their_order) {
    EXPECT_EQ(sorted_by_key({2, 1, 2, 1, 2}), sorted_by_the_library({2, 1, 2, 1, 2}));
    EXPECT_EQ(sorted_by_key({1, 1, 1}), sorted_by_the_library({1, 1, 1}));
}

}  // namespace
}  // namespace pgops::test
