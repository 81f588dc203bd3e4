// no_recovery_path, large_database_dump_only, archiving_failing, archive_command_copy, wal_retention, checksums_off: bringing the data back.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Resilience : ::testing::Test {
    Database db;
    std::map<std::string, std::string>& settings = db.server.settings;
    Recovery& facts = db.server.recovery_facts;
    Resilience() {
        settings = {{"archive_mode", "on"},
                    {"archive_command", "pgbackrest archive-push %p"},
                    {"archive_library", ""},
                    {"max_wal_size", "1024"},
                    {"wal_keep_size", "0"},
                    {"data_checksums", "on"},
                    {"synchronous_standby_names", ""},
                    {"synchronous_commit", "on"}};
        facts.archiver = {.archived = 100, .last_archived = kNow - kMinute, .since = kNow - 10 * kDay, .waiting_files = 0};
        facts.wal_bytes = kGigabyte;
        db.table("t").bytes(200 * kGigabyte);
    }
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(Resilience, of_a_server_that_archives) {
    for (const char* check : {"no_recovery_path", "large_database_dump_only", "archiving_failing", "archive_command_copy", "wal_retention", "inactive_slot",
                              "replication_lag", "synchronous_standby_missing", "checksums_off", "mixed_versions"})
        EXPECT_TRUE(found(check).empty()) << check;
}

TEST_F(Resilience, without_archive_and_standby) {
    settings["archive_mode"] = "off";
    EXPECT_EQ(found("no_recovery_path").only()->severity(), Severity::High);
    EXPECT_EQ(found("large_database_dump_only").only()->root_key(), "no_recovery_path:server");
    const Receiver standby{.application = "b", .state = "streaming"};
    facts.receivers = {&standby, 1};
    EXPECT_TRUE(found("no_recovery_path").empty());
    EXPECT_EQ(found("large_database_dump_only").only()->root_key(), "");
    db.in_recovery = true;
    EXPECT_TRUE(found("large_database_dump_only").empty());
}

TEST_F(Resilience, slot_that_was_never_used_is_no_standby) {
    settings["archive_mode"] = "off";
    SlotStatus slot{.name = "standby", .wal_status = "reserved", .kind = "physical"};
    facts.slots = {&slot, 1};
    EXPECT_FALSE(found("no_recovery_path").empty());
    slot.retained_bytes = 0;
    EXPECT_TRUE(found("no_recovery_path").empty()) << "its standby was here, and will come back";
    slot.wal_status = "lost";
    EXPECT_FALSE(found("no_recovery_path").empty());
}

TEST_F(Resilience, archiver_that_fails) {
    facts.archiver.last_failed = kNow - 2 * kMinute;
    EXPECT_TRUE(found("archiving_failing").empty()) << "it has succeeded since";
    facts.archiver.last_failed = kNow;
    facts.archiver.last_archived = kNow - kHour;
    EXPECT_EQ(found("archiving_failing").only().headline(), "archiving fails since 1 h");
}

TEST_F(Resilience, archive_commands) {
    settings["archive_command"] = "cp %p /archive/%f";
    EXPECT_EQ(found("archive_command_copy").only()->severity(), Severity::Medium);
    settings["archive_command"] = "test ! -f /archive/%f && cp %p /archive/%f";
    EXPECT_EQ(found("archive_command_copy").only()->severity(), Severity::Low);
    settings["archive_command"] = "true";
    EXPECT_EQ(found("archive_command_copy").only()->severity(), Severity::High);
    for (const char* command : {"/usr/local/bin/cp_wal.sh %p", "wal-g wal-push %p", "cp %p /a/%f && sync /a/%f"}) {
        settings["archive_command"] = command;
        EXPECT_TRUE(found("archive_command_copy").empty()) << command;
    }
}

TEST_F(Resilience, wal_that_is_held) {
    facts.wal_bytes = 10 * kGigabyte;
    EXPECT_EQ(found("wal_retention").only()->severity(), Severity::Medium);
    facts.wal_disk_free = kGigabyte;
    const SlotStatus slot{.name = "gone", .wal_status = "extended", .kind = "physical", .retained_bytes = 9 * kGigabyte};
    facts.slots = {&slot, 1};
    EXPECT_EQ(found("wal_retention").only()->severity(), Severity::High);
    EXPECT_EQ(found("wal_retention").only()->root_key(), "inactive_slot:gone");
    facts.wal_unreadable = "permission denied";
    EXPECT_NE(found("wal_retention").left_out, "");
}

TEST_F(Resilience, checksums) {
    settings["data_checksums"] = "off";
    EXPECT_EQ(found("checksums_off").only()->severity(), Severity::Info);
    facts.checksum_failures = 1;
    EXPECT_EQ(found("checksums_off").of("checksum failures")->severity(), Severity::Critical);
}

}  // namespace
}  // namespace pgops::test
