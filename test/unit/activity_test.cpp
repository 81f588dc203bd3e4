// blocked_sessions, connection_saturation, connection_churn, idle_connections, temp_file_spill: what sessions do to each other.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Activity : ::testing::Test {
    Database db;
    Contention& facts = db.server.contention_facts;
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(Activity, a_chain_of_three) {
    db.session("a", "root");
    db.session("b", "middle");
    db.session("c", "last");
    const std::int32_t root[]{1000}, middle[]{1001, 1000};
    Waiting waiting[]{
        {.pid = 1001, .blockers = root, .lock = "ShareLock on transactionid", .statement = "UPDATE t", .since = kNow - kMinute},
        {.pid = 1002, .blockers = middle, .lock = "ExclusiveLock on tuple", .object = "t", .statement = "DELETE\nFROM t", .since = kNow - kSecond}};
    facts.waiting = waiting;
    const Seen seen = found("blocked_sessions").only();
    EXPECT_EQ(seen.key, "blocked_sessions:a/root/shop");
    EXPECT_EQ(seen.headline(), "blocks 2 sessions for 1 min");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen.evidence("tree"),
              "pid 1001 waits 1 min for ShareLock on transactionid: UPDATE t,   pid 1002 waits 1 s for ExclusiveLock on tuple t: DELETE FROM t");
    waiting[0].since = kNow - kSecond;
    EXPECT_TRUE(found("blocked_sessions").empty()) << "they have just begun to wait";
}

TEST_F(Activity, connections_in_use) {
    db.server.settings = {{"max_connections", "100"}, {"superuser_reserved_connections", "3"}};
    for (int i = 0; i < 70; ++i) db.session("web", "shop");
    EXPECT_TRUE(found("connection_saturation").empty());
    for (int i = 0; i < 10; ++i) db.session("web", "shop");
    EXPECT_EQ(found("connection_saturation").only()->severity(), Severity::Medium);
    EXPECT_TRUE(found("idle_connections").empty());
    const ConnectionLimit limit{.kind = "role", .name = "web", .quoted = "web", .limit = 80, .used = 80};
    facts.limits = {&limit, 1};
    EXPECT_EQ(found("connection_saturation").of("role web")->severity(), Severity::High);
    for (int i = 0; i < 30; ++i) db.session("web", "shop");
    EXPECT_EQ(found("idle_connections").rows.size(), 1U);
}

TEST_F(Activity, connections_that_come_and_go) {
    DatabaseSessions database{.name = "shop", .sessions = 864'000, .session_milliseconds = 864'000 * 50.0, .since = kNow - kDay};
    facts.databases = {&database, 1};
    EXPECT_EQ(found("connection_churn").only()->severity(), Severity::Medium);
    database.session_milliseconds = 864'000 * 60'000.0;
    EXPECT_TRUE(found("connection_churn").empty()) << "each lives for a minute";
}

TEST_F(Activity, temporary_files) {
    facts.temp_files = 1000;
    facts.temp_bytes = 500.0 * kGigabyte;
    EXPECT_NE(found("temp_file_spill").left_out, "");
    facts.since = kNow - 100 * kDay;
    EXPECT_EQ(found("temp_file_spill").only().headline(), "5.0 GB a day in temporary files");
    facts.temp_bytes = 5.0 * kGigabyte;
    EXPECT_TRUE(found("temp_file_spill").empty());
}

}  // namespace
}  // namespace pgops::test
