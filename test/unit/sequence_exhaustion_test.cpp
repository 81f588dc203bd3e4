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

TEST_F(Exhaustion, cycling_descending_and_unused_ones_are_fine) {
    auto& cycling = db.sequence("cycling").of_type(type_id::kInt4, 10).last_value(10);
    cycling.fact.cycles = true;
    auto& descending = db.sequence("descending").of_type(type_id::kInt4, -1).last_value(-1);
    descending.fact.increment = -1;
    db.sequence("unused").of_type(type_id::kInt4, 10);
    EXPECT_TRUE(found().empty());
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
