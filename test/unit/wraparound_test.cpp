// wraparound: how near each database is to the point where the server refuses to write.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Wraparound : ::testing::Test {
    Database db;
    pgops::Database& here() { return db.databases.front(); }
    Found found() { return db.findings_of("wraparound"); }
};

TEST_F(Wraparound, is_named_from_a_quarter_on) {
    here().xid_age = 536'000'000;
    EXPECT_TRUE(found().empty());
    here().xid_age = 600'000'000;
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "shop");
    EXPECT_EQ(seen.key, "wraparound:shop");
    EXPECT_EQ(seen.headline(), "28 % of the transaction ids are used");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->object().class_id, catalog_id::kDatabase);
    EXPECT_EQ(seen->object().object_id, here().id);
    EXPECT_EQ(seen.evidence("xid_age"), "600000000");
    EXPECT_EQ(seen.evidence("left"), std::to_string((std::int64_t{1} << 31) - 3'000'000 - 600'000'000));
    EXPECT_EQ(seen.fix(), "VACUUM (FREEZE);");
}

TEST_F(Wraparound, severity_rises) {
    here().xid_age = 1'100'000'000;
    EXPECT_EQ(found().only()->severity(), Severity::High);
    here().xid_age = 1'700'000'000;
    EXPECT_EQ(found().only()->severity(), Severity::Critical);
    db.set(Setting::WraparoundPercent, 90);
    EXPECT_TRUE(found().empty());
}

TEST_F(Wraparound, of_multixacts_counts_as_well) {
    here().xid_age = 600'000'000;
    here().multixact_age = 1'200'000'000;
    const Seen seen = found().only();
    EXPECT_EQ(seen.headline(), "56 % of the multixacts are used");
    EXPECT_EQ(seen->severity(), Severity::High);
    EXPECT_EQ(seen.evidence("multixact_age"), "1200000000");
}

TEST_F(Wraparound, other_databases_are_named_without_a_command) {
    db.database("template0").xid_age = 700'000'000;
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "template0");
    EXPECT_EQ(seen.fix(), "") << "VACUUM works on the database that one is connected to";
}

TEST_F(Wraparound, nothing_is_left_never_less) {
    here().xid_age = (std::int64_t{1} << 31) - 1;
    EXPECT_EQ(found().only().evidence("left"), "0");
}

}  // namespace
}  // namespace pgops::test
