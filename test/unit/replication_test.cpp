// inactive_slot, replication_lag, synchronous_standby_missing, mixed_versions: whether the standbys can take over.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Replication : ::testing::Test {
    Database db;
    Recovery& facts = db.server.recovery_facts;
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(Replication, slots_that_nobody_reads) {
    SlotStatus slot{.name = "s", .wal_status = "reserved", .kind = "logical", .retained_bytes = 2 * kGigabyte};
    facts.slots = {&slot, 1};
    EXPECT_EQ(found("inactive_slot").only()->severity(), Severity::Medium);
    slot.inactive_since = kNow - kMinute;
    EXPECT_TRUE(found("inactive_slot").empty()) << "its reader may restart";
    slot.inactive_since = kNow - 6 * kMinute;
    EXPECT_FALSE(found("inactive_slot").empty());
    slot.inactive_since = kUnknownTime;
    slot.active = true;
    EXPECT_TRUE(found("inactive_slot").empty());
    slot.active = false;
    slot.wal_status = "lost";
    EXPECT_EQ(found("inactive_slot").only().headline(), "its WAL is gone: it is of no use");
}

TEST_F(Replication, standbys_that_are_behind) {
    Receiver standby{.application = "b", .client = "10.0.0.2", .state = "streaming", .lag_bytes = 5, .replay_delay = 2 * kMinute};
    facts.receivers = {&standby, 1};
    EXPECT_EQ(found("replication_lag").only()->severity(), Severity::Medium);
    standby.replay_delay = -1;
    EXPECT_TRUE(found("replication_lag").empty());
    standby.lag_bytes = 2 * kGigabyte;
    EXPECT_EQ(found("replication_lag").only().headline(), "behind by 2.0 GB of WAL");
    EXPECT_NE(found("mixed_versions").left_out, "");
}

TEST_F(Replication, a_standby_itself) {
    db.in_recovery = true;
    facts.last_replayed_commit = kNow - kDay;
    EXPECT_TRUE(found("replication_lag").empty()) << "the primary is idle";
    facts.received_not_replayed = 100;
    EXPECT_FALSE(found("replication_lag").empty());
    facts.received_not_replayed = 0;
    facts.replay_paused = true;
    EXPECT_EQ(found("replication_lag").only().headline(), "replay is paused");
}

TEST_F(Replication, synchronous_standbys) {
    db.server.settings = {{"synchronous_standby_names", "FIRST 2 (a, b, c)"}, {"synchronous_commit", "on"}};
    Receiver standby{.application = "a", .state = "streaming", .sync_state = "sync"};
    facts.receivers = {&standby, 1};
    EXPECT_EQ(found("synchronous_standby_missing").only().headline(), "1 of 2 synchronous standbys connected");
    EXPECT_EQ(found("synchronous_standby_missing").only()->severity(), Severity::High);
    facts.sessions_waiting_for_standby = 1;
    EXPECT_EQ(found("synchronous_standby_missing").only()->severity(), Severity::Critical);
    db.server.settings["synchronous_standby_names"] = "*";
    EXPECT_TRUE(found("synchronous_standby_missing").empty());
    db.server.settings["synchronous_standby_names"] = "ANY 2 (a, b, c)";
    db.server.settings["synchronous_commit"] = "local";
    EXPECT_TRUE(found("synchronous_standby_missing").empty());
}

}  // namespace
}  // namespace pgops::test
