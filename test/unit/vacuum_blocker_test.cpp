// vacuum_blocker: what holds the xmin horizon back, and what only looks like it.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Blocker : ::testing::Test {
    Database db;
    // A session with a snapshot since ten minutes.
    Session& holder(std::string_view application = "report") {
        Session& made = db.session("web", application);
        made.state = SessionState::Active;
        made.transaction_start = made.state_change = kNow - 10 * kMinute;
        made.holds_horizon = true;
        made.xmin_age = 50'000;
        return made;
    }
    PreparedTransaction& prepared(std::string_view gid) {
        PreparedTransaction& made = db.prepared.emplace_back();
        made.gid = gid;
        made.database = "shop";
        made.role = "web";
        made.prepared_at = kNow - 2 * kDay;
        made.age = 1234;
        return made;
    }
    ReplicationSlot& slot(std::string_view slot_name) {
        ReplicationSlot& made = db.slots.emplace_back();
        made.name = slot_name;
        made.has_xmin = true;
        made.xmin_age = 5000;
        made.retained_bytes = 3 * kGigabyte;
        return made;
    }
    Found found() { return db.findings_of("vacuum_blocker"); }
};

TEST_F(Blocker, a_session_is_named) {
    holder().xid_age = 70'000;
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "session web/report/shop");
    EXPECT_EQ(seen.key, "vacuum_blocker:web/report/shop");
    EXPECT_NE(seen.headline().find("70,000"), std::string::npos) << "the older of xid and xmin";
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("age_xids"), "70000");
    EXPECT_EQ(seen.evidence("transaction_seconds"), "600");
    EXPECT_EQ(seen.evidence("pids"), "1000");
    EXPECT_NE(seen.fix().find("(pid, backend_start) IN ((1000, timestamptz '"), std::string::npos);
    EXPECT_EQ(seen.lock(), "none");
}

TEST_F(Blocker, what_causes_it_is_named_as_its_root) {
    Session& session = holder();
    EXPECT_EQ(found().only()->root_key(), "long_transaction:web/report/shop");
    EXPECT_EQ(db.findings_of("long_transaction").keys(), Texts{std::string(found().only()->root_key())});
    session.state = SessionState::IdleInTransaction;
    EXPECT_EQ(found().only()->root_key(), "idle_in_transaction:web/report/shop");
    EXPECT_EQ(db.findings_of("idle_in_transaction").keys(), Texts{std::string(found().only()->root_key())});
    session.transaction_start = session.state_change = kNow - kMinute;
    session.xmin_age = 2'000'000;
    EXPECT_EQ(found().only()->root_key(), "") << "young, but far behind: no other finding names it";
}

TEST_F(Blocker, severity_rises_with_age_and_transactions) {
    Session& session = holder();
    session.transaction_start = kNow - kHour;
    EXPECT_EQ(found().only()->severity(), Severity::High);
    session.transaction_start = kNow - kMinute;
    session.xmin_age = 9'999'999;
    EXPECT_EQ(found().only()->severity(), Severity::Medium);
    session.xmin_age = 10'000'000;
    EXPECT_EQ(found().only()->severity(), Severity::High);
}

TEST_F(Blocker, a_young_session_that_is_not_far_behind_is_fine) {
    Session& session = holder();
    session.transaction_start = kNow - kMinute;
    EXPECT_TRUE(found().empty());
    session.xmin_age = 1'000'000;
    EXPECT_FALSE(found().empty());
    db.set(Setting::BlockerAge, 1'000'001);
    EXPECT_TRUE(found().empty());
}

TEST_F(Blocker, what_holds_no_horizon_does_not_block) {
    holder().holds_horizon = false;
    holder().vacuuming = true;
    holder().kind = SessionKind::ParallelWorker;
    holder().database = "accounting";
    EXPECT_TRUE(found().empty());
}

TEST_F(Blocker, a_walsender_blocks_every_database) {
    Session& sender = holder("standby1");
    sender.kind = SessionKind::WalSender;
    sender.database = {};
    EXPECT_EQ(found().keys(), Texts{"vacuum_blocker:web/standby1/"});
}

TEST_F(Blocker, several_sessions_are_one_finding_of_the_oldest) {
    holder().xmin_age = 100;
    holder().xmin_age = 900;
    holder().xmin_age = 500;
    const Seen seen = found().only();
    EXPECT_EQ(seen.evidence("age_xids"), "900");
    EXPECT_EQ(seen.evidence("sessions"), "3");
}

TEST_F(Blocker, a_prepared_transaction_is_named) {
    prepared("it's\\mine");
    const Seen seen = found().only();
    EXPECT_EQ(seen.key, "vacuum_blocker:prepared:it's\\mine");
    EXPECT_EQ(seen.object(), "prepared transaction E'it''s\\\\mine'");
    EXPECT_EQ(seen.headline(), "prepared 2 d ago, never finished");
    EXPECT_EQ(seen->severity(), Severity::High);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("gid"), "it's\\mine");
    EXPECT_EQ(seen.evidence("age_xids"), "1234");
    EXPECT_EQ(seen.fix(), "ROLLBACK PREPARED E'it''s\\\\mine';");
    EXPECT_EQ(seen.lock(), "none");
}

TEST_F(Blocker, a_prepared_transaction_of_another_database_has_its_command_there) {
    prepared("g").database = "accounting";
    EXPECT_EQ(found().only().fix(), "");
    EXPECT_NE(found().only().why().find("in database accounting"), std::string::npos);
}

TEST_F(Blocker, a_young_prepared_transaction_is_on_its_way) {
    PreparedTransaction& one = prepared("g");
    one.prepared_at = kNow - kMinute;
    EXPECT_TRUE(found().empty());
    one.age = 1'000'000;
    EXPECT_EQ(found().only()->severity(), Severity::Medium);
}

TEST_F(Blocker, an_inactive_slot_is_named_however_young) {
    slot("standby1");
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "replication slot 'standby1'");
    EXPECT_EQ(seen.key, "vacuum_blocker:slot:standby1");
    EXPECT_EQ(seen.headline(), "inactive slot, 5,000 xids back");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("slot"), "standby1");
    EXPECT_EQ(seen.evidence("active"), "false");
    EXPECT_EQ(seen.evidence("retained_wal_bytes"), std::to_string(3 * kGigabyte));
    EXPECT_EQ(seen.fix(), "SELECT pg_catalog.pg_drop_replication_slot('standby1');");
}

TEST_F(Blocker, a_slot_without_a_horizon_holds_no_rows) {
    slot("wal_only").has_xmin = false;
    EXPECT_TRUE(found().empty());
}

TEST_F(Blocker, an_active_slot_moves_on_unless_it_is_far_behind) {
    ReplicationSlot& one = slot("standby1");
    one.active_pid = 4711;
    EXPECT_TRUE(found().empty());
    one.xmin_age = 12'000'000;
    const Seen seen = found().only();
    EXPECT_NE(seen.headline().find("behind"), std::string::npos) << seen.headline();
    EXPECT_EQ(seen->severity(), Severity::High);
    EXPECT_EQ(seen.fix(), "") << "somebody uses it";
}

TEST_F(Blocker, a_logical_slot_holds_the_catalogs) {
    ReplicationSlot& one = slot("cdc");
    one.logical = one.has_catalog_xmin = true;
    one.has_xmin = false;
    one.xmin_age = 0;
    one.catalog_xmin_age = 70;
    one.retained_bytes = -1;
    const Seen seen = found().only();
    EXPECT_EQ(seen.headline(), "inactive slot, 70 xids back");
    EXPECT_EQ(seen.evidence("logical"), "true");
    EXPECT_EQ(seen.evidence("retained_wal_bytes"), "(absent)") << "unknown is no number";
    EXPECT_NE(seen.why().find("system catalogs"), std::string::npos);
}

}  // namespace
}  // namespace pgops::test
