// skewed_index: an index most of whose entries are one value.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

// A million rows, sixty a page; the index is read a little, and its values lie anywhere.
struct OfColumn : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(1'000'000).bytes(16'667LL * 8192);
    ColumnBuilder& id = t.column("id", type_id::kInt8).not_null().statistics(8);
    ColumnBuilder& c = t.column("c", type_id::kText).statistics(9, 0, 4);
    IndexBuilder& i = t.index("t_c", {"c"}).bytes(8 * kMegabyte).scans(10);
    OfColumn() { i.fact.counters.entries_read = 10 * 300'000; }
    void define(std::string_view sql) { db.server.definitions[i.fact.id] = sql; }
};

struct Skewed : OfColumn {
    Skewed() {
        c.statistics(9, 0, 40).common({{"done", 0.95}, {"it's new", 0.04}});
        i.fact.counters.entries_read = 10 * 100;
        define("CREATE INDEX t_c ON public.t USING btree (c)");
    }
    Found found() { return db.findings_of("skewed_index"); }
};

TEST_F(Skewed, is_told_with_the_partial_index_that_would_do) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.headline(), "one value in 95 % of the rows, 8.0 MB");
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("most_common_percent"), "95");
    EXPECT_EQ(seen.evidence("most_common_value"), "done");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.t USING btree (c) WHERE c <> 'done';");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(Skewed, values_that_may_not_be_seen_are_not_told) {
    const Found open = found();
    c.hidden();
    const Found names = found();
    const Seen seen = names.only();
    EXPECT_EQ(seen.fix(), "");
    EXPECT_EQ(seen.evidence("most_common_value"), "(absent)");
    EXPECT_EQ(seen.why().find("done"), std::string::npos);
    EXPECT_EQ(seen.headline(), open.only().headline());
    EXPECT_EQ(seen->severity(), open.only()->severity());
}

TEST_F(Skewed, a_value_is_quoted) {
    c.common({{"it's \"done\"", 0.95}, {"x", 0.04}});
    EXPECT_NE(found().only().fix().find("c <> 'it''s \"done\"'"), std::string::npos) << found().only().fix();
}

TEST_F(Skewed, of_booleans) {
    auto& flag = t.column("is_open", type_id::kBool).statistics(1, 0, 2).common({{"f", 0.99}, {"t", 0.01}});
    t.indexes.clear();
    IndexBuilder& index = t.index("t_open", {"is_open"}).bytes(8 * kMegabyte).scans(10);
    db.server.definitions[index.fact.id] = "CREATE INDEX t_open ON public.t USING btree (is_open)";
    EXPECT_NE(found().only().fix().find("WHERE is_open;"), std::string::npos) << found().only().fix();
    flag.common({{"t", 0.99}, {"f", 0.01}});
    EXPECT_NE(found().only().fix().find("WHERE NOT is_open;"), std::string::npos);
}

TEST_F(Skewed, is_said_once) {
    c.statistics(9, 0, 2).common({{"done", 0.9}, {"new", 0.1}}, 0.82);
    i.fact.counters.entries_read = 10 * 90'000;
    EXPECT_TRUE(found().empty()) << "low_selectivity_index says it";
    EXPECT_EQ(db.findings_of("low_selectivity_index").objects(), Texts{"public.t_c"});
}

TEST_F(Skewed, three_quarters_are_normal) {
    c.common({{"done", 0.75}, {"new", 0.2}});
    EXPECT_TRUE(found().empty());
    db.set(Setting::SkewedPercent, 70);
    EXPECT_FALSE(found().empty());
}

TEST_F(Skewed, a_partial_index_over_the_column_was_thought_of) {
    t.index("t_part", {"id"}).where(3, {"c"}).scans(4);
    EXPECT_TRUE(found().empty());
}

TEST_F(Skewed, scans_of_the_common_value_need_it) {
    i.fact.counters.entries_read = 10 * 500'000;
    EXPECT_TRUE(found().empty());
}

TEST_F(Skewed, a_foreign_key_looks_for_all_values) {
    auto& target = db.table("states");
    target.column("c", type_id::kText).not_null();
    target.primary_key({"c"});
    t.foreign_key({"c"}, target);
    EXPECT_TRUE(found().empty());
}

}  // namespace
}  // namespace pgops::test
