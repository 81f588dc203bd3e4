// durability: settings that trade committed data for speed.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Durability : ::testing::Test {
    Database db;
    Found found() { return db.findings_of("durability"); }
};

TEST_F(Durability, what_is_on_is_fine) {
    EXPECT_TRUE(found().empty()) << "settings that the server does not know";
    for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit"}) db.server.settings[setting] = "on";
    EXPECT_TRUE(found().empty());
    for (const char* value : {"local", "remote_write", "remote_apply"}) {
        db.server.settings["synchronous_commit"] = value;
        EXPECT_TRUE(found().empty()) << value;
    }
}

TEST_F(Durability, what_is_off_is_named) {
    for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit"}) db.server.settings[setting] = "off";
    const Found all = found();
    EXPECT_EQ(all.objects(), (Texts{"fsync", "full_page_writes", "synchronous_commit"}));
    EXPECT_EQ(all.keys().front(), "durability:fsync");
    const Seen fsync = all.of("fsync");
    EXPECT_EQ(fsync->severity(), Severity::Critical);
    EXPECT_EQ(fsync.headline(), "fsync is off: a crash corrupts data");
    EXPECT_EQ(fsync.evidence("setting"), "fsync");
    EXPECT_EQ(fsync.evidence("value"), "off");
    EXPECT_EQ(fsync.evidence("table"), "(absent)");
    EXPECT_TRUE(fsync.fix().starts_with("ALTER SYSTEM SET fsync = on;")) << fsync.fix();
    EXPECT_TRUE(fsync.undo().starts_with("ALTER SYSTEM SET fsync = off;")) << fsync.undo();
    EXPECT_EQ(fsync.lock(), "none");
    EXPECT_EQ(all.of("full_page_writes")->severity(), Severity::Critical);
    EXPECT_EQ(all.of("synchronous_commit")->severity(), Severity::Low);
}

}  // namespace
}  // namespace pgops::test
