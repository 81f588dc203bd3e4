// empty_space_at_end: tails that VACUUM can cut off, tails that a few rows hold, and what is not worth either.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

constexpr std::int64_t kPages = 12'800;  // 100 MB

struct Tail : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(1000).bytes(kPages * 8192);
    Tail() { answer({.table_pages = kPages, .tail_pages = 6400, .cuttable_pages = 6400, .pages_read = 20}); }
    void answer(const TailSpace& tail) { db.server.tails[t.fact.id] = tail; }
    Found found() { return db.findings_of("empty_space_at_end"); }
};

TEST_F(Tail, behind_the_last_row_is_cut_off_by_vacuum) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.headline(), "50.0 MB free at the end, 50 % of 100 MB");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen->impact_bytes(), 6400 * 8192);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("tail_bytes"), std::to_string(6400 * 8192));
    EXPECT_EQ(seen.evidence("straggler_pages"), "0");
    EXPECT_EQ(seen.evidence("pages_read"), "20");
    EXPECT_EQ(seen.fix(), "VACUUM (TRUNCATE) public.t;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t, for the moment of cutting");
}

TEST_F(Tail, that_a_few_rows_hold_takes_a_rebuild) {
    answer({.table_pages = kPages, .tail_pages = 6400, .cuttable_pages = 100, .straggler_pages = 1, .straggler_rows = 3});
    const Seen seen = found().only();
    EXPECT_EQ(seen.evidence("straggler_pages"), "1");
    EXPECT_EQ(seen.evidence("straggler_rows"), "3");
    EXPECT_EQ(seen.evidence("cuttable_bytes"), "819200");
    EXPECT_NE(seen.why().find("3 rows on 1 page came last"), std::string::npos) << seen.why();
    EXPECT_EQ(seen.fix(), "VACUUM (FULL, ANALYZE) public.t;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
}

TEST_F(Tail, what_vacuum_can_cut_comes_first) {
    answer({.table_pages = kPages, .tail_pages = 9000, .cuttable_pages = 2000, .straggler_pages = 2, .straggler_rows = 2});
    EXPECT_EQ(found().only().fix(), "VACUUM (TRUNCATE) public.t;");
    EXPECT_EQ(found().only()->impact_bytes(), 2000 * 8192);
}

TEST_F(Tail, too_little_is_none) {
    answer({.table_pages = kPages, .tail_pages = 1279, .cuttable_pages = 1279});
    EXPECT_TRUE(found().empty()) << "below 10 MB";
    answer({.table_pages = kPages, .tail_pages = 1280, .cuttable_pages = 1280});
    EXPECT_FALSE(found().empty());
    answer({.table_pages = kPages * 2, .tail_pages = 1280, .cuttable_pages = 1280});
    EXPECT_TRUE(found().empty()) << "below a sixteenth";
    db.set(Setting::BloatBytes, 0);
    answer({.table_pages = kPages});
    EXPECT_TRUE(found().empty()) << "nothing at all";
}

TEST_F(Tail, small_tables_are_not_asked_for) {
    db.table("small").bytes(9 * kMegabyte);
    db.table("large").bytes(1000 * kMegabyte);
    db.table("foreign").bytes(100 * kMegabyte).fact.kind = RelationKind::Foreign;
    found();
    EXPECT_EQ(db.server.asked_for_tails, (std::vector<ObjectId>{db.tables[2].fact.id, t.fact.id})) << "the largest first";
}

TEST_F(Tail, what_cannot_be_read_is_told) {
    answer({.obstacle = "locked by process 4711"});
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 table could not be read: locked by process 4711");
}

TEST_F(Tail, the_budgets_are_kept) {
    db.set(Setting::PageBudget, 49);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 table not looked at, because pgops.page_budget or pgops.time_budget was spent");
    db.set(Setting::PageBudget, 20000);
    db.server.time = kNow + 30 * kSecond;
    EXPECT_TRUE(found().empty());
    EXPECT_TRUE(db.server.asked_for_tails.empty());
    db.set(Setting::TimeBudget, 0);
    EXPECT_FALSE(found().empty());
}

}  // namespace
}  // namespace pgops::test
