// toast_bloat: never guessed, only measured.
#include "bloat_fixture.hpp"

namespace pgops::test {
namespace {

struct ToastBloat : BloatOf {
    ToastBloat() { t.bytes(1000 * 8192).toast_bytes(100 * kMegabyte).toast_measured(80, 1); }
    Found found() { return db.findings_of("toast_bloat"); }
};

TEST_F(ToastBloat, is_told_of_its_table) {
    const Seen seen = found().only();
    const std::string toast = "pg_toast.pg_toast_" + std::to_string(t.fact.id);
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "toast_bloat:public.t");
    EXPECT_EQ(seen.headline(), "80.0 MB bloat, 80 % of 100 MB");
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("toast_table"), toast);
    EXPECT_EQ(seen.evidence("method"), "sampled");
    EXPECT_EQ(seen.fix(), "VACUUM (FULL) " + toast + ";");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on " + toast);
    // The rebuild writes the TOAST table anew, and not the table.
    EXPECT_NE(seen.why().find("up to 20.0 MB of free disk space"), std::string::npos) << seen.why();
    EXPECT_EQ(measured(), std::vector<ObjectId>{t.fact.toast_id});
}

TEST_F(ToastBloat, that_the_pages_deny_is_none) {
    t.toast_measured(30, 1);
    EXPECT_TRUE(found().empty());
}

TEST_F(ToastBloat, is_never_guessed) {
    db.set(Setting::PageBudget, 0);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 TOAST table not measured, because pgops.page_budget or pgops.time_budget was spent");
    db.set(Setting::PageBudget, 20000);
    db.server.bloats.clear();
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 TOAST table could not be read: there is no way to measure it");
}

TEST_F(ToastBloat, small_ones_and_tables_without_are_passed_over) {
    db.set(Setting::MinRelationSize, 101 * 1024);
    table("without");
    EXPECT_TRUE(found().empty());
    EXPECT_TRUE(db.server.measured.empty());
}

TEST_F(ToastBloat, leaves_half_of_the_budget_to_others) {
    db.set(Setting::PageBudget, 110);
    db.server.pages = 10;  // what table_bloat has read
    found();
    ASSERT_EQ(db.server.measured.size(), 1U);
    EXPECT_EQ(db.server.measured.front().sample_pages, 50);
}

}  // namespace
}  // namespace pgops::test
