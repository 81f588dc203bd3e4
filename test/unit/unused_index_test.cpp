// unused_index: what the counters prove, what they do not, and what an index is there for besides queries.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Unused : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    void SetUp() override {
        for (const char* name : {"a", "b", "c"}) t.column(name, type_id::kInt8);
        t.fact.counters = {.known = true, .inserted = 100, .updated = 20, .deleted = 3};
    }
    IndexBuilder& index(std::string_view name, const Keys& keys) { return t.index(name, keys).bytes(2 * kMegabyte); }
    Texts named() { return db.findings_of("unused_index").objects(); }
    std::string left_out() { return db.findings_of("unused_index").left_out; }
};

TEST_F(Unused, is_named_with_the_time_that_was_watched) {
    index("i", {"a", "b"}).bytes(3 * kGigabyte);
    const Found found = db.findings_of("unused_index");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.key, "unused_index:public.i");
    EXPECT_EQ(seen.headline(), "no scan in 100 d, 3.0 GB");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen->impact_bytes(), 3 * kGigabyte);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "a, b");
    EXPECT_EQ(seen.evidence("index"), "i");
    EXPECT_EQ(seen.evidence("scans"), "0");
    EXPECT_EQ(seen.evidence("observed_seconds"), "8640000");
    EXPECT_EQ(seen.evidence("table_writes"), "123");
    EXPECT_EQ(seen.fix(), "DROP INDEX CONCURRENTLY public.i;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "CREATE INDEX CONCURRENTLY i ON public.t USING btree (...);");
    EXPECT_EQ(found.left_out, "");
}

TEST_F(Unused, a_scan_is_use) {
    index("i", {"a"}).scans(1);
    EXPECT_EQ(named(), Texts{});
    EXPECT_EQ(left_out(), "");
}

TEST_F(Unused, small_ones_are_not_worth_a_word) {
    index("i", {"a"}).bytes(kMegabyte - 1);
    EXPECT_EQ(named(), Texts{});
    db.set(Setting::MinRelationSize, 0);
    EXPECT_EQ(named(), Texts{"public.i"});
}

TEST_F(Unused, young_counters_prove_nothing_and_say_so) {
    index("i", {"a"});
    db.counters_since = kNow - 14 * kDay + 1;
    EXPECT_EQ(named(), Texts{});
    EXPECT_NE(left_out().find("1 index without scans"), std::string::npos) << left_out();
    db.counters_since = kNow - 14 * kDay;
    EXPECT_EQ(named(), Texts{"public.i"});
    db.set(Setting::MinStatisticsAge, 15 * 86400);
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Unused, an_unknown_age_is_never_old) {
    index("i", {"a"});
    db.counters_since.reset();
    EXPECT_EQ(named(), Texts{});
    EXPECT_NE(left_out(), "");
    db.counters_since = kNow - 100 * kDay;
    db.server.created_otherwise.reset();
    EXPECT_EQ(named(), Texts{}) << "the file system does not say when it was made";
    EXPECT_NE(left_out(), "");
}

TEST_F(Unused, a_young_index_was_not_there_to_be_used) {
    index("i", {"a"}).created(kNow - 2 * kDay);
    EXPECT_EQ(named(), Texts{});
    EXPECT_NE(left_out(), "");
    t.indexes.back().created(kNow - 30 * kDay);
    EXPECT_EQ(db.findings_of("unused_index").only().headline(), "no scan in 30 d, 2.0 MB");
}

TEST_F(Unused, those_with_another_duty_are_needed) {
    index("unique", {"a"}).unique();
    t.primary_key({"b"}).bytes(kGigabyte);
    t.exclusion("exclusion", {"c"}).bytes(kGigabyte);
    index("identity", {"c"}).fact.replica_identity = true;
    index("clustered", {"c", "b"}).fact.clustered = true;
    index("invalid", {"c", "a"}).invalid();
    EXPECT_EQ(named(), Texts{});
    EXPECT_EQ(left_out(), "");
}

TEST_F(Unused, those_that_support_a_foreign_key_are_needed) {
    auto& parent = db.table("parent");
    parent.column("id", type_id::kInt8);
    parent.primary_key({"id"});
    t.foreign_key({"a"}, parent);
    index("supports", {"a", "b"});
    index("does_not", {"b", "a"});
    EXPECT_EQ(named(), Texts{"public.does_not"});
}

TEST_F(Unused, of_twins_only_the_duplicate_is_named_and_only_there) {
    index("one", {"a"});
    index("two", {"a"});
    index("narrow", {"b"});
    index("wide", {"b", "c"});
    EXPECT_EQ(named(), Texts{});
    EXPECT_EQ(db.findings_of("duplicate_index").objects(), Texts{"public.two"});
    EXPECT_EQ(db.findings_of("redundant_index").objects(), Texts{"public.narrow"});
}

TEST_F(Unused, with_replicas_a_person_looks_there_first) {
    index("i", {"a"});
    db.replicas = 2;
    const Seen with_replicas = db.findings_of("unused_index").only();
    EXPECT_EQ(with_replicas->confidence(), Confidence::Review);
    EXPECT_NE(with_replicas.why().find("Standbys"), std::string::npos);
    db.replicas = 0;
    db.in_recovery = true;
    EXPECT_EQ(db.findings_of("unused_index").only()->confidence(), Confidence::Review);
}

TEST_F(Unused, on_a_partitioned_table_counts_with_all_its_parts) {
    auto& parent = db.table("m").partitioned();
    parent.column("a", type_id::kInt8);
    auto& whole = parent.index("m_a", {"a"});
    auto& middle = db.table("m_2024").partitioned().partition_of(parent);
    middle.column("a", type_id::kInt8);
    auto& middle_index = middle.index("m_2024_a", {"a"}).part_of(whole);
    std::vector<IndexBuilder*> parts;
    for (const char* name : {"m_2024_1", "m_2024_2"}) {
        auto& partition = db.table(name).partition_of(middle);
        partition.column("a", type_id::kInt8);
        partition.fact.counters.inserted = 30;
        partition.fact.counters.deleted = 5;
        parts.push_back(&partition.index(std::string(name) + "_a", {"a"}).part_of(middle_index).bytes(700 * kKilobyte));
    }
    db.server.definitions[whole.fact.id] = "CREATE INDEX m_a ON ONLY public.m USING btree (a)";
    const Seen seen = db.findings_of("unused_index").only();
    EXPECT_EQ(seen.object(), "public.m_a");
    EXPECT_EQ(seen->impact_bytes(), 1400 * kKilobyte);
    EXPECT_EQ(seen.fix(), "DROP INDEX public.m_a;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.m and all its partitions");
    EXPECT_EQ(seen.evidence("table_writes"), "70") << "of all partitions";
    EXPECT_EQ(seen.undo(), "CREATE INDEX m_a ON public.m USING btree (a);") << "with its parts, and so not concurrently";

    parts.back()->created(kNow - kDay);
    EXPECT_EQ(named(), Texts{}) << "one part is too young";
    EXPECT_NE(left_out(), "");
    parts.back()->created(kNow - 300 * kDay).scans(1);
    EXPECT_EQ(named(), Texts{}) << "one part is used";
    EXPECT_EQ(left_out(), "");
}

TEST_F(Unused, on_a_partition_alone_is_named) {
    auto& parent = db.table("m").partitioned();
    auto& partition = db.table("m_1").partition_of(parent);
    partition.column("a", type_id::kInt8);
    partition.index("local", {"a"}).bytes(kGigabyte);
    EXPECT_EQ(named(), Texts{"public.local"});
}

TEST_F(Unused, an_error_of_the_server_ends_the_check_only) {
    index("i", {"a"});
    db.server.fails_at_request = 1;
    db.server.failure = FakeServer::Failure::Error;
    EXPECT_THROW(db.findings_of("unused_index"), ServerError);
}

}  // namespace
}  // namespace pgops::test
