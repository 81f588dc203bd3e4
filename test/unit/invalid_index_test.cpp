// invalid_index: what a failed concurrent build leaves behind.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Invalid : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    void SetUp() override {
        for (const char* name : {"a", "b"}) t.column(name, type_id::kInt8);
    }
    Seen only() { return db.findings_of("invalid_index").only(); }
};

TEST_F(Invalid, is_rebuilt_where_nothing_replaces_it) {
    t.index("i", {"a"}).bytes(5 * kMegabyte).invalid();
    const Seen seen = only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.key, "invalid_index:public.i");
    EXPECT_EQ(seen.headline(), "invalid, 5.0 MB, serves no query");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "a");
    EXPECT_EQ(seen.evidence("index"), "i");
    EXPECT_EQ(seen.evidence("ready"), "true");
    EXPECT_EQ(seen.fix(), "REINDEX INDEX CONCURRENTLY public.i;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "");
}

TEST_F(Invalid, valid_ones_are_not_named) {
    t.index("i", {"a"});
    t.primary_key({"b"});
    EXPECT_TRUE(db.findings_of("invalid_index").empty());
}

TEST_F(Invalid, not_ready_is_named_too) {
    t.index("i", {"a"}).fact.ready = false;
    EXPECT_EQ(only().evidence("ready"), "false");
}

TEST_F(Invalid, beside_a_valid_twin_it_goes) {
    t.index("good", {"a"});
    t.index("broken", {"a"}).invalid();
    const Seen seen = only();
    EXPECT_EQ(seen.object(), "public.broken");
    EXPECT_EQ(seen.fix(), "DROP INDEX CONCURRENTLY public.broken;");
}

TEST_F(Invalid, beside_an_invalid_twin_it_is_rebuilt) {
    t.index("one", {"a"}).invalid();
    t.index("two", {"a"}).invalid();
    for (const Seen& seen : db.findings_of("invalid_index").rows) EXPECT_TRUE(seen.fix().starts_with("REINDEX")) << seen.fix();
}

TEST_F(Invalid, a_copy_of_reindex_goes) {
    t.index("i_ccnew", {"a"}).invalid();
    t.index("i_ccold1", {"b"}).invalid();
    for (const Seen& seen : db.findings_of("invalid_index").rows) EXPECT_TRUE(seen.fix().starts_with("DROP INDEX CONCURRENTLY")) << seen.fix();
}

TEST_F(Invalid, a_copy_of_reindex_that_is_valid_is_an_index_like_any_other) {
    t.index("i_ccnew", {"a"});
    EXPECT_TRUE(db.findings_of("invalid_index").empty());
}

TEST_F(Invalid, one_that_is_being_built_is_left_alone) {
    t.index("i", {"a"}).invalid();
    db.session("joe", "psql").builds_index_on = t.fact.id;
    const Found found = db.findings_of("invalid_index");
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(found.left_out, "1 invalid index: an index of the same table is being built or dropped now");
    db.sessions.front().builds_index_on = t.fact.id + 1000;
    EXPECT_EQ(only().object(), "public.i");
}

TEST_F(Invalid, a_builder_that_hides_its_activity_is_known_by_its_lock) {
    t.index("i", {"a"}).invalid();
    t.index("j", {"b"}).invalid();
    db.server.held_for_index_work.insert(t.fact.id);
    const Found found = db.findings_of("invalid_index");
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(found.left_out, "2 invalid indexes: an index of the same table is being built or dropped now");
    db.server.held_for_index_work = {t.fact.id + 1000};
    EXPECT_EQ(db.findings_of("invalid_index").rows.size(), 2U);
}

TEST_F(Invalid, the_server_is_asked_for_locks_of_invalid_ones_only) {
    t.index("i", {"a"});
    db.model();
    db.server.requests = 0;
    EXPECT_TRUE(db.findings_of("invalid_index").empty());
    EXPECT_EQ(db.server.requests, 0);
}

TEST_F(Invalid, a_standby_cannot_know_what_the_primary_builds) {
    t.index("i", {"a"}).invalid();
    db.in_recovery = true;
    EXPECT_EQ(only()->confidence(), Confidence::Review);
}

TEST_F(Invalid, of_a_partitioned_table_lacks_partitions) {
    auto& parent = db.table("m").partitioned();
    parent.column("a", type_id::kInt8);
    parent.index("m_a", {"a"}).invalid();
    const Seen seen = only();
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.headline(), "invalid: not on every partition");
    EXPECT_EQ(seen.fix(), "");
    EXPECT_NE(seen.why().find("ALTER INDEX public.m_a ATTACH PARTITION"), std::string::npos);
}

TEST_F(Invalid, what_foreign_keys_rest_on_cannot_be_dropped) {
    t.index("good", {"a"}).unique();
    auto& broken = t.index("broken", {"a"}).unique().invalid();
    auto& other = db.table("other");
    other.column("a", type_id::kInt8);
    other.foreign_key({"a"}, t, {"a"}).fact.index_id = broken.fact.id;
    EXPECT_EQ(only().fix(), "");
}

TEST_F(Invalid, a_part_of_a_partitioned_index_cannot_be_dropped_alone) {
    auto& parent = db.table("m").partitioned();
    parent.column("a", type_id::kInt8);
    auto& whole = parent.index("m_a", {"a"});
    auto& partition = db.table("m_1").partition_of(parent);
    partition.column("a", type_id::kInt8);
    partition.index("good", {"a"});
    partition.index("part", {"a"}).part_of(whole).invalid();
    EXPECT_EQ(only().fix(), "");
}

}  // namespace
}  // namespace pgops::test
