// hot_cold_split: which columns the updates of a table change, and how much of the row they are.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct HotColumns : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("users").live_rows(10'000).bytes(10 * kMegabyte);
    std::vector<StatementTable> tables{{.name = "users"}};
    std::vector<StatementScope> scopes{{.tables = tables}};
    std::vector<StatementColumn> seen{{.name = "last_seen", .use = ColumnUse::Assigned}, {.name = "id", .use = ColumnUse::Equality}};
    std::vector<StatementColumn> profile{{.name = "name", .use = ColumnUse::Assigned}, {.name = "biography", .use = ColumnUse::Assigned}};
    std::vector<Statement> statements{{.calls = 90'000, .scopes = scopes, .columns = seen}, {.calls = 1000, .scopes = scopes, .columns = profile}};

    HotColumns() {
        t.column("id", type_id::kInt8).not_null().statistics(8);
        t.primary_key({"id"});
        t.column("last_seen", type_id::kTimestamptz).statistics(8);
        for (const char* name : {"name", "street", "city", "phone", "email"}) t.column(name, type_id::kText).statistics(20);
        t.column("biography", type_id::kText).statistics(500);
        t.fact.counters.known = true;
        t.fact.counters.updated = 91'000;
        db.server.statements = {.statements = statements};
    }
};

TEST_F(HotColumns, that_most_updates_keep_to_are_found) {
    const Seen seen_table = db.findings_of("hot_cold_split").only();
    EXPECT_EQ(seen_table.object(), "public.users");
    EXPECT_EQ(seen_table.headline(), "updates change 1 of 8 columns");
    EXPECT_EQ(seen_table.evidence("columns"), "last_seen");
    EXPECT_EQ(seen_table.evidence("migration"),
              "CREATE TABLE public.users_activity AS SELECT id, last_seen FROM public.users;\nALTER TABLE public.users_activity ADD PRIMARY KEY (id), ADD "
              "FOREIGN KEY (id) REFERENCES public.users ON DELETE CASCADE;");
}

TEST_F(HotColumns, are_none_where_updates_change_the_wide_ones) {
    statements[1].calls = 90'000;
    EXPECT_TRUE(db.findings_of("hot_cold_split").empty());
}

TEST_F(HotColumns, matter_little_in_narrow_rows_and_few_updates) {
    t["biography"].statistics(50);
    EXPECT_TRUE(db.findings_of("hot_cold_split").empty());
    t["biography"].statistics(500);
    t.fact.counters.updated = 5000;
    EXPECT_TRUE(db.findings_of("hot_cold_split").empty());
}

TEST_F(HotColumns, are_unknown_without_statements) {
    db.server.statements = {.absent = "the extension pg_stat_statements is not installed in this database"};
    const Found found = db.findings_of("hot_cold_split");
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(found.left_out, "1 table with many updates: the extension pg_stat_statements is not installed in this database");
}

}  // namespace
}  // namespace pgops::test
