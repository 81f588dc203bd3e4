// offset_pagination, count_star, order_by_random, cartesian_join, joins_of_large_tables, sequential_scan_large_table: what grows with tables.
#include "query_fixture.hpp"

namespace pgops::test {
namespace {

struct Results : OfQueries {};

TEST_F(Results, pages_that_are_reached_by_offset) {
    ask({o}, {{.habit = Offset}}, 900, 20);
    EXPECT_EQ(found("offset_pagination").only().headline(), "OFFSET reads 900 blocks for 20 rows");
    EXPECT_EQ(found("offset_pagination").only().object(), "public.orders");
}

TEST_F(Results, first_pages_and_small_tables_cost_nothing) {
    ask({o}, {{.habit = Offset}}, 40, 20);
    ask({n}, {{.habit = Offset}}, 900, 20);
    ask({o}, {{.habit = Offset}}, 900, 500);
    EXPECT_TRUE(found("offset_pagination").empty()) << "the last one wants what it reads";
}

TEST_F(Results, offset_round_a_subquery) {
    statements.add({.calls = 100, .rows = 2000}, {{{}, -1}, {{o}, 0}}, {}, {{.habit = Offset, .scope = 0}}, 900);
    EXPECT_EQ(found("offset_pagination").only().object(), "public.orders");
}

TEST_F(Results, counts_of_whole_tables) {
    ask({n}, {{.habit = CountsAll}}, 1);
    ask({{"", "unheard_of", "x"}}, {{.habit = CountsAll}}, 9000);
    EXPECT_TRUE(found("count_star").empty());
    ask({o}, {{.habit = CountsAll}}, 10'240);
    EXPECT_EQ(found("count_star").only().headline(), "500,000 rows are counted");
    EXPECT_EQ(found("count_star").only().evidence("blocks_per_call"), "10240");
}

TEST_F(Results, statements_that_are_called_seldom) {
    ask({c}, {}, 10, 1, {}, 100'000);
    ask({o}, {{.habit = CountsAll}}, 10'240, 1, {}, 3);
    EXPECT_TRUE(found("count_star").empty());
    db.server.statements.milliseconds = 6;
    EXPECT_FALSE(found("count_star").empty()) << "half of all time";
}

TEST_F(Results, severity_goes_with_the_time) {
    statements.add({.calls = 1000, .rows = 1000}, {{{o}, -1}}, {}, {{.habit = CountsAll}}, 10'240, 100);
    EXPECT_EQ(found("count_star").only()->severity(), Severity::Medium) << "all of the time, but only two minutes";
    statements.add({.calls = 1000, .rows = 1000}, {{{c}, -1}}, {}, {}, 1, 1'000'000);
    EXPECT_EQ(found("count_star").of("public.orders")->severity(), Severity::Info);
}

TEST_F(Results, random_order_of_a_table) {
    ask({n}, {{.habit = RandomOrder}}, 1, 5);
    ask({o}, {{.habit = RandomOrder}}, 30, 5);
    EXPECT_TRUE(found("order_by_random").empty()) << "the second reads few rows by an index";
    ask({o}, {{.habit = RandomOrder}}, 10'300, 5);
    EXPECT_EQ(found("order_by_random").only().headline(), "500,000 rows in random order for 5 rows");
}

TEST_F(Results, partitions_count_together) {
    auto& log = db.table("log").partitioned();
    log.column("id", type_id::kInt8);
    for (const char* name : {"log_1", "log_2"}) db.table(name).partition_of(log).live_rows(6000).bytes(kMegabyte);
    ask({{"", "log", "log"}}, {{.habit = CountsAll}}, 256);
    EXPECT_EQ(found("count_star").only().headline(), "12,000 rows are counted");
}

TEST_F(Results, without_statements_the_check_is_left_out) {
    EXPECT_NE(found("count_star").left_out.find("not installed"), std::string::npos);
    ask({o}, {}, 1);
    db.server.statements.hidden = 2;
    EXPECT_NE(found("count_star").left_out.find("pg_read_all_stats"), std::string::npos);
}

struct Searches : OfQueries {
    static StatementColumn equal(std::string_view column) { return {.qualifier = "o", .name = column, .operator_name = "=", .use = ColumnUse::Equality}; }
};

TEST_F(Searches, of_few_rows_in_a_whole_table) {
    ask({o}, {}, 10'240, 5, {equal("customer")});
    const Found all = found("sequential_scan_large_table");
    EXPECT_EQ(all.only().headline(), "reads 500,000 rows to find few by customer");
    EXPECT_EQ(all.only().evidence("columns_compared"), "customer");
    EXPECT_EQ(all.only().evidence("index_not_used"), "(absent)");
}

TEST_F(Searches, that_want_what_they_read_or_read_little) {
    ask({o}, {}, 10'240, 100'000, {equal("customer")});
    ask({o}, {}, 10'240, 1, {equal("state")});
    ask({o}, {}, 10, 5, {equal("customer")});
    ask({o, c}, {}, 20'000, 5, {equal("email")});
    EXPECT_TRUE(found("sequential_scan_large_table").empty()) << "the last one has an index, and another table whose blocks they may be";
}

TEST_F(Searches, that_pass_an_index_by) {
    ask({o}, {}, 10'240, 1, {equal("email")});
    EXPECT_EQ(found("sequential_scan_large_table").only().evidence("index_not_used"), "orders_email");
}

struct Joins : OfQueries {
    static StatementRemark at(StatementHabit habit, int part, std::string_view qualifier, std::string_view name) {
        return {.habit = habit, .part = part, .qualifier = qualifier, .name = name};
    }
    static std::vector<StatementRemark> linked(int part, std::string_view left, std::string_view left_name, std::string_view right,
                                               std::string_view right_name) {
        return {at(JoinedBy, part, left, left_name), at(JoinedBy, part, right, right_name), at(Link, part, left, left_name), at(Link, part, right, right_name)};
    }
};

TEST_F(Joins, without_a_condition) {
    ask({o, c}, {at(Link, 1, "o", "state")}, 20'000);
    const Found all = found("cartesian_join");
    EXPECT_EQ(all.only().object(), "public.orders");
    EXPECT_EQ(all.only().headline(), "nothing joins it to public.customers");
    EXPECT_EQ(all.only().evidence("rows_of_product"), "100000000000");
}

TEST_F(Joins, that_are_linked_somehow) {
    ask({o, c}, linked(1, "o", "customer", "c", "id"), 20'000);
    auto both = linked(1, "o", "customer", "c", "id");
    for (const StatementRemark& remark : linked(2, "c", "country", "n", "id")) both.push_back(remark);
    ask({o, n, c}, both, 20'000);
    ask({o, c}, {at(LinkUnclear, 1, "", "")}, 20'000);
    ask({o, c}, {at(Link, 1, "x", "y")}, 20'000);
    ask({o, c}, {at(Link, 1, "", "email")}, 20'000);
    EXPECT_TRUE(found("cartesian_join").empty()) << "by a third table, by NATURAL, by a subquery's name, by USING";
}

TEST_F(Joins, with_one_row) {
    ask({o, c}, {}, 20'000, 1, {{.qualifier = "c", .name = "id", .operator_name = "=", .use = ColumnUse::Equality}});
    EXPECT_TRUE(found("cartesian_join").empty());
}

TEST_F(Joins, that_say_cross) {
    ask({o, n}, {{.habit = CrossJoin}}, 20'000);
    EXPECT_TRUE(found("cartesian_join").empty()) << "each order with each country: who says so means it";
    ask({o, c}, {{.habit = CrossJoin}}, 20'000);
    EXPECT_FALSE(found("cartesian_join").empty()) << "nobody means 10^11 rows";
}

TEST_F(Joins, of_large_tables_without_an_index) {
    ask({o, c}, linked(1, "o", "state", "c", "email"), 20'000);
    const Found all = found("joins_of_large_tables");
    EXPECT_EQ(all.only().headline(), "no index for the join with public.customers");
    EXPECT_EQ(all.only().evidence("condition"), "public.orders.state = public.customers.email");
}

TEST_F(Joins, of_large_tables_with_an_index_on_one_side) {
    ask({o, c}, linked(1, "o", "email", "c", "email"), 20'000);
    ask({o, c}, {at(JoinedBy, 1, "", "email")}, 20'000);
    ask({c, n}, linked(1, "c", "country", "n", "id"), 20'000);
    ask({o, c}, linked(1, "o", "state", "c", "email"), 40);
    EXPECT_TRUE(found("joins_of_large_tables").empty()) << "USING takes the tables that have the column; the last one reads little";
}

}  // namespace
}  // namespace pgops::test
