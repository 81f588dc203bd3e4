// Tables of a shop, and statements over them as pg_stat_statements counts them.
#pragma once

#include <gtest/gtest.h>

#include "workload.hpp"

namespace pgops::test {

using enum StatementHabit;

struct OfQueries : ::testing::Test {
    Database db;
    StatementTexts statements{db};
    TableBuilder& orders = db.table("orders").live_rows(500'000).bytes(80 * kMegabyte);  // 10,240 blocks
    TableBuilder& customers = db.table("customers").live_rows(200'000).bytes(40 * kMegabyte);
    TableBuilder& countries = db.table("countries").live_rows(200).bytes(8192);
    StatementTable o{"", "orders", "o"}, c{"", "customers", "c"}, n{"", "countries", "n"};

    OfQueries() {
        for (TableBuilder* table : {&orders, &customers, &countries}) {
            table->column("id", type_id::kInt8).not_null().statistics(8);
            table->primary_key({"id"}).scans(1000);
        }
        orders.column("customer", type_id::kInt8).statistics(8, 0, 100'000);
        orders.column("email", type_id::kText).statistics(20, 0, -0.9F);
        orders.column("state", type_id::kText).statistics(8, 0, 4);
        customers.column("email", type_id::kText).statistics(20);
        customers.column("country", type_id::kInt8).statistics(8, 0, 200);
        orders.index("orders_email", {"email"}).scans(5);
    }
    // Over one query of these tables.
    void ask(const std::vector<StatementTable>& tables, const std::vector<StatementRemark>& remarks, std::int64_t blocks, std::int64_t rows = 1,
             const std::vector<StatementColumn>& columns = {}, std::int64_t calls = 100) {
        statements.add({.calls = calls, .rows = rows * calls}, {{tables, -1}}, columns, remarks, blocks);
    }
    Found found(std::string_view check) { return db.findings_of(check); }
};

}  // namespace pgops::test
