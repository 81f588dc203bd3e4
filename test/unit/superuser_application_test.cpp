// superuser_application: applications connected as a superuser, and the tools that may be.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Superuser : ::testing::Test {
    Database db;
    Superuser() { db.role("postgres", true); }
    Found found() { return db.findings_of("superuser_application"); }
};

TEST_F(Superuser, an_application_is_named) {
    db.session("postgres", "shop");
    db.session("postgres", "shop");
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "session postgres/shop/shop");
    EXPECT_EQ(seen.key, "superuser_application:postgres/shop/shop");
    EXPECT_EQ(seen.headline(), "2 sessions as superuser");
    EXPECT_EQ(seen->severity(), Severity::High);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("role"), "postgres");
    EXPECT_EQ(seen.fix(), "") << "ending sessions mends nothing here";
}

TEST_F(Superuser, an_ordinary_role_is_not_named) {
    db.session("web", "shop");
    db.session("web", "").client = "10.0.0.7";
    EXPECT_TRUE(found().empty());
}

TEST_F(Superuser, tools_are_not_applications) {
    for (const char* tool : {"psql", "pgAdmin 4 - DB:shop", "pg_dump", "DBeaver 24.1 - Main", "vacuumdb", "pg_basebackup"}) db.session("postgres", tool);
    EXPECT_TRUE(found().empty());
}

TEST_F(Superuser, without_a_name_the_network_decides) {
    db.session("postgres", "");
    EXPECT_TRUE(found().empty()) << "a person on the machine";
    db.session("postgres", "").client = "10.0.0.7";
    const Seen seen = found().only();
    EXPECT_EQ(seen.headline(), "1 session as superuser");
    EXPECT_NE(seen.why().find("(without a name)"), std::string::npos);
}

TEST_F(Superuser, background_processes_and_unknown_roles_are_not_named) {
    db.session("postgres", "shop").kind = SessionKind::WalSender;
    db.session("postgres", "shop").kind = SessionKind::Background;
    db.session("postgres", "shop").database = {};
    db.session("postgres", "shop").role_id = 4711;
    EXPECT_TRUE(found().empty());
}

TEST_F(Superuser, other_databases_of_the_cluster_count_too) {
    db.session("postgres", "shop").database = "accounting";
    EXPECT_EQ(found().keys(), Texts{"superuser_application:postgres/shop/accounting"});
}

}  // namespace
}  // namespace pgops::test
