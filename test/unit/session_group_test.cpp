// idle_in_transaction and long_transaction: sessions as groups that have a name, and the command that ends them.
#include <gtest/gtest.h>

#include <algorithm>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Sessions : ::testing::Test {
    Database db;
    Session& session(std::string_view role, std::string_view application, SessionState state, Microseconds age) {
        Session& made = db.session(role, application);
        made.state = state;
        made.transaction_start = made.state_change = made.query_start = kNow - age;
        return made;
    }
    Session& idle(std::string_view application = "shop", Microseconds age = 10 * kMinute) {
        return session("web", application, SessionState::IdleInTransaction, age);
    }
    Session& active(std::string_view application = "shop", Microseconds age = 10 * kMinute) { return session("web", application, SessionState::Active, age); }
    Found idle_found() { return db.findings_of("idle_in_transaction"); }
    Found long_found() { return db.findings_of("long_transaction"); }
};

TEST_F(Sessions, idle_in_transaction_is_named) {
    Session& one = idle();
    one.client = "10.0.0.7";
    one.has_xid = one.holds_horizon = true;
    const Seen seen = idle_found().only();
    EXPECT_EQ(seen.object(), "session web/shop/shop");
    EXPECT_EQ(seen.key, "idle_in_transaction:web/shop/shop");
    EXPECT_EQ(seen.headline(), "idle in transaction for 10 min");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen->object().class_id, kNoObject);
    EXPECT_EQ(seen.evidence("table"), "(absent)");
    EXPECT_EQ(seen.evidence("sessions"), "1");
    EXPECT_EQ(seen.evidence("pids"), "1000");
    EXPECT_EQ(seen.evidence("role"), "web");
    EXPECT_EQ(seen.evidence("application"), "shop");
    EXPECT_EQ(seen.evidence("database"), "shop");
    EXPECT_EQ(seen.evidence("client"), "10.0.0.7");
    EXPECT_EQ(seen.evidence("transaction_seconds"), "600");
    EXPECT_EQ(seen.evidence("holds_horizon"), "true");
    EXPECT_EQ(seen.evidence("has_written"), "true");
    EXPECT_NE(seen.why().find("keeps VACUUM from removing"), std::string::npos);
}

// The pid alone may be another session's by the time the command runs.
TEST_F(Sessions, the_command_names_pid_and_start) {
    idle().backend_start = kNow - kDay - 123'456;
    EXPECT_EQ(idle_found().only().fix(),
              "SELECT pid, pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE (pid, backend_start) IN ((1000, timestamptz "
              "'2024-08-20 23:59:59.876544+00'));");
    EXPECT_EQ(idle_found().only().lock(), "none");
    EXPECT_EQ(idle_found().only().undo(), "");
}

TEST_F(Sessions, several_of_one_kind_are_one_finding) {
    idle("shop", 10 * kMinute);
    idle("shop", 2 * kHour).state = SessionState::IdleInTransactionAborted;
    idle("shop", 20 * kMinute);
    idle("worker", 20 * kMinute);
    const Found found = idle_found();
    EXPECT_EQ(found.keys(), (Texts{"idle_in_transaction:web/shop/shop", "idle_in_transaction:web/worker/shop"}));
    const Seen seen = found.of("session web/shop/shop");
    EXPECT_EQ(seen.headline(), "3 idle in transaction, up to 2 h");
    EXPECT_EQ(seen.evidence("pids"), "1001, 1002, 1000") << "the longest first";
    EXPECT_EQ(seen->severity(), Severity::High);
}

TEST_F(Sessions, the_command_names_at_most_twenty) {
    for (int i = 0; i < 1000; ++i) idle();
    const Seen seen = idle_found().only();
    EXPECT_EQ(seen.headline(), "1000 idle in transaction, up to 10 min");
    const std::string fix = seen.fix();
    EXPECT_EQ(std::ranges::count(fix, '\''), 40);
    EXPECT_EQ(seen.evidence("sessions"), "1000");
}

TEST_F(Sessions, young_idleness_is_normal) {
    idle("shop", 5 * kMinute - kSecond);
    EXPECT_TRUE(idle_found().empty());
    db.set(Setting::IdleInTransactionAge, 60);
    EXPECT_EQ(idle_found().only().headline(), "idle in transaction for 4 min 59 s");
}

TEST_F(Sessions, idle_without_a_transaction_is_normal) {
    db.session("web", "pool");
    EXPECT_TRUE(idle_found().empty());
    EXPECT_TRUE(long_found().empty());
}

TEST_F(Sessions, only_clients_are_meant) {
    for (const SessionKind kind : {SessionKind::WalSender, SessionKind::AutovacuumWorker, SessionKind::ParallelWorker, SessionKind::Background}) {
        idle().kind = kind;
        active().kind = kind;
    }
    EXPECT_TRUE(idle_found().empty());
    EXPECT_TRUE(long_found().empty());
}

TEST_F(Sessions, long_transaction_is_named) {
    active("report", 30 * kMinute);
    const Seen seen = long_found().only();
    EXPECT_EQ(seen.object(), "session web/report/shop");
    EXPECT_EQ(seen.key, "long_transaction:web/report/shop");
    EXPECT_EQ(seen.headline(), "transaction open for 30 min");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.lock(), "none");
    EXPECT_TRUE(idle_found().empty());
    active("report", kHour);
    EXPECT_EQ(long_found().only()->severity(), Severity::Medium);
    EXPECT_EQ(long_found().only().headline(), "2 transactions open, up to 1 h");
}

TEST_F(Sessions, a_long_transaction_that_is_idle_is_named_once) {
    idle();
    EXPECT_TRUE(long_found().empty());
    // It does something now and then, so it is never idle for long, but its transaction is old.
    Session& busy = idle("batch", kHour);
    busy.state_change = kNow - kSecond;
    EXPECT_EQ(long_found().keys(), Texts{"long_transaction:web/batch/shop"});
    EXPECT_EQ(idle_found().keys(), Texts{"idle_in_transaction:web/shop/shop"});
}

TEST_F(Sessions, a_transaction_of_unknown_start_is_not_long) {
    active().transaction_start = kUnknownTime;
    EXPECT_TRUE(long_found().empty());
}

TEST_F(Sessions, a_state_of_unknown_age_is_not_old) {
    Session& one = idle();
    one.state_change = kUnknownTime;
    EXPECT_TRUE(idle_found().empty());
}

TEST_F(Sessions, long_is_a_setting) {
    active("shop", 2 * kMinute);
    EXPECT_TRUE(long_found().empty());
    db.set(Setting::LongTransactionAge, 120);
    EXPECT_FALSE(long_found().empty());
}

// The names are free text: one that contains the separator must not fall together with another.
TEST_F(Sessions, groups_are_told_apart_whatever_the_names) {
    session("a/b", "c", SessionState::IdleInTransaction, kHour);
    session("a", "b/c", SessionState::IdleInTransaction, kHour);
    const Found found = idle_found();
    EXPECT_EQ(found.rows.size(), 2U);
}

}  // namespace
}  // namespace pgops::test
