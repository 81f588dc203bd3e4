// gin_pending_list: a list over its limit, and what looks like one.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct PendingListOf : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    IndexBuilder& i = [this]() -> IndexBuilder& {
        t.column("a", type_id::kText);
        return t.index("i", {"a"}).method(AccessMethod::Gin, "gin").scans(1);
    }();
    PendingList& list = db.server.pending_lists[i.fact.id];
    PendingListOf() { list = {.bytes = 5 * kMegabyte, .rows = 12'000, .limit_bytes = 4 * kMegabyte}; }
    Found found() { return db.findings_of("gin_pending_list"); }
};

TEST_F(PendingListOf, is_told_over_its_limit) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.key, "gin_pending_list:public.i");
    EXPECT_EQ(seen.headline(), "5.0 MB wait in its pending list");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("index"), "i");
    EXPECT_EQ(seen.evidence("pending_bytes"), "5242880");
    EXPECT_EQ(seen.evidence("pending_rows"), "12000");
    EXPECT_EQ(seen.evidence("limit_bytes"), "4194304");
    EXPECT_EQ(seen.evidence("fastupdate"), "true");
    EXPECT_NE(seen.why().find("ALTER INDEX public.i SET (fastupdate = off);"), std::string::npos);
    EXPECT_EQ(seen.fix(), "SELECT gin_clean_pending_list('public.i'::regclass);");
    EXPECT_EQ(seen.lock(), "ROW EXCLUSIVE on public.i");
    EXPECT_EQ(seen.undo(), "");
}

TEST_F(PendingListOf, within_its_limit_is_in_order) {
    list.bytes = list.limit_bytes;
    EXPECT_TRUE(found().empty());
    list.bytes = 0;
    EXPECT_TRUE(found().empty());
}

TEST_F(PendingListOf, is_told_from_bloat_bytes_on_whatever_its_limit) {
    list.limit_bytes = 1000 * kMegabyte;
    EXPECT_TRUE(found().empty());
    list.bytes = 11 * kMegabyte;
    EXPECT_EQ(found().only().headline(), "11.0 MB wait in its pending list");
}

TEST_F(PendingListOf, left_from_the_time_before_fastupdate_was_off) {
    list.fast_update = false;
    EXPECT_EQ(found().only().why().find("fastupdate = off"), std::string::npos);
}

TEST_F(PendingListOf, another_method_has_none) {
    i.method(AccessMethod::Gist, "gist");
    EXPECT_TRUE(found().empty());
}

TEST_F(PendingListOf, that_cannot_be_read_is_counted) {
    db.server.pending_lists.clear();
    const Found seen = found();
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(seen.left_out, "1 GIN index: locked, or not readable here");
}

TEST_F(PendingListOf, over_the_page_budget_is_counted) {
    db.server.pages = 20000;
    const Found seen = found();
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(seen.left_out, "1 GIN index: pgops.page_budget was spent");
}

}  // namespace
}  // namespace pgops::test
