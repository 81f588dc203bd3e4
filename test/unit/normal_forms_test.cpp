// domain_candidate, schemaless_json and transitive_dependency: what a schema leaves to each row, or to each table.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct NormalForms : ::testing::Test {
    Database db;
    Found found(const char* check) { return db.findings_of(check); }

    TableBuilder& ruled(std::string_view name, const char* condition, ObjectId type = type_id::kInt4) {
        auto& t = db.table(name);
        t.column("quantity", type);
        auto& rule = t.constraint("positive", ConstraintKind::Check, {"quantity"});
        db.server.constraint_definitions[rule.fact.id] = std::string("ALTER TABLE public.t ADD CONSTRAINT positive CHECK (") + condition + ");";
        return t;
    }
};

TEST_F(NormalForms, one_rule_in_three_tables) {
    ruled("a", "(quantity > 0)");
    ruled("b", "(quantity > 0)");
    EXPECT_TRUE(found("domain_candidate").empty()) << "two may agree by chance";
    ruled("c", "(quantity >= 0)");
    ruled("d", "(quantity > 0)", type_id::kInt8);
    EXPECT_TRUE(found("domain_candidate").empty()) << "another rule, and another type";
    auto& part = ruled("e", "(quantity > 0)");
    part.constraints.front().fact.inherited = true;
    EXPECT_TRUE(found("domain_candidate").empty()) << "its parent's rule";
    ruled("f", "(quantity > 0)").constraints.front().fact.validated = false;
    EXPECT_EQ(found("domain_candidate").only().headline(), "the same CHECK on it in 3 tables");
    EXPECT_EQ(found("domain_candidate").only().evidence("same_in"), "public.a.quantity, public.b.quantity, public.f.quantity");
    EXPECT_EQ(found("domain_candidate").only().evidence("condition"), "(quantity > 0)");
}

struct Documents : NormalForms {
    TableBuilder& t = db.table("things").live_rows(5000).bytes(8 * kMegabyte);
    Documents() {
        t.column("id", type_id::kInt8).not_null().statistics(8);
        t.column("doc", type_id::kJsonb).statistics(300);
        t.column("changed_at", type_id::kTimestamptz).statistics(8);
        t.primary_key({"id"});
        change(2000);
    }
    void change(std::int64_t updates) {
        t.fact.counters.known = true;
        t.fact.counters.updated = updates;
    }
};

TEST_F(Documents, that_are_changed_or_referred_to) {
    EXPECT_EQ(found("schemaless_json").only().headline(), "all of a row is in it, 5,000 rows");
    change(0);
    EXPECT_TRUE(found("schemaless_json").empty()) << "a log";
    auto& uses = db.table("uses");
    uses.column("thing_id", type_id::kInt8);
    uses.foreign_key({"thing_id"}, t);
    EXPECT_EQ(found("schemaless_json").only().evidence("referenced_by"), "1");
}

TEST_F(Documents, beside_columns) {
    t.column("name", type_id::kText).statistics(10);
    EXPECT_TRUE(found("schemaless_json").empty());
}

TEST_F(Documents, of_sessions_and_small_ones) {
    t["doc"].statistics(20);
    EXPECT_TRUE(found("schemaless_json").empty()) << "a flag";
    t["doc"].statistics(300);
    t.column("expires_at", type_id::kTimestamptz).statistics(8);
    EXPECT_TRUE(found("schemaless_json").empty());
}

struct Dependencies : NormalForms {
    TableBuilder& t = db.table("visits").live_rows(10'000).bytes(8 * kMegabyte);
    Dependencies() {
        t.column("id", type_id::kInt8).not_null().statistics(8);
        t.primary_key({"id"});
        t.column("customer_no", type_id::kInt8).statistics(8, 0, 500);
        t.column("customer_name", type_id::kText).statistics(12, 0, 480);
        t.column("customer_city", type_id::kText).statistics(9, 0, 60);
    }
};

TEST_F(Dependencies, on_a_key_in_the_row) {
    const Found all = found("transitive_dependency");
    EXPECT_EQ(all.only().evidence("columns"), "customer_name, customer_city");
    EXPECT_EQ(all.only().headline(), "depend on customer_no, not on the row");
}

TEST_F(Dependencies, that_numbers_of_values_refute) {
    t["customer_name"].statistics(12, 0, 5000);
    EXPECT_TRUE(found("transitive_dependency").empty()) << "several names for one customer, and a city alone proves nothing";
}

TEST_F(Dependencies, of_a_key_with_one_row_each) {
    t["customer_no"].statistics(8, 0, -1);
    EXPECT_TRUE(found("transitive_dependency").empty());
}

TEST_F(Dependencies, of_circumstances) {
    auto& log = db.table("log").live_rows(10'000).bytes(8 * kMegabyte);
    log.column("user_id", type_id::kInt8).statistics(8, 0, 500);
    log.column("user_agent", type_id::kText).statistics(80, 0, 300);
    log.column("user_ip", type_id::kText).statistics(12, 0, 480);
    EXPECT_EQ(found("transitive_dependency").only().object(), "public.visits (customer_name, customer_city)");
}

TEST_F(Dependencies, that_the_keys_own_table_has) {
    auto& customers = db.table("customers").live_rows(500).bytes(kMegabyte);
    customers.column("no", type_id::kInt8).not_null().statistics(8);
    customers.column("name", type_id::kText).statistics(12);
    customers.primary_key({"no"});
    t.foreign_key({"customer_no"}, customers);
    EXPECT_TRUE(found("transitive_dependency").empty()) << "copied_denormalization tells of the name, and a city alone proves nothing";
}

}  // namespace
}  // namespace pgops::test
