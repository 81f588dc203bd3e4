// autovacuum_disabled: for a table.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Autovacuum : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").bytes(20 * kMegabyte);
    Found found() { return db.findings_of("autovacuum_disabled"); }
};

TEST_F(Autovacuum, that_is_on_is_fine) {
    db.server.settings["autovacuum"] = "on";
    EXPECT_TRUE(found().empty());
}

TEST_F(Autovacuum, off_for_the_server_is_another_check) {
    db.server.settings["autovacuum"] = "off";
    EXPECT_TRUE(found().empty());
}

TEST_F(Autovacuum, off_for_a_table_is_named) {
    t.fact.autovacuum_enabled = false;
    t.fact.counters = {.known = true, .inserted = 5, .updated = 20, .deleted = 3, .dead_rows = 12345};
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "autovacuum_disabled:public.t");
    EXPECT_EQ(seen.headline(), "autovacuum is off, 12,345 dead rows");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("dead_rows"), "12345");
    EXPECT_EQ(seen.evidence("updates_and_deletes"), "23");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.t RESET (autovacuum_enabled);");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.t SET (autovacuum_enabled = false);");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(Autovacuum, off_for_a_small_table_matters_less) {
    t.fact.autovacuum_enabled = false;
    t.bytes(kMegabyte - 1);
    EXPECT_EQ(found().only()->severity(), Severity::Low);
    t.toast_bytes(1);
    EXPECT_EQ(found().only()->severity(), Severity::Medium) << "out-of-line values count";
}

TEST_F(Autovacuum, only_what_holds_rows_counts) {
    t.fact.autovacuum_enabled = false;
    t.fact.kind = RelationKind::Partitioned;
    EXPECT_TRUE(found().empty());
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_FALSE(found().empty());
}

}  // namespace
}  // namespace pgops::test
