// Every check's headline keeps within 44 characters with the largest numbers that occur. findings_of() expects that no headline was cut.
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

}  // namespace
}  // namespace pgops::test
