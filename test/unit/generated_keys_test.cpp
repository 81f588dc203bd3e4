// serial_pk and int4_pk: keys that a sequence fills, and where they end.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Keyed : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    Found serial() { return db.findings_of("serial_pk"); }
    Found int4() { return db.findings_of("int4_pk"); }
};

TEST_F(Keyed, serial_is_named) {
    t.column("id", type_id::kInt8).serial();
    t.primary_key({"id"});
    const Found found = serial();
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t.id");
    EXPECT_EQ(seen.key, "serial_pk:public.t.id");
    EXPECT_EQ(seen.headline(), "serial key, not an identity column");
    EXPECT_EQ(seen->severity(), Severity::Info);
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "id");
    EXPECT_EQ(seen.evidence("sequence"), "public.t_id_seq");
    EXPECT_EQ(seen.evidence("sequence_owned"), "true");
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(Keyed, a_sequence_nobody_owns_is_told) {
    t.column("id", type_id::kInt8).draws_from(db.sequence("shared"));
    t.primary_key({"id"});
    EXPECT_EQ(serial().only().headline(), "key from a sequence nobody owns");
    EXPECT_EQ(serial().only().evidence("sequence_owned"), "false");
    t.columns.front().calls_nextval();
    EXPECT_EQ(serial().only().evidence("sequence"), "(absent)") << "nextval of nobody knows what";
}

TEST_F(Keyed, serial_in_a_composite_key_is_named) {
    t.column("tenant", type_id::kInt4);
    t.column("id", type_id::kInt8).serial();
    t.primary_key({"tenant", "id"});
    EXPECT_EQ(serial().objects(), Texts{"public.t.id"});
}

TEST_F(Keyed, identity_uuid_and_serial_outside_the_key_are_not_serial_keys) {
    t.column("id", type_id::kInt8).identity();
    t.column("number", type_id::kInt8).serial();
    t.primary_key({"id"});
    auto& u = db.table("u");
    u.column("id", type_id::kUuid).with_default();
    u.primary_key({"id"});
    auto& keyless = db.table("keyless");
    keyless.column("id", type_id::kInt8).serial();
    EXPECT_TRUE(serial().empty());
}

TEST_F(Keyed, partitions_are_judged_with_their_parent) {
    t.partitioned();
    t.column("id", type_id::kInt4).serial();
    t.primary_key({"id"});
    auto& partition = db.table("t_1").partition_of(t);
    partition.column("id", type_id::kInt4).serial();
    partition.primary_key({"id"});
    EXPECT_EQ(serial().objects(), Texts{"public.t.id"});
    EXPECT_EQ(int4().objects(), Texts{"public.t.id"});
}

TEST_F(Keyed, integer_is_named_with_what_it_used) {
    t.column("id", type_id::kInt4).serial();
    t.primary_key({"id"});
    t.live_rows(25'000'000);
    const Found found = int4();
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t.id");
    EXPECT_EQ(seen.key, "int4_pk:public.t.id");
    EXPECT_EQ(seen.headline(), "integer key, 1.2 % used by its rows");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("rows"), "25000000");
    EXPECT_EQ(seen.evidence("generated"), "true");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.t ALTER COLUMN id TYPE bigint;\nALTER SEQUENCE public.t_id_seq AS bigint;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t, while it is rewritten");
}

TEST_F(Keyed, integer_severity_follows_the_rows) {
    t.column("id", type_id::kInt4).identity();
    t.primary_key({"id"});
    const auto severity = [&](double rows) {
        t.live_rows(rows);
        return int4().only()->severity();
    };
    EXPECT_EQ(severity(10), Severity::Info);
    EXPECT_EQ(severity(1e6), Severity::Low);
    EXPECT_EQ(severity(3e8), Severity::Medium);
    EXPECT_EQ(severity(1.1e9), Severity::High);
    t.fact.rows = -1;
    t.fact.counters = {};
    EXPECT_EQ(int4().only()->severity(), Severity::Info);
}

TEST_F(Keyed, integer_that_nothing_generates_is_for_review) {
    t.column("id", type_id::kInt4);
    t.primary_key({"id"});
    EXPECT_EQ(int4().only()->confidence(), Confidence::Review);
}

TEST_F(Keyed, integer_behind_a_domain_is_named_without_a_command) {
    t.column("id", db.domain("key", type_id::kInt4));
    t.primary_key({"id"});
    EXPECT_EQ(int4().only().fix(), "");
}

TEST_F(Keyed, other_keys_are_not_integer_keys) {
    for (const ObjectId type : {type_id::kInt8, type_id::kInt2, type_id::kUuid, type_id::kText}) {
        auto& other = db.table("t" + std::to_string(type));
        other.column("id", type);
        other.primary_key({"id"});
    }
    t.column("a", type_id::kInt4);
    t.column("b", type_id::kInt4);
    t.primary_key({"a", "b"});
    auto& array = db.table("array");
    array.column("id", db.array_of(type_id::kInt4));
    array.primary_key({"id"});
    EXPECT_TRUE(int4().empty());
}

TEST_F(Keyed, a_key_that_is_a_foreign_key_has_its_parents_range) {
    t.column("id", type_id::kInt4).identity();
    t.primary_key({"id"});
    auto& extension = db.table("extension");
    extension.column("id", type_id::kInt4);
    extension.primary_key({"id"});
    extension.foreign_key({"id"}, t);
    EXPECT_EQ(int4().objects(), Texts{"public.t.id"});
}

struct Widened : Keyed {
    TableBuilder& child = db.table("child");
    void SetUp() override {
        t.column("id", type_id::kInt4).identity();
        t.primary_key({"id"});
        child.column("t_id", type_id::kInt4);
        child.foreign_key({"t_id"}, t);
    }
    std::string commands() { return int4().of("public.t.id").fix(); }
};

TEST_F(Widened, what_points_to_it_goes_first) {
    EXPECT_EQ(commands(), "ALTER TABLE public.child ALTER COLUMN t_id TYPE bigint;\nALTER TABLE public.t ALTER COLUMN id TYPE bigint;");
    child.foreign_key({"t_id"}, t);
    EXPECT_EQ(commands(), "ALTER TABLE public.child ALTER COLUMN t_id TYPE bigint;\nALTER TABLE public.t ALTER COLUMN id TYPE bigint;")
        << "once, however many foreign keys";
    child["t_id"].fact.type_id = type_id::kInt8;
    EXPECT_EQ(commands(), "ALTER TABLE public.t ALTER COLUMN id TYPE bigint;");
}

// parent_id of a tree would refuse the first row above 2,147,483,647 otherwise.
TEST_F(Widened, what_points_to_it_from_the_table_itself_grows_too) {
    child.constraints.clear();
    t.column("parent_id", type_id::kInt4);
    t.foreign_key({"parent_id"}, t);
    const std::string fix = commands();
    EXPECT_TRUE(fix.empty() || fix.find("ALTER COLUMN parent_id TYPE bigint") != std::string::npos) << fix;
}

// child.t_id is a key itself: what points to it must hold the same numbers.
TEST_F(Widened, what_points_to_what_points_to_it_grows_too) {
    child.primary_key({"t_id"});
    auto& grandchild = db.table("grandchild");
    grandchild.column("child_id", type_id::kInt4);
    grandchild.foreign_key({"child_id"}, child);
    const std::string fix = commands();
    EXPECT_TRUE(fix.empty() || fix.find("grandchild") != std::string::npos) << fix;
}

TEST_F(Widened, not_where_a_view_or_a_partition_is_in_the_way) {
    db.server.dependents.insert({child.fact.id, 1});
    EXPECT_EQ(commands(), "");
    db.server.dependents = {{t.fact.id, 1}};
    EXPECT_EQ(commands(), "");
    db.server.dependents.clear();
    EXPECT_NE(commands(), "");
    child.fact.has_children = true;
    EXPECT_EQ(commands(), "");
}

TEST_F(Widened, not_where_too_much_would_be_rewritten_under_lock) {
    t.bytes(kGigabyte / 2);
    child.bytes(kGigabyte / 2);
    EXPECT_NE(commands(), "");
    child.toast_bytes(1);
    EXPECT_EQ(commands(), "");
}

}  // namespace
}  // namespace pgops::test
