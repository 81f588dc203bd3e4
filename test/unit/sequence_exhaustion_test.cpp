// sequence_exhaustion: how much of its range a sequence, or the column that it fills, has used.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

constexpr std::int64_t kInt4Limit = 2'147'483'647;

struct Exhaustion : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    SequenceBuilder& s() { return db.sequences.front(); }
    Found found() { return db.findings_of("sequence_exhaustion"); }
};

TEST_F(Exhaustion, is_named_from_half_on) {
    t.column("id", type_id::kInt4).serial();
    s().last_value(kInt4Limit / 2 - 1000);
    EXPECT_TRUE(found().empty());
    s().last_value(1'300'000'000);
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t_id_seq");
    EXPECT_EQ(seen.key, "sequence_exhaustion:public.t_id_seq");
    EXPECT_EQ(seen.headline(), "60.5 % of its values are used");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->object().class_id, catalog_id::kRelation);
    EXPECT_EQ(seen->object().object_id, s().fact.id);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "id");
    EXPECT_EQ(seen.evidence("column_type"), "int4");
    EXPECT_EQ(seen.evidence("last_value"), "1300000000");
    EXPECT_EQ(seen.evidence("limit"), "2147483647");
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(Exhaustion, severity_rises) {
    t.column("id", type_id::kInt4).serial();
    s().last_value(1'720'000'000);
    EXPECT_EQ(found().only()->severity(), Severity::High);
    s().last_value(2'050'000'000);
    EXPECT_EQ(found().only()->severity(), Severity::Critical);
}

TEST_F(Exhaustion, a_bigint_sequence_ends_where_its_column_ends) {
    t.column("id", type_id::kInt2).serial();
    s().of_type(type_id::kInt8, INT64_MAX).last_value(30'000);
    EXPECT_EQ(found().only().evidence("limit"), "32767");
}

TEST_F(Exhaustion, never_more_than_all_is_used) {
    t.column("id", type_id::kInt2).serial();
    s().of_type(type_id::kInt8, INT64_MAX).last_value(60'000);
    const Seen seen = found().only();
    EXPECT_EQ(seen.headline(), "100.0 % of its values are used");
    EXPECT_EQ(seen.evidence("used_percent"), "100");
}

TEST_F(Exhaustion, an_integer_sequence_behind_bigint_ends_by_itself) {
    t.column("id", type_id::kInt8).serial();
    s().of_type(type_id::kInt4, kInt4Limit).last_value(kInt4Limit);
    EXPECT_EQ(found().only().headline(), "100.0 % of its values are used");
}

TEST_F(Exhaustion, bigint_lasts) {
    t.column("id", type_id::kInt8).serial();
    s().last_value(1'000'000'000'000);
    EXPECT_TRUE(found().empty());
}

TEST_F(Exhaustion, an_identity_column_counts_as_owner) {
    t.column("id", type_id::kInt4).identity();
    s().last_value(kInt4Limit);
    EXPECT_EQ(found().only().evidence("columns"), "id");
}

TEST_F(Exhaustion, of_several_columns_the_narrowest_counts) {
    auto& shared = db.sequence("shared").last_value(20'000);
    t.column("wide", type_id::kInt8).draws_from(shared);
    t.column("narrow", type_id::kInt2).draws_from(shared);
    EXPECT_EQ(found().only().evidence("columns"), "narrow");
}

TEST_F(Exhaustion, a_sequence_of_its_own_is_named_too) {
    db.sequence("invoice \"nr\"").of_type(type_id::kInt4, 1000).last_value(990);
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.\"invoice \"\"nr\"\"\"");
    EXPECT_EQ(seen.evidence("table"), "(absent)");
}

TEST_F(Exhaustion, counts_from_the_minimum) {
    auto& offset = db.sequence("offset").of_type(type_id::kInt8, 2000).last_value(1400);
    offset.fact.minimum = 1001;
    EXPECT_TRUE(found().empty()) << "400 of 1000";
    offset.last_value(1600);
    EXPECT_EQ(found().only().headline(), "60.0 % of its values are used");
}

TEST_F(Exhaustion, cycling_and_unused_ones_are_fine) {
    auto& cycling = db.sequence("cycling").of_type(type_id::kInt4, 10).last_value(10);
    cycling.fact.cycles = true;
    auto& downwards = db.sequence("downwards").of_type(type_id::kInt4, -1).last_value(-10);
    downwards.fact.minimum = -10;
    downwards.fact.increment = -1;
    downwards.fact.cycles = true;
    db.sequence("unused").of_type(type_id::kInt4, 10);
    EXPECT_TRUE(found().empty());
}

TEST_F(Exhaustion, a_descending_one_ends_at_its_minimum) {
    auto& downwards = db.sequence("downwards").of_type(type_id::kInt2, -1).last_value(-1);
    downwards.fact.minimum = -32768;
    downwards.fact.increment = -1;
    EXPECT_TRUE(found().empty()) << "1 of 32,768";
    downwards.last_value(-24576);
    const Seen seen = found().only();
    EXPECT_EQ(seen.headline(), "75.0 % of its values are used");
    EXPECT_EQ(seen.evidence("last_value"), "-24576");
    EXPECT_EQ(seen.evidence("limit"), "-32768");
    EXPECT_EQ(seen.evidence("increment"), "-1");
    EXPECT_TRUE(seen.why().starts_with("It has come to -24,576 and ends at -32,768.")) << seen.why();
}

TEST_F(Exhaustion, a_descending_bigint_sequence_ends_where_its_column_ends) {
    t.column("id", type_id::kInt4).serial();
    s().of_type(type_id::kInt8, -1).last_value(-2'100'000'000);
    s().fact.minimum = INT64_MIN;
    s().fact.increment = -1;
    const Seen seen = found().only();
    EXPECT_EQ(seen.evidence("limit"), "-2147483648");
    EXPECT_EQ(seen->severity(), Severity::Critical);
    EXPECT_NE(seen.why().find("bigint before that"), std::string::npos);
}

TEST_F(Exhaustion, the_widest_ranges_there_are) {
    auto& upwards = db.sequence("upwards").of_type(type_id::kInt8, INT64_MAX).last_value(INT64_MAX);
    upwards.fact.minimum = INT64_MIN;
    auto& downwards = db.sequence("downwards").of_type(type_id::kInt8, INT64_MAX).last_value(INT64_MIN);
    downwards.fact.minimum = INT64_MIN;
    downwards.fact.increment = -1;
    const Found both = found();
    ASSERT_EQ(both.rows.size(), 2U);
    for (const Seen& seen : both.rows) EXPECT_EQ(seen.headline(), "100.0 % of its values are used");
    upwards.last_value(INT64_MIN);
    downwards.last_value(INT64_MAX);
    EXPECT_TRUE(found().empty());
}

TEST_F(Exhaustion, an_end_of_its_own_can_be_moved) {
    auto& upwards = db.sequence("upwards").of_type(type_id::kInt8, 1000).last_value(1000);
    EXPECT_TRUE(found().only().why().ends_with("Raise its MAXVALUE before that."));
    upwards.fact.increment = -1;
    upwards.last_value(1);
    EXPECT_TRUE(found().only().why().ends_with("Lower its MINVALUE before that."));
    upwards.fact.type_id = type_id::kInt4;
    EXPECT_NE(found().only().why().find("bigint"), std::string::npos);
}

TEST_F(Exhaustion, what_somebody_holds_exclusively_is_told) {
    auto& locked = db.sequence("locked").of_type(type_id::kInt2, 32767).last_value(32767);
    db.server.locked_sequences.insert(locked.fact.id);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 sequence that another session holds exclusively");
}

TEST_F(Exhaustion, the_budget_is_spent_on_the_tight_ones) {
    db.sequence("wide").last_value(INT64_MAX);
    db.sequence("tight").of_type(type_id::kInt2, 32767).last_value(32767);
    db.set(Setting::PageBudget, 1);
    const Found limited = found();
    EXPECT_EQ(limited.objects(), Texts{"public.tight"});
    EXPECT_EQ(limited.left_out, "1 sequence: pgops.page_budget was spent");
    db.set(Setting::PageBudget, 0);
    EXPECT_TRUE(found().empty());
}

}  // namespace
}  // namespace pgops::test
