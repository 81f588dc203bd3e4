// Every check's headline keeps within 44 characters with the largest numbers that occur, and speaks of one thing in the singular.
// findings_of() expects that no headline was cut, and no "1 rows".
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

constexpr TransactionAge kOldest = 2'147'483'647;
constexpr Microseconds kLongest = 999 * kDay + 23 * kHour;
constexpr Microseconds kLongestText = 23 * kHour + 59 * kMinute;  // "23 h 59 min"

struct Headline : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(99'999'999'999.0).bytes(1023 * kGigabyte);
    Headline() {
        t.column("id", type_id::kInt4).serial().statistics(4);
        t.column("a", type_id::kInt8).statistics(8);
    }
    void expect_one(const char* check) { EXPECT_EQ(db.findings_of(check).rows.size(), 1U) << check; }
    void sessions(int count, SessionState state, Microseconds age) {
        for (int i = 0; i < count; ++i) {
            Session& one = db.session("web", "shop");
            one.state = state;
            one.transaction_start = one.state_change = kNow - age;
            one.holds_horizon = true;
            one.xmin_age = kOldest;
        }
    }
};

TEST_F(Headline, of_sessions) {
    for (const Microseconds age : {kLongest, kLongestText}) {
        db.sessions.clear();
        sessions(999, SessionState::IdleInTransaction, age);
        expect_one("idle_in_transaction");
        db.sessions.clear();
        sessions(999, SessionState::Active, age);
        expect_one("long_transaction");
    }
    db.role("web").superuser = true;
    expect_one("superuser_application");
}

TEST_F(Headline, of_vacuum_blockers) {
    sessions(999, SessionState::Active, kLongest);
    expect_one("vacuum_blocker");
    db.sessions.clear();
    PreparedTransaction& prepared = db.prepared.emplace_back();
    prepared.gid = "g";
    prepared.prepared_at = kNow - kLongest;
    expect_one("vacuum_blocker");
    db.prepared.clear();
    ReplicationSlot& slot = db.slots.emplace_back();
    slot.name = "s";
    slot.has_xmin = true;
    slot.xmin_age = kOldest;
    expect_one("vacuum_blocker");
    slot.active_pid = 1;
    expect_one("vacuum_blocker");
}

TEST_F(Headline, of_wraparound) {
    db.databases.front().xid_age = kOldest;
    expect_one("wraparound");
    db.databases.front().multixact_age = kOldest + 1;
    expect_one("wraparound");
}

TEST_F(Headline, of_indexes) {
    t.index("bloated", {"id"}).bytes(1023 * kGigabyte).scans(1);
    t.fact.rows = 1000;
    t.fact.counters.live_rows = 1000;
    expect_one("index_bloat");
    expect_one("table_bloat");
    t.indexes.front().scans(0);
    db.counters_since = kNow - kLongest;
    db.server.created_otherwise = kNow - kLongest;
    expect_one("unused_index");
    t.index("twin", {"id"}).bytes(1023 * kGigabyte);
    expect_one("duplicate_index");
    t.index("wide", {"id", "a"});
    EXPECT_EQ(db.findings_of("redundant_index").rows.size() + db.findings_of("duplicate_index").rows.size(), 2U);
    t.indexes.front().invalid();
    expect_one("invalid_index");
}

TEST_F(Headline, of_space) {
    t.measured(100).fact.counters.changed_since_analyze = 99'999'999'999;
    expect_one("table_bloat");
    t.toast_bytes(t.fact.size_bytes.value()).toast_measured(100);
    expect_one("toast_bloat");
    const std::int64_t pages = t.fact.size_bytes.value() / 8192;
    db.server.tails[t.fact.id] = {.table_pages = pages, .tail_pages = pages, .cuttable_pages = pages};
    expect_one("empty_space_at_end");
    t.fact.counters.known = true;
    t.fact.counters.updated = 99'999'999'999'999;
    expect_one("low_hot_ratio");
}

TEST_F(Headline, of_tables) {
    t.primary_key({"id"});
    t.foreign_key({"a"}, t);
    expect_one("missing_fk_index");
    expect_one("int4_pk");
    expect_one("serial_pk");
    t.fact.autovacuum_enabled = false;
    t.fact.counters.dead_rows = 99'999'999'999;
    expect_one("autovacuum_disabled");
    db.sequences.front().last_value(kOldest);
    expect_one("sequence_exhaustion");
    t.fact.counters.last_analyze = kUnknownTime;
    for (ColumnBuilder& column : t.columns) column.figures.reset();
    expect_one("never_analyzed");
}

struct One : Headline {
    std::string headline_of(const char* check) { return db.findings_of(check).only().headline(); }
    std::string left_out_of(const char* check) { return db.findings_of(check).left_out; }
};

TEST_F(One, row) {
    t.live_rows(1).primary_key({"id"});
    t.foreign_key({"a"}, t);
    EXPECT_EQ(headline_of("missing_fk_index"), "unindexed foreign key, 1 row");
    t.fact.autovacuum_enabled = false;
    t.fact.counters.dead_rows = 1;
    EXPECT_EQ(headline_of("autovacuum_disabled"), "autovacuum is off, 1 dead row");
}

TEST_F(One, row_of_a_design) {
    auto& values = db.table("user_attributes").live_rows(1);
    values.column("user_id", type_id::kInt8).not_null();
    values.column("attribute", type_id::kText).not_null();
    values.column("value", type_id::kText);
    values.primary_key({"user_id", "attribute"});
    EXPECT_EQ(headline_of("eav"), "attributes kept as rows, 1 row");
    auto& comments = db.table("comments").live_rows(1);
    comments.column("commentable_type", type_id::kText).not_null();
    comments.column("commentable_id", type_id::kInt8).not_null();
    EXPECT_EQ(headline_of("polymorphic"), "column chooses the table, 1 row");
}

TEST_F(One, transaction) {
    sessions(1, SessionState::Active, kHour);
    db.sessions.front().xmin_age = 1;
    EXPECT_EQ(headline_of("vacuum_blocker"), "holds back VACUUM, 1 xid so far");
    db.sessions.clear();
    ReplicationSlot& slot = db.slots.emplace_back();
    slot.name = "s";
    slot.has_xmin = true;
    slot.xmin_age = 1;
    EXPECT_EQ(headline_of("vacuum_blocker"), "inactive slot, 1 xid back");
    db.slots.clear();
    db.databases.front().xid_age = 2'147'483'648 - 3'000'001;
    EXPECT_NE(db.findings_of("wraparound").only().why().find("When 1 more is used"), std::string::npos);
}

TEST_F(One, that_was_left_out) {
    db.sequence("s").of_type(type_id::kInt2, 32767).last_value(32767);
    db.set(Setting::PageBudget, 0);
    t.columns.front().fact.default_sequence = nullptr;
    db.sequences.pop_front();
    EXPECT_EQ(left_out_of("sequence_exhaustion"), "1 sequence: pgops.page_budget was spent");
    db.set(Setting::PageBudget, 1);
    db.server.locked_sequences.insert(db.sequences.front().fact.id);
    EXPECT_EQ(left_out_of("sequence_exhaustion"), "1 sequence that another session holds exclusively");
    auto& index = t.index("i", {"a"}).bytes(kGigabyte).created(std::nullopt);
    EXPECT_EQ(left_out_of("unused_index"), "1 index without scans: counters younger than pgops.min_statistics_age, or of unknown age");
    index.method(AccessMethod::Gin, "gin");
    EXPECT_EQ(left_out_of("index_bloat"), "1 index not measured, because pgops.page_budget or pgops.time_budget was spent");
    t.fact.counters.changed_since_analyze = 99'999'999'999;
    EXPECT_EQ(left_out_of("table_bloat"), "1 table not measured, because pgops.page_budget or pgops.time_budget was spent");
    EXPECT_EQ(left_out_of("empty_space_at_end"), "1 table not looked at, because pgops.page_budget or pgops.time_budget was spent");
    for (ColumnBuilder& column : t.columns) column.figures.reset();
    EXPECT_EQ(left_out_of("column_order_padding"), "1 table without statistics to estimate from");
}

TEST_F(One, table_that_a_fix_locks) {
    t.live_rows(1000).bytes(kMegabyte).primary_key({"id"});
    EXPECT_EQ(db.findings_of("int4_pk").only().lock(), "ACCESS EXCLUSIVE on public.t, while it is rewritten");
    auto& other = db.table("other");
    other.column("t_id", type_id::kInt4);
    other.foreign_key({"t_id"}, t);
    EXPECT_EQ(db.findings_of("int4_pk").only().lock(), "ACCESS EXCLUSIVE on public.other, public.t, while they are rewritten");
    // One name may begin with another.
    auto& longer = db.table("t_longer");
    longer.column("t_id", type_id::kInt4);
    longer.foreign_key({"t_id"}, t);
    EXPECT_EQ(db.findings_of("int4_pk").only().lock(), "ACCESS EXCLUSIVE on public.t_longer, public.other, public.t, while they are rewritten");
}

}  // namespace
}  // namespace pgops::test
