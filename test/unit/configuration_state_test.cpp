// pending_restart, configuration_file_error, encoding_not_utf8, c_locale, version_outdated, version_end_of_life, server_not_restarted, extension_outdated
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

// Days since 2000-01-01.
constexpr Microseconds k2025November1 = 9436 * kDay, k2026November23 = 9823 * kDay, k2027November12 = 10177 * kDay;

struct State : ::testing::Test {
    Database db;
    Configuration& facts = db.server.configuration_facts;
    State() {
        db.now = db.server.time = k2026November23;
        facts.version = 150020;
        facts.version_text = "15.20 (Debian 15.20-0+deb12u1)";
        facts.built = k2026November23 - 10 * kDay;
        facts.started = k2026November23 - 5 * kDay;
        facts.encoding = "UTF8";
        facts.collation = facts.character_type = "en_US.UTF-8";
    }
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(State, of_a_sound_server_is_nothing_to_speak_of) {
    for (const char* check : {"pending_restart", "configuration_file_error", "encoding_not_utf8", "c_locale", "version_outdated", "version_end_of_life",
                              "server_not_restarted", "extension_outdated"}) {
        EXPECT_TRUE(found(check).empty()) << check;
        EXPECT_EQ(found(check).left_out, "") << check;
    }
}

TEST_F(State, settings_that_wait_for_a_restart) {
    const PendingSetting pending{.name = "max_connections", .value = "100", .file_value = "200"};
    facts.pending = {&pending, 1};
    const Seen seen = found("pending_restart").only();
    EXPECT_EQ(seen.object(), "max_connections");
    EXPECT_EQ(seen.evidence("file_value"), "200");
    EXPECT_EQ(seen.evidence("running_days"), "5");
}

TEST_F(State, lines_that_the_server_refuses) {
    const FileError errors[]{{.file = "/etc/postgresql.conf", .setting = "work_memm", .message = "unrecognized configuration parameter", .line = 7},
                             {.file = "pg_hba.conf", .message = "invalid authentication method \"trusted\"", .line = 12, .of_host_rules = true}};
    facts.file_errors = errors;
    EXPECT_EQ(found("configuration_file_error").keys(), (Texts{"configuration_file_error:work_memm", "configuration_file_error:pg_hba.conf:12"}));
    facts.file_errors = {};
    facts.settings_file_unreadable = "permission denied for view pg_file_settings";
    facts.host_rules_unreadable = "permission denied for view pg_hba_file_rules";
    EXPECT_TRUE(found("configuration_file_error").empty());
    EXPECT_NE(found("configuration_file_error").left_out.find("pg_hba_file_rules()"), std::string::npos) << "the missing right is named";
}

TEST_F(State, encodings) {
    facts.encoding = "SQL_ASCII";
    EXPECT_EQ(found("encoding_not_utf8").only()->severity(), Severity::Low) << "no texts in it";
    db.table("t").column("a", type_id::kText);
    EXPECT_EQ(found("encoding_not_utf8").only()->severity(), Severity::Medium);
    facts.encoding = "LATIN1";
    EXPECT_EQ(found("encoding_not_utf8").only()->severity(), Severity::Low);
    EXPECT_EQ(found("encoding_not_utf8").only().headline(), "encoding LATIN1");
}

TEST_F(State, locales) {
    facts.character_type = "C";
    EXPECT_EQ(found("c_locale").only()->severity(), Severity::Info);
    facts.locale_provider = 'b';
    EXPECT_TRUE(found("c_locale").empty()) << "the builtin provider has its own idea of characters";
    facts.locale_provider = 'c';
    facts.character_type = "C.UTF-8";
    facts.collation = "C";
    EXPECT_TRUE(found("c_locale").empty()) << "ordering by code points is a choice";
    facts.character_type = "POSIX";
    facts.encoding = "SQL_ASCII";
    EXPECT_TRUE(found("c_locale").empty()) << "the encoding is the finding";
}

TEST_F(State, minor_releases_that_the_table_knows) {
    db.now = db.server.time = k2025November1 + 20 * kDay;
    facts.version = 150012;
    facts.built = kUnknownTime;
    const Seen seen = found("version_outdated").only();
    EXPECT_EQ(seen.headline(), "version 15.12: 3 minor releases behind");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    facts.version = 150014;
    EXPECT_EQ(found("version_outdated").only()->severity(), Severity::Low);
    facts.version = 150015;
    EXPECT_TRUE(found("version_outdated").empty());
    EXPECT_NE(found("version_outdated").left_out, "") << "newer ones may exist";
    facts.version = 190000;
    EXPECT_NE(found("version_outdated").left_out, "");
    EXPECT_NE(found("version_end_of_life").left_out, "");
}

TEST_F(State, minor_releases_that_the_calendar_knows) {
    facts.built = k2026November23 - 100 * kDay;
    EXPECT_TRUE(found("version_outdated").empty()) << "the release of 2026-11-12 is younger than two weeks";
    db.now = db.server.time = k2026November23 + 10 * kDay;
    EXPECT_EQ(found("version_outdated").only().headline(), "version 15.20: 1 minor release behind");
    EXPECT_EQ(found("version_outdated").only()->confidence(), Confidence::Estimated);
    facts.built = k2026November23 - 400 * kDay;
    EXPECT_EQ(found("version_outdated").only().evidence("releases_behind"), "5");
}

TEST_F(State, the_end_of_a_major_version) {
    EXPECT_TRUE(found("version_end_of_life").empty()) << "nearly a year left";
    db.now = db.server.time = k2027November12 - 30 * kDay;
    EXPECT_EQ(found("version_end_of_life").only()->severity(), Severity::Low);
    EXPECT_EQ(found("version_end_of_life").only().headline(), "version 15: last fixes on 2027-11-11");
    db.now = db.server.time = k2027November12;
    EXPECT_EQ(found("version_end_of_life").only()->severity(), Severity::High);
}

TEST_F(State, programs_that_were_replaced) {
    facts.program_replaced = true;
    facts.program_on_disk = "15.20";
    EXPECT_EQ(found("server_not_restarted").only()->severity(), Severity::Low) << "the same version, built again";
    facts.program_on_disk = "15.21";
    EXPECT_EQ(found("server_not_restarted").only().headline(), "runs 15.20, installed is 15.21");
    EXPECT_EQ(found("server_not_restarted").only()->severity(), Severity::Medium);
    facts.program_replaced = false;
    facts.built = kUnknownTime;
    EXPECT_NE(found("server_not_restarted").left_out, "");
}

TEST_F(State, extensions_behind_their_files) {
    const InstalledExtension extensions[]{{.name = "citext", .quoted = "citext", .installed = "1.6", .available = "1.6"},
                                          {.name = "uuid-ossp", .quoted = "\"uuid-ossp\"", .installed = "1.0", .available = "1.1"}};
    facts.extensions = extensions;
    EXPECT_EQ(found("extension_outdated").only().object(), "\"uuid-ossp\"");
    EXPECT_EQ(found("extension_outdated").only().fix(), "ALTER EXTENSION \"uuid-ossp\" UPDATE;");
}

}  // namespace
}  // namespace pgops::test
