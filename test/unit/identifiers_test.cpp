// naming_mixed and reserved_word_identifiers: names that must be quoted.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Named : ::testing::Test {
    Database db;
    Found mixed() { return db.findings_of("naming_mixed"); }
    Found reserved() { return db.findings_of("reserved_word_identifiers"); }
    // The fixture quotes like the server, but knows no keywords.
    ColumnBuilder& keyword(TableBuilder& table, std::string_view name) {
        ColumnBuilder& column = table.column(name, type_id::kText);
        column.fact.quoted = db.keep("\"" + std::string(name) + "\"");
        return column;
    }
};

TEST_F(Named, capitals_and_signs_need_quotes) {
    auto& t = db.table("Order");
    t.column("userId", type_id::kInt8);
    t.column("plain_name", type_id::kInt8);
    t.column("with space", type_id::kInt8);
    t.column("new\nline", type_id::kInt8);
    t.column("quote\"d", type_id::kInt8);
    t.column("2nd", type_id::kInt8);
    t.column("price_$", type_id::kInt8);
    t.column("größe", type_id::kInt8);
    const Found found = mixed();
    EXPECT_EQ(found.objects(), (Texts{"public.\"Order\"", "public.\"Order\".\"userId\"", "public.\"Order\".\"with space\"", "public.\"Order\".\"new\nline\"",
                                      "public.\"Order\".\"quote\"\"d\"", "public.\"Order\".\"2nd\""}));
    EXPECT_EQ(found.rows[1].headline(), "name with capitals must be quoted");
    EXPECT_EQ(found.rows[2].headline(), "name with signs must be quoted");
    EXPECT_EQ(found.rows[1]->severity(), Severity::Info);
    EXPECT_EQ(found.rows[1].fix(), "");
}

TEST_F(Named, names_that_differ_in_case_only_are_worse) {
    auto& t = db.table("t");
    t.column("userid", type_id::kInt8);
    t.column("userId", type_id::kInt8);
    EXPECT_EQ(mixed().only().headline(), "differs from another name in case only");
    EXPECT_EQ(mixed().only()->severity(), Severity::Low);
}

TEST_F(Named, inherited_columns_and_partitions_are_named_at_the_parent) {
    auto& parent = db.table("parent").partitioned();
    parent.column("userId", type_id::kInt8);
    auto& part = db.table("part").partition_of(parent);
    part.column("userId", type_id::kInt8).inherited();
    auto& child = db.table("child");
    child.column("userId", type_id::kInt8).inherited();
    EXPECT_EQ(mixed().objects(), Texts{"public.parent.\"userId\""});
}

TEST_F(Named, plural_and_singular_mixed_are_told_once_for_the_schema) {
    for (const char* name : {"users", "orders", "order_lines", "products", "invoices", "addresses"}) db.table(name);
    EXPECT_TRUE(mixed().empty());
    for (const char* name : {"customer", "shipment", "payment", "stock_level", "supplier"}) db.table(name);
    for (const char* name : {"news", "order_status", "audit_log"}) db.table(name);
    const Found found = mixed();
    EXPECT_EQ(found.only().object(), "schema public");
    EXPECT_EQ(found.only().headline(), "5 tables in singular, 6 in plural");
    EXPECT_EQ(found.only().evidence("plural"), "6");
    EXPECT_EQ(found.only().evidence("singular_examples"), "customer, shipment, payment");
}

TEST_F(Named, a_few_exceptions_are_no_mixture) {
    for (const char* name : {"a_users", "b_users", "c_users", "d_users", "e_users", "f_users", "customer", "shipment", "payment", "region"}) db.table(name);
    EXPECT_TRUE(mixed().empty()) << "four";
}

TEST_F(Named, reserved_words_by_the_servers_own_list) {
    auto& t = db.table("orders");
    keyword(t, "user");
    keyword(t, "order");
    keyword(t, "timestamp");  // a keyword that is quoted, but may stand without quotes
    t.column("User", type_id::kText);
    t.column("status", type_id::kText);
    const Found found = reserved();
    EXPECT_EQ(found.objects(), (Texts{"public.orders.\"user\"", "public.orders.\"order\""}));
    EXPECT_EQ(found.rows.front().headline(), "column named by a reserved word");
    EXPECT_EQ(found.rows.front().evidence("word"), "user");
    EXPECT_EQ(found.rows.front()->severity(), Severity::Info);
    EXPECT_EQ(db.server.requests, 3) << "names that need no quotes are not asked for";
}

TEST_F(Named, a_table_named_by_a_reserved_word_is_low) {
    auto& t = db.table("user");
    t.fact.quoted = "public.\"user\"";
    EXPECT_EQ(reserved().only().headline(), "table named by a reserved word");
    EXPECT_EQ(reserved().only()->severity(), Severity::Low);
}

}  // namespace
}  // namespace pgops::test
