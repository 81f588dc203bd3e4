// low_selectivity_index and null_heavy_index: what the statistics of a column say of an index on it.
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

struct LowSelectivity : OfColumn {
    LowSelectivity() { c.common({{"done", 0.4}, {"paid", 0.3}, {"new", 0.2}, {"gone", 0.1}}, 0.3); }
    Found found() { return db.findings_of("low_selectivity_index"); }
    Texts named() { return found().objects(); }
};

TEST_F(LowSelectivity, says_how_common_even_the_rarest_value_is) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t_c");
    EXPECT_EQ(seen.headline(), "rarest value in 10 % of rows, 8.0 MB");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen->impact_bytes(), 8 * kMegabyte);
    EXPECT_EQ(seen.evidence("distinct_values"), "4");
    EXPECT_EQ(seen.evidence("rarest_percent"), "10");
    EXPECT_EQ(seen.evidence("pages_percent"), "99.82");
    EXPECT_EQ(seen.evidence("entries_per_scan"), "300000");
    EXPECT_EQ(seen.evidence("columns"), "c");
    EXPECT_EQ(seen.fix(), "") << "who reads it must say what for";
}

TEST_F(LowSelectivity, a_small_one_is_information) {
    i.bytes(300'000);
    EXPECT_EQ(found().only()->severity(), Severity::Info);
}

TEST_F(LowSelectivity, one_rare_value_is_worth_an_index) {
    c.common({{"done", 0.5}, {"paid", 0.3}, {"new", 0.17}, {"gone", 0.03}});
    EXPECT_EQ(named(), Texts{});
    db.set(Setting::LowSelectivityPercent, 2);
    EXPECT_EQ(named(), Texts{"public.t_c"});
}

TEST_F(LowSelectivity, so_are_rare_nulls_and_values_that_the_list_does_not_have) {
    c.figures->null_fraction = 0.01F;
    EXPECT_EQ(named(), Texts{});
    c.figures->null_fraction = 0;
    c.figures->distinct = 5;
    EXPECT_EQ(named(), Texts{});
    c.figures->distinct = -0.001F;
    EXPECT_EQ(named(), Texts{});
}

TEST_F(LowSelectivity, wide_rows_are_worth_skipping) {
    t.bytes(1'000'000LL * 8192);
    EXPECT_EQ(named(), Texts{}) << "a tenth of the rows is a tenth of the pages";
}

TEST_F(LowSelectivity, values_that_lie_together_are_read_together) {
    const std::vector<CommonValue> values = {{"done", 0.4}, {"paid", 0.3}, {"new", 0.2}, {"gone", 0.1}};
    c.common(values, 0.97);
    EXPECT_EQ(named(), Texts{});
    c.common(values, -0.75);
    EXPECT_EQ(named(), Texts{});
    // Anywhere, as ANALYZE sees it: the sum of the squared shares.
    c.common(values, 0.3);
    EXPECT_EQ(named(), Texts{"public.t_c"});
    c.statistics(1, 0, 2).common({{"t", 0.9}, {"f", 0.1}}, 0.82);
    EXPECT_EQ(named(), Texts{"public.t_c"});
    c.statistics(1, 0, 2).common({{"t", 0.9}, {"f", 0.1}}, 0.98);
    EXPECT_EQ(named(), Texts{});
}

TEST_F(LowSelectivity, scans_that_read_little_prove_a_use) {
    i.fact.counters.entries_read = 10 * 20;
    EXPECT_EQ(named(), Texts{}) << "ORDER BY ... LIMIT 20";
}

TEST_F(LowSelectivity, other_duties_and_other_kinds_of_index) {
    i.unique();
    EXPECT_EQ(named(), Texts{});
    i.fact.unique = false;
    i.fact.clustered = true;
    EXPECT_EQ(named(), Texts{});
    i.fact.clustered = false;
    i.where(1, {"c"});
    EXPECT_EQ(named(), Texts{}) << "a partial one was thought about";
    i.fact.predicate = 0;
    i.method(AccessMethod::Gin, "gin");
    EXPECT_EQ(named(), Texts{});
    i.method(AccessMethod::Btree, "btree");
    EXPECT_EQ(named(), Texts{"public.t_c"});
    auto& target = db.table("states");
    target.column("c", type_id::kText).not_null();
    target.primary_key({"c"});
    t.foreign_key({"c"}, target);
    EXPECT_EQ(named(), Texts{}) << "deletes of a state look for it here";
}

TEST_F(LowSelectivity, with_a_second_column_it_finds_more_than_the_first_says) {
    t.indexes.clear();
    t.index("t_c_id", {"c", "id"}).bytes(8 * kMegabyte).scans(10);
    EXPECT_EQ(named(), Texts{});
}

TEST_F(LowSelectivity, is_left_to_unused_index_and_its_sisters) {
    i.scans(0);
    EXPECT_EQ(named(), Texts{});
    EXPECT_EQ(db.findings_of("unused_index").objects(), Texts{"public.t_c"});
    db.counters_since.reset();
    EXPECT_EQ(named(), Texts{"public.t_c"}) << "nobody else names it while the counters prove nothing";
    t.index("t_c_id", {"c", "id"}).bytes(30 * kMegabyte).scans(1000);
    EXPECT_EQ(named(), Texts{}) << "redundant";
}

TEST_F(LowSelectivity, few_rows_prove_nothing) {
    t.live_rows(9'000);
    EXPECT_EQ(named(), Texts{});
}

TEST_F(LowSelectivity, of_a_single_value) {
    c.statistics(9, 0, 1).common({{"x", 1.0}});
    i.fact.counters.entries_read = 10 * 1'000'000;
    EXPECT_EQ(found().only().headline(), "one value in all rows, 8.0 MB");
}

struct NullHeavy : OfColumn {
    NullHeavy() {
        c.statistics(9, 0.97F, -0.03F);
        i.fact.counters.entries_read = 10 * 3;
        define("CREATE INDEX t_c ON public.t USING btree (c) WITH (fillfactor='80')");
    }
    Found found() { return db.findings_of("null_heavy_index"); }
    IndexBuilder& twin() { return t.index("t_c_part", {"c"}).where_not_null({"c"}).bytes(kMegabyte).scans(0); }
};

TEST_F(NullHeavy, is_told_with_the_partial_index_that_would_do) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t_c");
    EXPECT_EQ(seen.headline(), "97 % nulls, 8.0 MB instead of 824 kB");
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("null_percent"), "97");
    EXPECT_EQ(seen.evidence("partial_bytes"), "843776");
    EXPECT_EQ(seen->impact_bytes(), 8 * kMegabyte - 843776);
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.t USING btree (c) WITH (fillfactor='80') WHERE c IS NOT NULL;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "") << "the server chooses the name";
}

TEST_F(NullHeavy, the_old_one_goes_when_the_new_one_is_used) {
    IndexBuilder& part = twin();
    Found waiting = found();
    EXPECT_EQ(waiting.of("public.t_c").fix(), "");
    EXPECT_EQ(waiting.of("public.t_c")->confidence(), Confidence::Review);
    EXPECT_EQ(waiting.of("public.t_c").evidence("partial_index"), "t_c_part");
    part.scans(5);
    const Found done = found();
    EXPECT_EQ(done.of("public.t_c").fix(), "DROP INDEX CONCURRENTLY public.t_c;");
    EXPECT_EQ(done.of("public.t_c").undo(), "CREATE INDEX CONCURRENTLY t_c ON public.t USING btree (c) WITH (fillfactor='80');");
    EXPECT_EQ(db.findings_of("index_bloat").objects(), Texts{}) << "no rebuild of what is dropped";
}

TEST_F(NullHeavy, the_old_one_stays_where_another_gives_way_to_it) {
    twin().scans(5);
    t.index("t_c_again", {"c"}).bytes(8 * kMegabyte).scans(3);
    const Found names = found();
    EXPECT_EQ(names.of("public.t_c").fix(), "");
    EXPECT_EQ(db.findings_of("duplicate_index").objects(), Texts{"public.t_c_again"});
}

TEST_F(NullHeavy, a_twin_must_be_one) {
    t.index("t_c_collated", {Key("c").collation(950)}).where_not_null({"c"}).scans(5);
    t.index("t_id", {"id"}).where_not_null({"c"}).scans(5);
    t.index("t_c_other", {"c"}).where(7, {"id"}).scans(5);
    EXPECT_TRUE(found().of("public.t_c").fix().starts_with("CREATE INDEX"));
}

TEST_F(NullHeavy, scans_for_nulls_need_it) {
    i.fact.counters.entries_read = 10 * 900'000;
    EXPECT_TRUE(found().empty());
}

TEST_F(NullHeavy, half_of_them_are_normal) {
    c.figures->null_fraction = 0.79F;
    EXPECT_TRUE(found().empty());
    db.set(Setting::NullHeavyPercent, 70);
    EXPECT_FALSE(found().empty());
}

TEST_F(NullHeavy, a_second_column_orders_the_nulls) {
    t.indexes.clear();
    t.index("t_c_id", {"c", "id"}).bytes(8 * kMegabyte).scans(10);
    EXPECT_TRUE(found().empty()) << "WHERE c IS NULL ORDER BY id LIMIT 10";
}

TEST_F(NullHeavy, uniqueness_is_for_somebody_else) {
    i.unique();
    EXPECT_TRUE(found().empty());
}

TEST_F(NullHeavy, of_a_partitioned_table_is_built_with_writes_waiting) {
    t.partitioned();
    i.fact.partitioned = true;
    define("CREATE INDEX t_c ON ONLY public.t USING btree (c)");
    const Found names = found();
    const Seen seen = names.only();
    EXPECT_EQ(seen.fix(), "CREATE INDEX ON public.t USING btree (c) WHERE c IS NOT NULL;");
    EXPECT_EQ(seen.lock(), "SHARE on public.t");
}

TEST_F(NullHeavy, without_a_definition_has_no_fix) {
    db.server.definitions.clear();
    EXPECT_EQ(found().only().fix(), "");
}

}  // namespace
}  // namespace pgops::test
