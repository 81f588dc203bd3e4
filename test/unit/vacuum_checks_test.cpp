// autovacuum_starved, never_vacuumed, stale_statistics, threshold_unreachable, insert_only_unfrozen, bulk_load_unvacuumed: from counters.
#include <gtest/gtest.h>

#include "vacuum_picture.hpp"

namespace pgops::test {
namespace {

TEST_F(VacuumChecks, saturated_workers_are_starved_of_time) {
    picture.most_workers = 1;
    relation.dead_rows = 500'000;
    running(4711);
    picture.running.back().phase = 2;
    const Seen seen = db.findings_of("autovacuum_starved").only();
    EXPECT_EQ(seen.headline(), "all workers busy while tables wait");
    EXPECT_EQ(seen.evidence("waiting_tables"), "1");
    EXPECT_EQ(seen->severity(), Severity::High);
    relation.dead_rows = 5;
    EXPECT_TRUE(db.findings_of("autovacuum_starved").empty()) << "nothing waits";
}

TEST_F(VacuumChecks, a_vacuum_throttled_to_a_crawl_is_named_with_its_time_left) {
    running(t.fact.id);
    const Seen seen = db.findings_of("autovacuum_starved").only();
    EXPECT_EQ(seen.headline(), "its vacuum is throttled to a crawl");
    EXPECT_EQ(seen.evidence("kind"), "cost_limit_throttle");
    EXPECT_EQ(seen.evidence("seconds_left"), "59940") << "99,900 pages at 100 a minute";
    picture.running.back().pages_scanned = 99'000;
    EXPECT_TRUE(db.findings_of("autovacuum_starved").empty()) << "soon done";
    picture.running.back().pages_scanned = 100;
    picture.running.back().by_autovacuum = false;
    EXPECT_TRUE(db.findings_of("autovacuum_starved").empty()) << "by hand it is not throttled by these";
}

TEST_F(VacuumChecks, a_vacuum_that_is_about_to_be_cancelled_is_named) {
    running(t.fact.id).phase = 2;
    picture.locks.push_back({.relation = t.fact.id, .pid = 99, .mode = "ACCESS EXCLUSIVE", .granted = false});
    EXPECT_EQ(db.findings_of("autovacuum_starved").only().evidence("waiting_pid"), "99");
    relation.xid_age = 300'000'000;
    EXPECT_TRUE(db.findings_of("autovacuum_starved").empty()) << "one against wraparound is not cancelled";
}

TEST_F(VacuumChecks, failsafe_is_critical) {
    picture.failsafe_age = 1'600'000'000;
    relation.xid_age = 1'700'000'000;
    running(t.fact.id).phase = 2;
    EXPECT_EQ(db.findings_of("autovacuum_starved").only()->severity(), Severity::Critical);
    relation.xid_age = 1'500'000'000;
    EXPECT_TRUE(db.findings_of("autovacuum_starved").empty());
}

TEST_F(VacuumChecks, never_vacuumed_needs_dead_rows_far_beyond_the_threshold) {
    relation.dead_rows = 400'101;  // twice 50 + 0.2 * 1,000,000, and one
    const Seen seen = db.findings_of("never_vacuumed").only();
    EXPECT_EQ(seen.headline(), "never vacuumed, 400,101 dead rows");
    EXPECT_EQ(seen.fix(), "VACUUM (ANALYZE) public.t;");
    db.server.created_otherwise = db.model().now() - 9 * kMinute;
    EXPECT_TRUE(db.findings_of("never_vacuumed").empty()) << "loaded a moment ago";
    db.server.created_otherwise = db.model().now() - 11 * kMinute;
    EXPECT_FALSE(db.findings_of("never_vacuumed").empty());
    relation.dead_rows = 400'000;
    EXPECT_TRUE(db.findings_of("never_vacuumed").empty());
    relation.dead_rows = 900'000;
    relation.autovacuums = 1;
    EXPECT_TRUE(db.findings_of("never_vacuumed").empty()) << "it was here";
    relation.autovacuums = 0;
    relation.autovacuum.enabled = false;
    EXPECT_TRUE(db.findings_of("never_vacuumed").empty()) << "autovacuum_disabled tells that";
    relation.autovacuum.enabled = true;
    picture.autovacuum.off = true;
    EXPECT_TRUE(db.findings_of("never_vacuumed").empty());
}

TEST_F(VacuumChecks, statistics_are_stale_when_half_of_the_table_has_changed) {
    auto& counters = t.fact.counters;
    counters.live_rows = 100'000;
    counters.changed_since_analyze = 50'000;
    counters.last_analyze = db.model().now() - kDay;
    const Seen seen = db.findings_of("stale_statistics").only();
    EXPECT_EQ(seen.headline(), "statistics are behind 50,000 changes");
    EXPECT_EQ(seen.fix(), "ANALYZE public.t;");
    counters.changed_since_analyze = 49'999;
    EXPECT_TRUE(db.findings_of("stale_statistics").empty());
    counters.changed_since_analyze = 90'000;
    counters.last_analyze = db.model().now() - kMinute;
    EXPECT_TRUE(db.findings_of("stale_statistics").empty()) << "autovacuum needs a moment";
    counters.last_analyze = kUnknownTime;
    EXPECT_TRUE(db.findings_of("stale_statistics").empty()) << "never_analyzed tells that";
}

TEST_F(VacuumChecks, a_threshold_beyond_the_table_is_unreachable) {
    relation.dead_rows = 200'000;
    relation.autovacuum.vacuum_threshold = 50'000'000;
    const Seen seen = db.findings_of("threshold_unreachable").only();
    EXPECT_EQ(seen.headline(), "200,000 dead rows, threshold out of reach");
    EXPECT_TRUE(seen.fix().starts_with("ALTER TABLE public.t SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);")) << seen.fix();
    relation.autovacuum.vacuum_threshold = 300'000;
    EXPECT_TRUE(db.findings_of("threshold_unreachable").empty()) << "it will come";
    relation.autovacuum.vacuum_threshold = 50'000'000;
    relation.dead_rows = 999;
    EXPECT_TRUE(db.findings_of("threshold_unreachable").empty()) << "few dead rows";
}

TEST_F(VacuumChecks, a_growing_table_without_vacuums_for_inserts_is_named) {
    relation.inserted_since_vacuum = 900'000;
    relation.autovacuum.insert_threshold = -1;
    relation.insert_disabled_here = true;
    const Seen seen = db.findings_of("insert_only_unfrozen").only();
    EXPECT_EQ(seen.headline(), "900,000 new rows, vacuum for inserts off");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.t SET (autovacuum_vacuum_insert_threshold = -1);");
    relation.insert_disabled_here = false;
    EXPECT_EQ(db.findings_of("insert_only_unfrozen").only().undo(), "") << "it is the server's setting";
    relation.inserted_since_vacuum = 1000;
    EXPECT_TRUE(db.findings_of("insert_only_unfrozen").empty());
}

TEST_F(VacuumChecks, a_load_that_no_vacuum_follows_is_named) {
    relation.inserted_since_vacuum = 150'000;  // autovacuum comes at 201,000
    const Seen seen = db.findings_of("bulk_load_unvacuumed").only();
    EXPECT_EQ(seen.headline(), "150,000 new rows, not vacuumed since");
    EXPECT_EQ(seen.fix(), "VACUUM (FREEZE, ANALYZE) public.t;");
    relation.inserted_since_vacuum = 250'000;
    EXPECT_TRUE(db.findings_of("bulk_load_unvacuumed").empty()) << "autovacuum comes";
    relation.autovacuum.enabled = false;
    EXPECT_FALSE(db.findings_of("bulk_load_unvacuumed").empty()) << "it does not";
    relation.inserted_since_vacuum = 99'999;
    EXPECT_TRUE(db.findings_of("bulk_load_unvacuumed").empty());
}

}  // namespace
}  // namespace pgops::test
