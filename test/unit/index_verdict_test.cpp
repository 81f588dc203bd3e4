// rarely_used_index, and the verdicts of pgops.index_usage.
#include <gtest/gtest.h>

#include "checks/index/index_verdict.hpp"
#include "database.hpp"

namespace pgops::test {
namespace {

struct Verdicts : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    void SetUp() override {
        for (const char* name : {"a", "b", "c"}) t.column(name, type_id::kInt8);
        t.fact.counters = {.known = true, .inserted = 90'000, .updated = 20'000, .deleted = 3, .hot_updated = 10'000};
    }
    IndexBuilder& index(std::string_view name, const Keys& keys) { return t.index(name, keys).bytes(2 * kMegabyte); }
    Texts rarely() { return db.findings_of("rarely_used_index").objects(); }
    // "verdict: reason" of the index of this name.
    std::string verdict(std::string_view name) {
        const Model& model = db.model();
        IndexUses uses(model, db.memory());
        for (const Index& each : model.indexes())
            if (each.name == name) {
                const IndexVerdict found = verdict_of(model, uses, each, db.memory());
                fix = found.advice.fix;
                return std::string(found.verdict) + ": " + std::string(found.reason);
            }
        return "(no index)";
    }
    std::string fix;
};

TEST_F(Verdicts, written_a_thousand_times_for_each_scan) {
    index("i", {"a", "b"}).bytes(2 * kGigabyte).scans(100);
    const Found found = db.findings_of("rarely_used_index");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.headline(), "100 scans, 1,000 writes for each");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("entries_written"), "100000") << "updates that are HOT write none";
    EXPECT_EQ(seen.evidence("writes_per_scan"), "1000");
    EXPECT_EQ(seen.fix(), "");
    EXPECT_EQ(verdict("i").substr(0, 23), "rarely_used: 100 scans ");
    EXPECT_EQ(fix, "");
}

TEST_F(Verdicts, what_is_read_more_or_needed_or_young_is_not_rarely_used) {
    IndexBuilder& i = index("i", {"a", "b"}).scans(101);
    EXPECT_EQ(rarely(), Texts{});
    db.set(Setting::RarelyUsedWrites, 900);
    EXPECT_EQ(rarely(), Texts{"public.i"});
    i.unique();
    EXPECT_EQ(rarely(), Texts{}) << "it keeps its keys unique";
    i.fact.unique = false;
    db.counters_since = kNow - 13 * kDay;
    EXPECT_EQ(rarely(), Texts{}) << "a load of yesterday";
    EXPECT_EQ(verdict("i"), "used: 101 scans");
    db.counters_since = kNow - 100 * kDay;
    i.scans(0);
    EXPECT_EQ(rarely(), Texts{}) << "unused_index says so";
}

TEST_F(Verdicts, what_was_loaded_once_counts_where_scans_are_rarer_than_days) {
    index("i", {"a", "b"}).scans(100);
    t.fact.counters.live_rows = 90'000;
    EXPECT_EQ(rarely(), Texts{}) << "one scan a day, and 100 entries for each beyond the rows that are there";
    index("j", {"b", "a"}).scans(99);
    EXPECT_EQ(rarely(), Texts{"public.j"}) << "less than one scan a day";
    t.fact.counters.inserted = 190'000;
    EXPECT_EQ(rarely(), (Texts{"public.i", "public.j"})) << "rows come and go";
}

TEST_F(Verdicts, every_index_has_one) {
    index("scanned", {"a"}).scans(2'000);
    index("unscanned", {"b", "a"});
    index("key", {"c", "b", "a"}).unique();
    index("first", {"c", "a"});
    index("second", {"c", "a"});
    index("shorter", {"b"});
    index("broken", {"a", "c"}).invalid();
    EXPECT_EQ(verdict("scanned"), "used: 2,000 scans");
    EXPECT_EQ(verdict("key"), "used: no scan, but it keeps its keys unique");
    EXPECT_EQ(verdict("first"), "used: no scan, but it stays for another index, which can go");
    EXPECT_EQ(fix, "");
    EXPECT_EQ(verdict("second"), "duplicate: equal to public.first, which stays: it is the older one");
    EXPECT_EQ(fix, "DROP INDEX CONCURRENTLY public.second;");
    EXPECT_EQ(verdict("shorter"), "redundant: its keys are the first keys of public.unscanned, which stays: its first columns are the same");
    EXPECT_EQ(verdict("unscanned"), "used: no scan, but it stays for another index, which can go");
    EXPECT_EQ(verdict("broken"), "invalid: left behind by a failed build");
    EXPECT_EQ(fix, "REINDEX INDEX CONCURRENTLY public.broken;");
}

TEST_F(Verdicts, unused_is_said_of_old_counters_and_of_what_standbys_do_not_read) {
    index("i", {"a"});
    EXPECT_TRUE(verdict("i").starts_with("unused: no scan since ")) << verdict("i");
    EXPECT_EQ(fix, "DROP INDEX CONCURRENTLY public.i;");
    db.replicas = 1;
    EXPECT_TRUE(verdict("i").ends_with("what they use is not counted here")) << verdict("i");
    EXPECT_EQ(fix, "") << "a person must look there";
    db.counters_since = kNow - kDay;
    EXPECT_TRUE(verdict("i").starts_with("unknown: no scan since ")) << verdict("i");
    db.counters_since.reset();
    EXPECT_EQ(verdict("i"), "unknown: no scan, but it is not known how far back the counters reach");
}

TEST_F(Verdicts, a_comment_decides_between_equals) {
    index("first", {"a"}).scans(7);
    IndexBuilder& second = index("second", {"a"});
    EXPECT_TRUE(verdict("second").starts_with("duplicate: ")) << verdict("second");
    second.fact.commented = true;
    EXPECT_EQ(verdict("first"), "duplicate: equal to public.second, which stays: somebody has written a comment on it");
    EXPECT_EQ(verdict("second"), "used: no scan, but it stays for another index, which can go");
}

}  // namespace
}  // namespace pgops::test
