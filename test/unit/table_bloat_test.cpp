// table_bloat: what is measured, in which order, within which budget, and what is told of it.
#include "bloat_fixture.hpp"

namespace pgops::test {
namespace {

struct TableBloat : BloatOf {
    Found found() { return db.findings_of("table_bloat"); }
};

TEST_F(TableBloat, is_told_as_measured) {
    t.measured(62.5, 1.5);
    db.server.bloats[t.fact.id].held_back_bytes = 1 * kMegabyte;
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.key, "table_bloat:public.t");
    EXPECT_EQ(seen.headline(), "19.5 MB bloat, 62 % of 31.2 MB");
    EXPECT_EQ(seen->impact_bytes(), 2500 * 8192);
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Estimated) << "a sample is no proof";
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("method"), "sampled");
    EXPECT_EQ(seen.evidence("size_bytes"), "32768000");
    EXPECT_EQ(seen.evidence("bloat_bytes"), "20480000");
    EXPECT_EQ(seen.evidence("bloat_percent"), "62.5");
    EXPECT_EQ(seen.evidence("bloat_percent_low"), "61");
    EXPECT_EQ(seen.evidence("bloat_percent_high"), "64");
    EXPECT_EQ(seen.evidence("held_back_bytes"), "1048576");
    EXPECT_EQ(seen.evidence("pages_read"), "50");
    EXPECT_EQ(seen.evidence("fillfactor"), "100");
    EXPECT_EQ(seen.evidence("damaged_pages"), "(absent)");
    EXPECT_EQ(seen.fix(), "VACUUM (FULL, ANALYZE) public.t;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
    EXPECT_NE(seen.why().find("Another 1.0 MB is dead, but an open transaction or a slot still needs it"), std::string::npos) << seen.why();
    EXPECT_NE(seen.why().find("pg_repack (an extension)"), std::string::npos) << seen.why();
}

TEST_F(TableBloat, read_whole_is_exact) {
    t.measured(62.5);
    db.server.bloats[t.fact.id].damaged_pages = 2;
    const Seen seen = found().only();
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("method"), "exact");
    EXPECT_EQ(seen.evidence("bloat_percent_low"), "(absent)");
    EXPECT_EQ(seen.evidence("held_back_bytes"), "(absent)") << "nothing is held back";
    EXPECT_EQ(seen.evidence("damaged_pages"), "2");
}

TEST_F(TableBloat, offers_the_tool_that_is_installed) {
    t.measured(75, 1);
    db.extensions = {"pg_repack"};
    EXPECT_NE(found().only().why().find("pg_repack --table='public.t'"), std::string::npos);
}

TEST_F(TableBloat, that_no_estimate_comes_near_is_not_measured) {
    db.set(Setting::BloatBytes, 1024);
    table("nearly", 1500).measured(90, 1);  // a third by the estimate, less than fifteen points from a half: no
    t.measured(90, 1);
    TableBuilder& close = table("close", 1600).measured(90, 1);  // 37.5
    EXPECT_EQ(found().objects(), (Texts{"public.t", "public.close"}));
    EXPECT_EQ(measured(), (std::vector<ObjectId>{t.fact.id, close.fact.id}));
}

TEST_F(TableBloat, of_a_distrusted_estimate_is_measured) {
    TableBuilder& stale = table("stale", 1500).measured(90, 1);
    make_stale(stale);
    TableBuilder& unknown = table("unknown", 1500).measured(90, 1);
    unknown.columns.front().figures.reset();
    t.measured(10, 1);
    EXPECT_EQ(found().objects(), (Texts{"public.stale", "public.unknown"}));
}

TEST_F(TableBloat, that_the_pages_deny_is_none) {
    t.measured(10, 1);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "") << "it was judged";
}

TEST_F(TableBloat, below_half_of_the_table_is_normal) {
    db.set(Setting::BloatBytes, 0);
    t.measured(49.9, 1);
    EXPECT_TRUE(found().empty());
    t.measured(50, 1);
    EXPECT_FALSE(found().empty());
    db.set(Setting::BloatPercent, 51);
    EXPECT_TRUE(found().empty());
}

TEST_F(TableBloat, below_the_floor_of_bytes_is_not_worth_it) {
    t.measured(75, 1);
    db.set(Setting::BloatBytes, 3000 * 8);
    EXPECT_FALSE(found().empty());
    db.set(Setting::BloatBytes, 3000 * 8 + 1);
    EXPECT_TRUE(found().empty());
    db.set(Setting::BloatBytes, 0);
    db.set(Setting::MinRelationSize, 4000 * 8 + 1);
    EXPECT_TRUE(found().empty());
}

TEST_F(TableBloat, severity_rises_with_the_bytes) {
    t.bytes((131'072 + 1000) * 8192).measured(99.5, 0.1);
    EXPECT_EQ(found().only()->severity(), Severity::Medium);
    t.bytes((100 * 131'072 + 100'000) * 8192L).measured(99.9, 0.1);
    EXPECT_EQ(found().only()->severity(), Severity::High);
}

TEST_F(TableBloat, only_what_has_storage_is_judged) {
    t.measured(75, 1);
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_FALSE(found().empty());
    t.fact.kind = RelationKind::Foreign;
    EXPECT_TRUE(found().empty());
    t.fact.kind = RelationKind::Partitioned;
    EXPECT_TRUE(found().empty());
}

TEST_F(TableBloat, the_largest_possible_gain_is_measured_first) {
    TableBuilder& large = table("large", 40'000);
    TableBuilder& middling = table("middling", 5000);
    TableBuilder& doubtful = table("doubtful", 4500);  // all of it may be bloat
    make_stale(doubtful);
    for (TableBuilder* each : {&t, &large, &middling, &doubtful}) each->measured(75, 1);
    EXPECT_EQ(found().objects().size(), 4U);
    EXPECT_EQ(measured(), (std::vector<ObjectId>{large.fact.id, middling.fact.id, doubtful.fact.id, t.fact.id}));
}

TEST_F(TableBloat, the_budget_of_pages_is_spent_on_the_largest_and_the_rest_is_told) {
    TableBuilder& large = table("large", 40'000).measured(75, 1);
    t.measured(75, 1);
    table("stale").measured(75, 1);
    make_stale(db.tables.back());
    db.set(Setting::PageBudget, 60);  // half of it is for tables; one takes fifty
    const Found limited = found();
    EXPECT_EQ(measured(), std::vector<ObjectId>{large.fact.id});
    EXPECT_EQ(db.server.measured.front().sample_pages, 30) << "no more than the budget has";
    EXPECT_EQ(limited.objects(), (Texts{"public.large", "public.t"})) << "a trusted estimate stands in, a distrusted one does not";
    EXPECT_EQ(limited.of("public.t").evidence("method"), "estimated");
    EXPECT_EQ(limited.of("public.t")->confidence(), Confidence::Estimated);
    EXPECT_EQ(limited.left_out, "2 tables not measured, because pgops.page_budget or pgops.time_budget was spent");
}

TEST_F(TableBloat, no_budget_measures_nothing) {
    make_stale(t);
    db.set(Setting::PageBudget, 0);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 table not measured, because pgops.page_budget or pgops.time_budget was spent");
    EXPECT_TRUE(db.server.measured.empty());
}

TEST_F(TableBloat, nothing_is_measured_when_time_is_over) {
    t.measured(75, 1);
    db.server.time = kNow + 30 * kSecond;
    EXPECT_EQ(found().only().evidence("method"), "estimated");
    EXPECT_TRUE(db.server.measured.empty());
    EXPECT_EQ(found().left_out, "1 table not measured, because pgops.page_budget or pgops.time_budget was spent");
    db.set(Setting::TimeBudget, 0);
    EXPECT_EQ(found().only().evidence("method"), "sampled") << "no limit";
}

TEST_F(TableBloat, sample_pages_is_a_cap) {
    t.measured(75, 1);
    found();
    db.set(Setting::SamplePages, 77);
    found();
    ASSERT_EQ(db.server.measured.size(), 2U);
    EXPECT_EQ(db.server.measured[0].sample_pages, 200);
    EXPECT_EQ(db.server.measured[1].sample_pages, 77);
}

TEST_F(TableBloat, that_is_locked_says_by_whom) {
    make_stale(t);
    lock(db.server.bloats[t.fact.id]);
    TableBuilder& known = table("known").measured(75, 1);
    lock(db.server.bloats[known.fact.id]);
    const Found seen = found();
    EXPECT_EQ(seen.objects(), Texts{"public.known"}) << "by its estimate";
    EXPECT_EQ(seen.left_out, "2 tables could not be read, the first one because: locked by process 4711");
}

TEST_F(TableBloat, a_cancel_ends_it) {
    t.measured(75, 1);
    db.server.fails_at_request = 1;
    db.server.failure = FakeServer::Failure::Interrupt;
    EXPECT_THROW(found(), Interrupted);
}

}  // namespace
}  // namespace pgops::test
