// fk_type_mismatch: foreign keys whose columns are of another type than their targets.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Mismatch : ::testing::Test {
    Database db;
    TableBuilder& customers = db.table("customers").live_rows(20'000);
    TableBuilder& orders = db.table("orders").live_rows(1000).bytes(kMegabyte);
    Mismatch() {
        customers.column("id", type_id::kInt8);
        customers.primary_key({"id"});
    }
    Found found() { return db.findings_of("fk_type_mismatch"); }
    Seen only() { return found().only(); }
};

TEST_F(Mismatch, a_narrower_column_is_named_and_widened) {
    orders.column("customer_id", type_id::kInt4);
    orders.foreign_key({"customer_id"}, customers);
    const Found all = found();
    const Seen& seen = all.only();
    EXPECT_EQ(seen.object(), "public.orders.customer_id");
    EXPECT_EQ(seen.headline(), "int4 refers to int8");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("types"), "int4 -> int8");
    EXPECT_EQ(seen.evidence("referenced"), "public.customers");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.orders ALTER COLUMN customer_id TYPE int8;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.orders while it is rewritten, SHARE ROW EXCLUSIVE on public.customers");
}

TEST_F(Mismatch, equal_types_and_domains_over_them_are_none) {
    orders.column("customer_id", type_id::kInt8);
    orders.column("other_id", db.domain("customer_number", type_id::kInt8));
    orders.foreign_key({"customer_id"}, customers);
    orders.foreign_key({"other_id"}, customers);
    EXPECT_TRUE(found().empty());
}

TEST_F(Mismatch, severity_follows_what_the_column_can_still_hold) {
    orders.column("customer_id", type_id::kInt2);
    orders.foreign_key({"customer_id"}, customers);
    EXPECT_EQ(only()->severity(), Severity::High) << "20,000 of 32,767";
    customers.live_rows(5000);
    EXPECT_EQ(only()->severity(), Severity::Medium);
    customers.live_rows(3000);
    EXPECT_EQ(only()->severity(), Severity::Low);
}

TEST_F(Mismatch, a_wider_or_another_type_is_information) {
    orders.column("customer_id", type_id::kNumeric);
    orders.foreign_key({"customer_id"}, customers);
    EXPECT_EQ(only()->severity(), Severity::Info);
    EXPECT_EQ(only().headline(), "numeric refers to int8");
    EXPECT_EQ(only().fix(), "");
}

TEST_F(Mismatch, one_column_of_several_is_named) {
    auto& lines = db.table("lines");
    lines.column("tenant", type_id::kInt4);
    lines.column("order_id", type_id::kInt4);
    orders.column("tenant", type_id::kInt4);
    orders.column("number", type_id::kInt8);
    orders.primary_key({"tenant", "number"});
    lines.foreign_key({"tenant", "order_id"}, orders);
    EXPECT_EQ(only().object(), "public.lines.order_id");
}

TEST_F(Mismatch, what_cannot_be_altered_alone_has_no_command) {
    orders.column("customer_id", type_id::kInt4);
    orders.primary_key({"customer_id"});
    orders.foreign_key({"customer_id"}, customers);
    auto& notes = db.table("notes");
    notes.column("order_id", type_id::kInt4);
    notes.foreign_key({"order_id"}, orders);
    EXPECT_EQ(only().fix(), "") << "others point to the column";
    db.tables.pop_back();
    db.server.dependents.insert({orders.fact.id, 1});
    EXPECT_EQ(only().fix(), "") << "a view uses it";
    db.server.dependents.clear();
    orders.bytes(2 * kGigabyte);
    EXPECT_EQ(only().fix(), "") << "a long rewrite";
}

TEST_F(Mismatch, two_keys_on_one_column_are_named_once_and_partitions_never) {
    orders.column("customer_id", type_id::kInt4);
    orders.foreign_key({"customer_id"}, customers);
    orders.foreign_key({"customer_id"}, customers);
    EXPECT_EQ(found().rows.size(), 1U);
    orders.fact.is_partition = true;
    EXPECT_TRUE(found().empty());
}

}  // namespace
}  // namespace pgops::test
