// brin_unsummarized: many ranges without a summary, and the few that come with every load.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Unsummarized : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    IndexBuilder& i = [this]() -> IndexBuilder& {
        t.column("a", type_id::kInt8);
        return t.index("i", {"a"}).method(AccessMethod::Brin, "brin").scans(1);
    }();
    BrinSummary& summary = db.server.brin_summaries[i.fact.id];
    Unsummarized() { summary = {.ranges = 200, .unsummarized = 50, .pages_per_range = 128}; }
    Found found() { return db.findings_of("brin_unsummarized"); }
};

TEST_F(Unsummarized, is_told) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.key, "brin_unsummarized:public.i");
    EXPECT_EQ(seen.headline(), "25 % of its ranges have no summary");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("index"), "i");
    EXPECT_EQ(seen.evidence("ranges"), "200");
    EXPECT_EQ(seen.evidence("unsummarized"), "50");
    EXPECT_EQ(seen.evidence("unsummarized_percent"), "25");
    EXPECT_EQ(seen.evidence("pages_per_range"), "128");
    EXPECT_EQ(seen.evidence("autosummarize"), "false");
    EXPECT_EQ(seen.fix(), "SELECT brin_summarize_new_values('public.i'::regclass);\nALTER INDEX public.i SET (autosummarize = on);");
    EXPECT_EQ(seen.undo(), "ALTER INDEX public.i RESET (autosummarize);");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t, ACCESS EXCLUSIVE on public.i");
}

TEST_F(Unsummarized, where_autosummarize_is_on_the_setting_stays) {
    summary.automatic = true;
    const Seen seen = found().only();
    EXPECT_EQ(seen.fix(), "SELECT brin_summarize_new_values('public.i'::regclass);");
    EXPECT_EQ(seen.undo(), "");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(Unsummarized, few_ranges_or_a_small_share_are_in_order) {
    summary.ranges = 20;
    summary.unsummarized = 16;
    EXPECT_TRUE(found().empty());
    summary.ranges = 1000;
    summary.unsummarized = 100;
    EXPECT_TRUE(found().empty());
    summary.unsummarized = 101;
    EXPECT_FALSE(found().empty());
    summary = {};
    EXPECT_TRUE(found().empty()) << "an empty table";
}

TEST_F(Unsummarized, another_method_has_no_ranges) {
    i.method(AccessMethod::Btree, "btree");
    EXPECT_TRUE(found().empty());
}

TEST_F(Unsummarized, that_cannot_be_read_is_counted) {
    db.server.brin_summaries.clear();
    const Found seen = found();
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(seen.left_out, "1 BRIN index: locked, or not readable here");
}

TEST_F(Unsummarized, over_the_page_budget_is_counted) {
    db.server.pages = 20000;
    EXPECT_EQ(found().left_out, "1 BRIN index: pgops.page_budget was spent");
}

}  // namespace
}  // namespace pgops::test
