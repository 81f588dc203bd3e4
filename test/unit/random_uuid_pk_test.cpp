// random_uuid_pk: keys that land anywhere, and those that come in order.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct RandomKeys : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("events").live_rows(5'000'000).bytes(900 * kMegabyte);
    ColumnBuilder& id = t.column("id", type_id::kUuid).not_null();
    IndexBuilder& key = t.primary_key({"id"}).bytes(200 * kMegabyte);

    void version(char digit, float correlation) {
        Texts values;
        for (int i = 10; i < 50; ++i) values.push_back("6ba7b810-9dad-" + std::string(1, digit) + "1d1-80b4-00c04fd430" + std::to_string(i));
        id.values(values);
        db.server.kept_values[{t.fact.id, id.fact.number}].correlation = correlation;
    }
    bool is_found() { return !db.findings_of("random_uuid_pk").empty(); }
};

TEST_F(RandomKeys, are_found) {
    version('4', 0.01F);
    const Seen seen = db.findings_of("random_uuid_pk").only();
    EXPECT_EQ(seen.object(), "public.events.id");
    EXPECT_EQ(seen.headline(), "random UUIDs as keys, index of 200 MB");
    EXPECT_EQ(seen.evidence("version"), "4");
    EXPECT_EQ(seen->severity(), Severity::Low);
}

TEST_F(RandomKeys, in_order_are_innocent) {
    version('7', 0.99F);
    EXPECT_FALSE(is_found());
    version('7', 0.1F);
    EXPECT_FALSE(is_found()) << "rows were moved since";
    version('1', 0.9F);
    EXPECT_FALSE(is_found());
    version('1', 0.1F);
    EXPECT_TRUE(is_found());
}

TEST_F(RandomKeys, of_small_tables_are_innocent) {
    version('4', 0);
    key.bytes(500 * kKilobyte);
    EXPECT_FALSE(is_found());
}

}  // namespace
}  // namespace pgops::test
