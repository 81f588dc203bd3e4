// trust_authentication, md5_authentication, open_network, application_owns_schema, unencrypted_connections, password_md5: who may come in.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct HostRules : ::testing::Test {
    Database db;
    Access& access = db.server.access_facts;
    std::vector<HostRule> rules;
    HostRules() { db.server.settings["listen_addresses"] = "*"; }
    void rule(std::string_view type, std::string_view address, std::string_view netmask, std::string_view method, std::string_view users = "all") {
        rules.push_back({.line = static_cast<std::int64_t>(rules.size()) + 1,
                         .type = type,
                         .databases = "all",
                         .users = users,
                         .address = address,
                         .netmask = netmask,
                         .method = method});
        access.rules = rules;
    }
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(HostRules, of_a_careful_server) {
    rule("local", "", "", "peer");
    rule("host", "127.0.0.1", "255.255.255.255", "scram-sha-256");
    rule("hostssl", "10.0.0.0", "255.0.0.0", "scram-sha-256");
    rule("host", "0.0.0.0", "0.0.0.0", "reject");
    for (const char* check : {"trust_authentication", "md5_authentication", "open_network"}) EXPECT_TRUE(found(check).empty()) << check;
}

TEST_F(HostRules, that_trust_by_how_far_they_reach) {
    rule("local", "", "", "trust");
    rule("host", "127.0.0.1", "255.255.255.255", "trust");
    rule("host", "10.1.0.0", "255.255.0.0", "trust");
    rule("host", "all", "", "trust", "app");
    rule("host", "all", "", "trust");
    const Found all = found("trust_authentication");
    ASSERT_EQ(all.rows.size(), 5U);
    EXPECT_EQ(all.rows[0].object(), "pg_hba.conf: host all app all trust") << "the widest first";
    EXPECT_EQ(all.rows[0]->severity(), Severity::High);
    EXPECT_EQ(all.rows[1]->severity(), Severity::Critical);
    EXPECT_EQ(all.of("pg_hba.conf: host all all 10.1.0.0/16 trust")->severity(), Severity::High);
    EXPECT_EQ(all.of("pg_hba.conf: local all all trust")->severity(), Severity::Low);
    db.server.settings["listen_addresses"] = "localhost";
    for (const Seen& seen : found("trust_authentication").rows) EXPECT_EQ(seen->severity(), Severity::Low) << "nobody from outside gets there";
}

TEST_F(HostRules, behind_a_wider_one_never_count) {
    rule("host", "10.0.0.0", "255.0.0.0", "trust");
    rule("hostssl", "10.1.0.0", "255.255.0.0", "scram-sha-256", "app");
    rule("host", "10.2.0.0", "255.255.0.0", "trust");
    rule("host", "11.0.0.0", "255.0.0.0", "scram-sha-256");
    const Seen seen = found("trust_authentication").only();
    EXPECT_EQ(seen.evidence("line"), "1");
    EXPECT_EQ(seen.evidence("hides_lines"), "2, 3");
    rules.front().method = "reject";
    EXPECT_TRUE(found("trust_authentication").empty()) << "the rule that trusts is hidden by one that rejects";
}

TEST_F(HostRules, cover_less_than_they_seem_to) {
    rule("hostssl", "::", "::", "reject");
    rule("host", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "trust");
    EXPECT_EQ(found("trust_authentication").only()->severity(), Severity::Low) << "hostssl leaves the plaintext connections";
    rules[0].type = "host";
    EXPECT_TRUE(found("trust_authentication").empty());
    rules[1].databases = "replication";
    EXPECT_FALSE(found("trust_authentication").empty()) << "all databases are not replication";
}

TEST_F(HostRules, that_ask_for_passwords_in_an_old_way) {
    rule("host", "10.0.0.0", "255.0.0.0", "md5");
    EXPECT_EQ(found("md5_authentication").only()->severity(), Severity::Info) << "no verifier of MD5 is left";
    const std::string_view roles[]{"old"};
    access.md5_roles = roles;
    EXPECT_EQ(found("md5_authentication").only()->severity(), Severity::Low);
    rules.front().method = "password";
    EXPECT_EQ(found("md5_authentication").only()->severity(), Severity::High);
    rules.front().type = "hostssl";
    EXPECT_EQ(found("md5_authentication").only()->severity(), Severity::Low);
}

TEST_F(HostRules, that_are_open_to_every_address) {
    rule("host", "0.0.0.0", "0.0.0.0", "scram-sha-256");
    EXPECT_EQ(found("open_network").only()->severity(), Severity::Medium);
    rules.front().type = "hostssl";
    rules.front().users = "app";
    EXPECT_EQ(found("open_network").only()->severity(), Severity::Info);
    db.server.settings["listen_addresses"] = "localhost";
    EXPECT_TRUE(found("open_network").empty());
}

TEST_F(HostRules, that_cannot_be_read_are_left_out) {
    access.rules_unreadable = "permission denied for view pg_hba_file_rules";
    for (const char* check : {"trust_authentication", "md5_authentication", "open_network"})
        EXPECT_NE(found(check).left_out.find("GRANT SELECT ON pg_hba_file_rules"), std::string::npos) << check;
    access.passwords_unreadable = "permission denied for table pg_authid";
    EXPECT_NE(found("password_md5").left_out.find("superusers alone"), std::string::npos);
}

TEST_F(HostRules, passwords_kept_as_md5) {
    const std::string_view roles[]{"old", "older"};
    access.md5_roles = roles;
    EXPECT_EQ(found("password_md5").keys(), (Texts{"password_md5:old", "password_md5:older"}));
}

TEST_F(HostRules, applications_that_own_their_tables) {
    Session& session = db.session("owner", "shop");
    EXPECT_TRUE(found("application_owns_schema").empty());
    const OwnedTables owned{.role = session.role_id, .tables = 3, .example = "public.orders"};
    access.owners = {&owned, 1};
    EXPECT_EQ(found("application_owns_schema").only().headline(), "its role owns 3 tables");
    session.application = "psql";
    EXPECT_TRUE(found("application_owns_schema").empty()) << "a person at work";
    session.application = "shop";
    session.database = "elsewhere";
    EXPECT_TRUE(found("application_owns_schema").empty());
}

TEST_F(HostRules, sessions_in_clear) {
    Session& session = db.session("app", "shop");
    session.client = "10.0.0.7";
    EXPECT_TRUE(found("unencrypted_connections").empty());
    const PlaintextSession plaintext{session.pid};
    access.plaintext = {&plaintext, 1};
    EXPECT_EQ(found("unencrypted_connections").only()->severity(), Severity::Medium);
    session.client = "127.0.0.1";
    EXPECT_EQ(found("unencrypted_connections").only()->severity(), Severity::Info);
}

TEST_F(HostRules, roles_as_good_as_superuser) {
    const Session& session = db.session("loader", "shop");
    EXPECT_TRUE(found("superuser_application").empty());
    const PowerfulRole powerful{.id = session.role_id, .right = "pg_execute_server_program"};
    access.powerful = {&powerful, 1};
    EXPECT_EQ(found("superuser_application").only().headline(), "1 session with access to the server");
}

}  // namespace
}  // namespace pgops::test
