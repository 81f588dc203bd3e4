// table_bloat and index_bloat: what is over the thresholds, and what cannot be judged.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

// 185,000 rows of (bigint, int) fill 1,000 pages; the tests say how many pages there are.
struct Bloat : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(185'000);
    Bloat() {
        t.column("a", type_id::kInt8).statistics(8);
        t.column("b", type_id::kInt4).statistics(4);
        pages(4000);
        db.set(Setting::MinRelationSize, 0);
    }
    void pages(std::int64_t count) { t.bytes(count * 8192); }
};

struct IndexBloat : Bloat {
    // 185,000 entries of 20 bytes: 506 leaves, 2 pages above them, the root and the meta page.
    static constexpr std::int64_t kFreshPages = 510;
    IndexBuilder& i = t.index("i", {"a"}).scans(1).bytes(4 * kFreshPages * 8192);
};

TEST_F(Bloat, of_a_table_is_named) {
    const Seen seen = db.findings_of("table_bloat").only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "table_bloat:public.t");
    EXPECT_EQ(seen.headline(), "23.4 MB bloat, 75 % of 31.2 MB");
    EXPECT_EQ(seen->impact_bytes(), 3000 * 8192);
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("method"), "estimated");
    EXPECT_EQ(seen.evidence("size_bytes"), "32768000");
    EXPECT_EQ(seen.evidence("bloat_bytes"), "24576000");
    EXPECT_EQ(seen.evidence("bloat_percent"), "75");
    EXPECT_EQ(seen.evidence("rows"), "185000");
    EXPECT_EQ(seen.evidence("row_bytes"), "44");
    EXPECT_EQ(seen.fix(), "VACUUM (FULL, ANALYZE) public.t;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
}

TEST_F(Bloat, below_half_of_the_table_is_normal) {
    db.set(Setting::BloatBytes, 0);
    pages(1999);
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
    pages(2000);
    EXPECT_FALSE(db.findings_of("table_bloat").empty());
    db.set(Setting::BloatPercent, 51);
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
}

TEST_F(Bloat, below_the_floor_of_bytes_is_not_worth_it) {
    db.set(Setting::BloatBytes, 3000 * 8);
    EXPECT_FALSE(db.findings_of("table_bloat").empty());
    db.set(Setting::BloatBytes, 3000 * 8 + 1);
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
    db.set(Setting::BloatBytes, 0);
    db.set(Setting::MinRelationSize, 4000 * 8 + 1);
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
}

TEST_F(Bloat, a_fillfactor_is_no_bloat) {
    t.fact.fillfactor = 30;
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
}

TEST_F(Bloat, of_a_table_smaller_than_expected_is_none) {
    pages(900);
    db.set(Setting::BloatBytes, 0);
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
}

TEST_F(Bloat, severity_rises_with_the_bytes) {
    pages(131'072 + 1000);
    EXPECT_EQ(db.findings_of("table_bloat").only()->severity(), Severity::Medium);
    pages(100 * 131'072 + 1000);
    EXPECT_EQ(db.findings_of("table_bloat").only()->severity(), Severity::High);
}

TEST_F(Bloat, without_statistics_is_left_out_and_says_so) {
    t.columns.front().figures.reset();
    Found found = db.findings_of("table_bloat");
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(found.left_out, "1 table without statistics to estimate from");
    t.columns.front().statistics(8);
    t.fact.counters = {};
    t.fact.rows = -1;
    EXPECT_EQ(db.findings_of("table_bloat").left_out, "1 table without statistics to estimate from");
}

TEST_F(Bloat, with_old_statistics_is_left_out_and_says_so) {
    t.fact.counters.changed_since_analyze = 37'000;
    EXPECT_FALSE(db.findings_of("table_bloat").empty()) << "a fifth exactly";
    t.fact.counters.changed_since_analyze = 37'001;
    const Found found = db.findings_of("table_bloat");
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(found.left_out, "1 table whose statistics are older than a fifth of the rows");
}

TEST_F(Bloat, only_what_has_storage_is_judged) {
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_FALSE(db.findings_of("table_bloat").empty());
    t.fact.kind = RelationKind::Foreign;
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
    t.fact.kind = RelationKind::Partitioned;
    EXPECT_TRUE(db.findings_of("table_bloat").empty());
}

TEST_F(IndexBloat, is_named) {
    const Seen seen = db.findings_of("index_bloat").only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.key, "index_bloat:public.i");
    EXPECT_EQ(seen.headline(), "12.0 MB bloat, 75 % of 15.9 MB");
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "a");
    EXPECT_EQ(seen.evidence("index"), "i");
    EXPECT_EQ(seen.evidence("method"), "estimated");
    EXPECT_EQ(seen.fix(), "REINDEX INDEX CONCURRENTLY public.i;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(IndexBloat, a_fresh_index_has_none) {
    i.bytes(kFreshPages * 8192);
    db.set(Setting::BloatBytes, 0);
    EXPECT_TRUE(db.findings_of("index_bloat").empty());
}

TEST_F(IndexBloat, of_a_constraint_is_rebuilt_as_well) {
    t.primary_key({"a"}).bytes(4 * kFreshPages * 8192);
    EXPECT_EQ(db.findings_of("index_bloat").objects(), Texts{"public.t_pkey"}) << "and its duplicate is dropped instead";
    EXPECT_EQ(db.findings_of("duplicate_index").objects(), Texts{"public.i"});
}

TEST_F(IndexBloat, what_other_advice_drops_is_not_rebuilt) {
    i.scans(0);
    EXPECT_TRUE(db.findings_of("index_bloat").empty());
    EXPECT_EQ(db.findings_of("unused_index").objects(), Texts{"public.i"});
    i.scans(1);
    t.index("wider", {"a", "b"}).scans(1);
    EXPECT_TRUE(db.findings_of("index_bloat").empty());
    EXPECT_EQ(db.findings_of("redundant_index").objects(), Texts{"public.i"});
}

TEST_F(IndexBloat, other_methods_and_unknown_ones_are_told) {
    i.method(AccessMethod::Gin, "gin");
    EXPECT_EQ(db.findings_of("index_bloat").left_out, "1 index of another method than btree");
    i.method(AccessMethod::Btree, "btree");
    t.columns.front().figures.reset();
    EXPECT_EQ(db.findings_of("index_bloat").left_out, "1 index without statistics to estimate from");
    t.columns.front().statistics(8);
    t.fact.counters.changed_since_analyze = 100'000;
    EXPECT_EQ(db.findings_of("index_bloat").left_out, "1 index whose statistics are older than a fifth of the rows");
}

TEST_F(IndexBloat, invalid_and_partitioned_ones_have_none) {
    i.invalid();
    EXPECT_TRUE(db.findings_of("index_bloat").empty());
    i.fact.valid = true;
    i.fact.partitioned = true;
    EXPECT_TRUE(db.findings_of("index_bloat").empty());
}

}  // namespace
}  // namespace pgops::test
