// One index and one statement, as plain facts, and what is said about them.
#pragma once

#include "model/index_choice.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pgops::test {

struct IndexChoiceTest : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    std::vector<SearchKey> keys{{.text = "a", .type_name = "integer", .operator_class = "int4_ops"}};
    std::vector<Condition> conditions;
    IndexChoice choice{.name = "s.i", .table = "s.t", .method = "btree", .cost_chosen = 100, .table_pages = 1000, .table_rows = 100'000, .rows_read = 1000};

    Condition& condition(std::string_view text, std::size_t key = 0) { return conditions.emplace_back(Condition{.text = text, .key = key}); }
    // As the planner would have it when a condition on the first column can be searched by, but the plan with the index costs more.
    IndexChoice& searched(double cost) {
        if (conditions.empty()) condition("(a < 5)").served = true;
        choice.searched_by_leading = true;
        choice.cost_with_index = cost;
        choice.rival_node = "Seq Scan";
        return choice;
    }
    Explanation explained() {
        choice.keys = keys;
        choice.conditions = conditions;
        return explain_choice(choice, &memory);
    }
    std::string code() {
        const Explanation found = explained();
        EXPECT_FALSE(found.reason.empty());
        EXPECT_EQ(found.hint.empty(), !found.code) << found.reason;
        return std::string(found.code ? name_of(*found.code) : "used");
    }
    bool hint_has(std::string_view words) { return explained().hint.find(words) != std::string_view::npos; }
    bool reason_has(std::string_view words) { return explained().reason.find(words) != std::string_view::npos; }
};

}  // namespace pgops::test
