// nullable_boolean, never_null_column, all_null_column, float_for_money: what statistics say about columns without a look at texts.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct NullUse : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("accounts").live_rows(5000).bytes(kMegabyte);
    ColumnBuilder& boolean(std::string_view name, float nulls, float distinct = 2) { return t.column(name, type_id::kBool).statistics(1, nulls, distinct); }
    Texts found(std::string_view check) { return db.findings_of(check).objects(); }
};

TEST_F(NullUse, of_booleans) {
    boolean("is_active", 0.2F);
    boolean("email_verified", 0.5F, 1);
    boolean("likes_tea", 0.1F).with_default();
    boolean("test_passed", 0.5F);
    boolean("likes_cake", 0.3F);
    boolean("is_new", 0);
    boolean("is_admin", 0).not_null();
    EXPECT_EQ(found("nullable_boolean"), (Texts{"public.accounts.is_active", "public.accounts.email_verified", "public.accounts.likes_tea"}));
    const Found rows = db.findings_of("nullable_boolean");
    EXPECT_EQ(rows.of("public.accounts.is_active").headline(), "boolean with a third state, 20 % NULL");
    EXPECT_EQ(rows.of("public.accounts.is_active").evidence("migration"),
              "ALTER TABLE public.accounts ALTER COLUMN is_active SET DEFAULT false;\nUPDATE public.accounts SET is_active = false WHERE is_active IS NULL;\n"
              "ALTER TABLE public.accounts ALTER COLUMN is_active SET NOT NULL;");
    EXPECT_EQ(found("never_null_column"), Texts{"public.accounts.is_new"});
}

TEST_F(NullUse, never) {
    t.column("name", type_id::kText).statistics(8);
    t.column("nickname", type_id::kText).statistics(8, 0.001F);
    t.column("id", type_id::kInt8).not_null().statistics(8);
    const Found rows = db.findings_of("never_null_column");
    EXPECT_EQ(rows.only().object(), "public.accounts.name");
    EXPECT_EQ(rows.only().headline(), "may be NULL and never is, 5,000 rows");
    EXPECT_EQ(
        rows.only().fix(),
        "ALTER TABLE public.accounts ADD CONSTRAINT pgops_not_null_1 CHECK (name IS NOT NULL) NOT VALID;\nALTER TABLE public.accounts VALIDATE CONSTRAINT "
        "pgops_not_null_1;\nALTER TABLE public.accounts ALTER COLUMN name SET NOT NULL;\nALTER TABLE public.accounts DROP CONSTRAINT pgops_not_null_1;");
    EXPECT_EQ(rows.only().undo(), "ALTER TABLE public.accounts ALTER COLUMN name DROP NOT NULL;");
    t.live_rows(500);
    EXPECT_EQ(found("never_null_column"), Texts{}) << "too few rows to prove it";
}

TEST_F(NullUse, always) {
    t.column("fax", type_id::kText).statistics(0, 1);
    t.column("deleted_at", type_id::kTimestamptz).statistics(0, 1);
    t.column("hint", type_id::kText).statistics(8, 0.9999F);
    EXPECT_EQ(found("all_null_column"), Texts{"public.accounts.fax"});
    EXPECT_EQ(db.findings_of("all_null_column").only().evidence("migration"), "ALTER TABLE public.accounts DROP COLUMN fax;");
    t.live_rows(99);
    EXPECT_EQ(found("all_null_column"), Texts{});
}

TEST_F(NullUse, of_most_columns_is_said_of_the_table) {
    for (int i = 0; i < 9; ++i) t.column("a" + std::to_string(i), type_id::kText).statistics(0, 1);
    for (int i = 0; i < 9; ++i) t.column("b" + std::to_string(i), type_id::kText).statistics(8);
    const Found always = db.findings_of("all_null_column"), never = db.findings_of("never_null_column");
    EXPECT_EQ(always.only().object(), "public.accounts");
    EXPECT_EQ(always.only().headline(), "9 columns always NULL, 5,000 rows");
    EXPECT_EQ(always.only().evidence("columns"), "a0, a1, a2, a3, a4, a5, a6, a7, a8");
    EXPECT_EQ(never.only().object(), "public.accounts");
    EXPECT_EQ(never.only().headline(), "9 columns that never are NULL, 5,000 rows");
}

TEST_F(NullUse, of_a_partition_is_its_parents) {
    auto& parent = db.table("readings").partitioned().live_rows(5000);
    parent.column("note", type_id::kText).statistics(0, 1);
    auto& part = db.table("readings_1").partition_of(parent).live_rows(5000);
    part.column("note", type_id::kText).statistics(0, 1);
    EXPECT_EQ(found("all_null_column"), Texts{"public.readings.note"});
}

TEST_F(NullUse, money_in_floating_point) {
    t.column("balance", type_id::kFloat8).not_null();
    t.column("fee", type_id::kFloat4).not_null().values({"0.5", "19.99", "3"});
    t.column("cost", type_id::kFloat8).not_null().values({"0.12345", "19.9912", "3.00001"});
    t.column("tax_rate", type_id::kFloat8).not_null();
    t.column("amount", type_id::kFloat8).not_null().values({"0.5", "19.99", "3"});
    t.column("price", type_id::kNumeric).not_null();
    EXPECT_EQ(found("float_for_money"), (Texts{"public.accounts.balance", "public.accounts.fee"}));
    t.column("currency", type_id::kText).not_null();
    EXPECT_EQ(found("float_for_money"), (Texts{"public.accounts.balance", "public.accounts.fee", "public.accounts.amount"}));
    const Found rows = db.findings_of("float_for_money");
    EXPECT_EQ(rows.of("public.accounts.fee").headline(), "real holds money");
    EXPECT_EQ(rows.of("public.accounts.balance").fix(), "ALTER TABLE public.accounts ALTER COLUMN balance TYPE numeric USING balance::text::numeric;");
}

}  // namespace
}  // namespace pgops::test
