// timestamp_without_tz, char_n, money and json_not_jsonb: columns of a type that has a better one.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Expected {
    const char* check;
    ObjectId type;
    Severity severity;
    Confidence confidence;
    const char* fix;
    std::int32_t modifier = -1;
};

const Expected kExpected[] = {
    {"timestamp_without_tz", type_id::kTimestamp, Severity::Low, Confidence::Review,
     "ALTER TABLE public.t ALTER COLUMN \"At\" TYPE timestamp with time zone USING \"At\" AT TIME ZONE 'UTC';"},
    {"char_n", type_id::kBpchar, Severity::Info, Confidence::Exact, "ALTER TABLE public.t ALTER COLUMN \"At\" TYPE character varying(10);", 10 + 4},
    {"money", type_id::kMoney, Severity::Low, Confidence::Exact, "ALTER TABLE public.t ALTER COLUMN \"At\" TYPE numeric USING \"At\"::numeric;"},
    {"json_not_jsonb", type_id::kJson, Severity::Info, Confidence::Exact, "ALTER TABLE public.t ALTER COLUMN \"At\" TYPE jsonb USING \"At\"::jsonb;"},
};

struct ColumnType : ::testing::TestWithParam<Expected> {
    Database db;
    TableBuilder& t = db.table("t");
    ColumnBuilder& column(TableBuilder& table, std::string_view name) { return table.column(name, GetParam().type).modifier(GetParam().modifier); }
    Found found() { return db.findings_of(GetParam().check); }
    void expect_named_without_fix(const char* why) {
        EXPECT_EQ(found().only().fix(), "") << why;
        EXPECT_EQ(found().only().lock(), "") << why;
    }
};

TEST_P(ColumnType, is_named) {
    column(t, "At");
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t.\"At\"");
    EXPECT_EQ(seen.key, std::string(GetParam().check) + ":public.t.\"At\"");
    EXPECT_EQ(seen->severity(), GetParam().severity);
    EXPECT_EQ(seen->confidence(), GetParam().confidence);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "At");
    EXPECT_EQ(seen.evidence("type"), db.type_of(GetParam().type).name);
    EXPECT_EQ(seen.evidence("domain"), "(absent)");
    EXPECT_EQ(seen.fix(), GetParam().fix);
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
}

TEST_P(ColumnType, only_this_one_is) {
    for (const ObjectId type : {type_id::kBool, type_id::kDate, type_id::kTime, type_id::kTimetz, type_id::kTimestamptz, type_id::kText, type_id::kVarchar,
                                type_id::kName, type_id::kNumeric, type_id::kJsonb, type_id::kInt8})
        t.column("c" + std::to_string(type), type);
    t.column("internal_char", db.type("char", 'Z', 1, 1));
    EXPECT_TRUE(found().empty());
}

TEST_P(ColumnType, in_arrays_and_domains_needs_a_person) {
    t.column("list", db.array_of(GetParam().type)).modifier(GetParam().modifier);
    const Found of_array = found();
    EXPECT_EQ(of_array.only().fix(), "");
    EXPECT_EQ(of_array.only().evidence("domain"), "(absent)");
    t.columns.clear();
    t.column("own", db.domain("outer", db.domain("inner", GetParam().type, GetParam().modifier)));
    const Found of_domain = found();
    EXPECT_EQ(of_domain.only().fix(), "");
    EXPECT_EQ(of_domain.only().evidence("domain"), "true");
    EXPECT_EQ(of_domain.only().evidence("type"), "outer");
    t.columns.clear();
    t.column("both", db.domain("list", db.array_of(GetParam().type), GetParam().modifier));
    EXPECT_EQ(found().only().fix(), "");
}

TEST_P(ColumnType, has_no_command_where_it_would_fail) {
    auto& at = column(t, "At");
    db.server.dependents.insert({t.fact.id, 1});
    expect_named_without_fix("a view depends on it");
    db.server.dependents.clear();
    at.generated();
    expect_named_without_fix("generated");
    at.fact.generated = false;
    t.fact.has_children = true;
    expect_named_without_fix("children");
    t.fact.has_children = false;
    t.index("i", {Key("At").opclass(4711, 4712)});
    expect_named_without_fix("an index of a class that the new type may lack");
    t.indexes.clear();
    t.index("i", {"At"});
    EXPECT_NE(found().only().fix(), "") << "an ordinary index is rebuilt along";
    auto& other = db.table("other");
    other.column("At", type_id::kText);
    other.primary_key({"At"});
    t.foreign_key({"At"}, other);
    expect_named_without_fix("a foreign key");
}

TEST_P(ColumnType, is_named_once_for_partitions_and_heirs) {
    auto& parent = db.table("m").partitioned();
    column(parent, "At");
    column(db.table("m_1").partition_of(parent), "At");
    t.child_of(parent);
    column(t, "inherited").inherited();
    column(t, "own");
    EXPECT_EQ(found().objects(), (Texts{"public.t.own", "public.m.\"At\""})) << GetParam().check;
}

TEST_P(ColumnType, of_views_and_foreign_tables_is_not_named) {
    column(t, "At");
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_TRUE(found().empty());
    t.fact.kind = RelationKind::Foreign;
    EXPECT_TRUE(found().empty());
}

// Nothing pads it.
TEST(BlankPadded, character_without_a_length_is_not_named) {
    Database db;
    db.table("t").column("a", type_id::kBpchar);
    EXPECT_TRUE(db.findings_of("char_n").empty());
}

// now() AT TIME ZONE 'UTC' would be read as a time of the session's zone in a column of the other type.
TEST(WallClock, a_default_of_a_fixed_zone_needs_a_person) {
    Database db;
    auto& at = db.table("t").column("at", type_id::kTimestamp).with_default();
    EXPECT_NE(db.findings_of("timestamp_without_tz").only().fix(), "");
    at.reads_a_zone();
    EXPECT_EQ(db.findings_of("timestamp_without_tz").only().fix(), "");
}

INSTANTIATE_TEST_SUITE_P(All, ColumnType, ::testing::ValuesIn(kExpected), [](const auto& tested) { return std::string(tested.param.check); });

}  // namespace
}  // namespace pgops::test
