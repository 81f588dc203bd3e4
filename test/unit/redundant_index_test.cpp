// redundant_index: an index whose keys are the first keys of another.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Prefix : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    void SetUp() override {
        for (const char* name : {"a", "b", "c"}) t.column(name, type_id::kInt8);
        t.column("d", type_id::kText);
    }
    Texts named() { return db.findings_of("redundant_index").objects(); }
    std::string kept_for(std::string_view index) { return db.findings_of("redundant_index").of(index).evidence("keep"); }
};

TEST_F(Prefix, is_redundant) {
    t.index("narrow", {"a"}).bytes(5 * kGigabyte).scans(7);
    t.index("wide", {"a", "b"}).bytes(8 * kGigabyte).scans(9);
    const Seen seen = db.findings_of("redundant_index").only();
    EXPECT_EQ(seen.object(), "public.narrow");
    EXPECT_EQ(seen.key, "redundant_index:public.narrow");
    EXPECT_EQ(seen.headline(), "first keys of another index, 5.0 GB");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen->impact_bytes(), 5 * kGigabyte);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "a");
    EXPECT_EQ(seen.evidence("index"), "narrow");
    EXPECT_EQ(seen.evidence("keep"), "wide");
    EXPECT_EQ(seen.evidence("scans"), "7");
    EXPECT_EQ(seen.evidence("scans_of_kept"), "9");
    EXPECT_EQ(seen.fix(), "DROP INDEX CONCURRENTLY public.narrow;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "CREATE INDEX CONCURRENTLY narrow ON public.t USING btree (...);");
}

TEST_F(Prefix, of_a_primary_key_is_redundant) {
    t.primary_key({"a", "b"});
    t.index("narrow", {"a"});
    EXPECT_EQ(kept_for("public.narrow"), "t_pkey");
}

TEST_F(Prefix, must_be_the_first_keys) {
    t.index("second", {"b"});
    t.index("ab", {"a", "b"});
    t.index("ca", {"c", "a"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, counts_backwards_when_all_keys_are_reversed) {
    t.index("narrow", {Key("a").desc()});
    t.index("wide", {Key("a"), Key("b").desc()});
    EXPECT_EQ(named(), Texts{"public.narrow"});
}

TEST_F(Prefix, in_another_order_is_not_redundant) {
    t.index("narrow", {Key("a"), Key("b").desc()});
    t.index("wide", {"a", "b", "c"});
    t.index("nulls", {Key("a").nulls_first(true)});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, of_another_class_or_collation_is_not_redundant) {
    t.index("pattern", {Key("d").opclass(10049, 2095)});
    t.index("collated", {Key("d").collation(950)});
    t.index("wide", {"d", "a"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, that_enforces_something_is_not_redundant) {
    t.index("unique", {"a"}).unique();
    t.unique_constraint("t_b_key", {"b"});
    t.index("identity", {"c"}).fact.replica_identity = true;
    t.index("clustered", {"d"}).fact.clustered = true;
    for (const char* column : {"a", "b", "c", "d"}) t.index(std::string("wide_") + column, {column, column == std::string("a") ? "b" : "a"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, of_a_unique_index_is_redundant) {
    t.index("narrow", {"a"});
    t.index("wide", {"a", "b"}).unique();
    EXPECT_EQ(named(), Texts{"public.narrow"});
}

TEST_F(Prefix, needs_the_same_predicate) {
    t.index("partial", {"a"}).where(1);
    t.index("full", {"b"});
    t.index("wide_full", {"a", "b"});
    t.index("wide_partial", {"b", "a"}).where(1);
    EXPECT_EQ(named(), Texts{});
    t.index("wide_same", {"a", "c"}).where(1);
    EXPECT_EQ(named(), Texts{"public.partial"});
}

TEST_F(Prefix, must_find_its_included_columns_again) {
    t.index("covered", {"a"}).include({"c"});
    t.index("wide", {"a", "b"}).include({"c"});
    t.index("uncovered", {"a"}).include({"d"});
    EXPECT_EQ(named(), Texts{"public.covered"});
}

TEST_F(Prefix, with_included_columns_as_keys_of_the_other) {
    t.index("covered", {"a"}).include({"b"});
    t.index("wide", {"a", "b"});
    EXPECT_EQ(named(), Texts{"public.covered"});
}

TEST_F(Prefix, of_the_same_keys_yields_to_more_included_columns) {
    t.index("plain", {"a"});
    t.index("some", {"a"}).include({"b"});
    t.index("more", {"a"}).include({"b", "c"});
    const Found found = db.findings_of("redundant_index");
    EXPECT_EQ(found.objects(), (Texts{"public.plain", "public.some"}));
    for (const Seen& seen : found.rows) EXPECT_EQ(seen.evidence("keep"), "more");
}

TEST_F(Prefix, a_unique_key_and_the_same_with_included_columns_both_stay) {
    t.primary_key({"a"});
    t.index("covering", {"a"}).include({"b"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, of_other_methods_is_never_redundant) {
    t.index("g1", {"a"}).method(AccessMethod::Gist, "gist");
    t.index("g2", {"a", "b"}).method(AccessMethod::Gist, "gist");
    t.index("n1", {"d"}).method(AccessMethod::Gin, "gin");
    t.index("n2", {"d", "a"}).method(AccessMethod::Gin, "gin");
    t.index("b1", {"c"}).method(AccessMethod::Brin, "brin");
    t.index("b2", {"c", "a"}).method(AccessMethod::Brin, "brin");
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, of_a_broken_index_is_not_redundant) {
    t.index("narrow", {"a"});
    t.index("wide", {"a", "b"}).invalid();
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Prefix, the_widest_stays) {
    t.index("a1", {"a"});
    t.index("abc", {"a", "b", "c"});
    t.index("ab", {"a", "b"});
    const Found found = db.findings_of("redundant_index");
    EXPECT_EQ(found.objects(), (Texts{"public.a1", "public.ab"}));
    for (const Seen& seen : found.rows) EXPECT_EQ(seen.evidence("keep"), "abc");
}

TEST_F(Prefix, twins_are_duplicates_and_the_one_that_stays_is_kept_for_the_prefix) {
    t.index("narrow", {"a"});
    t.index("wide1", {"a", "b"});
    t.index("wide2", {"a", "b"}).scans(10);
    EXPECT_EQ(db.findings_of("duplicate_index").objects(), Texts{"public.wide1"});
    EXPECT_EQ(named(), Texts{"public.narrow"});
    EXPECT_EQ(kept_for("public.narrow"), "wide2");
}

// The one with b included is itself redundant to the one with b as a key, however much it is used.
TEST_F(Prefix, what_stays_is_never_named_itself) {
    t.index("narrow", {"a"});
    t.index("included", {"a"}).include({"b"}).scans(1000);
    t.index("keyed", {"a", "b"});
    EXPECT_EQ(named(), (Texts{"public.included", "public.narrow"}));
    EXPECT_EQ(kept_for("public.narrow"), "keyed");
    EXPECT_EQ(kept_for("public.included"), "keyed");
}

// The server takes INCLUDE of what is a key already, and of a column twice.
TEST_F(Prefix, with_needless_included_columns_never_gives_way_both_ways) {
    t.index("one", {"a", "b"}).include({"a"});
    t.index("two", {"a", "b"}).include({"b"});
    const std::size_t gone = named().size() + db.findings_of("duplicate_index").rows.size();
    EXPECT_LE(gone, 1U) << "one of them must stay";
}

// One twin gives way to the other, and that one to a wider index: what the first is said to be kept for must stay, too.
TEST_F(Prefix, of_twins_the_one_that_stays_for_now_is_not_what_is_kept) {
    t.index("one", {"a"});
    t.index("two", {"a"});
    t.index("wide", {"a", "b"});
    EXPECT_EQ(db.findings_of("duplicate_index").objects(), Texts{"public.two"}) << "equal is what it is, whatever becomes of the other";
    EXPECT_EQ(named(), Texts{"public.one"});
    for (const char* check : {"duplicate_index", "redundant_index"})
        for (const Seen& seen : db.findings_of(check).rows) EXPECT_EQ(seen.evidence("keep"), "wide") << seen.key;
}

TEST_F(Prefix, on_partitions_is_the_parents_affair) {
    auto& parent = db.table("m").partitioned();
    auto& partition = db.table("m1").partition_of(parent);
    for (TableBuilder* table : {&parent, &partition})
        for (const char* name : {"a", "b"}) table->column(name, type_id::kInt8);
    partition.index("p1", {"a"}).part_of(parent.index("m_a", {"a"}));
    partition.index("p2", {"a", "b"}).part_of(parent.index("m_ab", {"a", "b"}));
    partition.index("local", {"a"});
    EXPECT_EQ(named(), Texts{"public.m_a"});
}

TEST_F(Prefix, on_a_partitioned_table_counts_with_all_its_parts) {
    auto& parent = db.table("m").partitioned();
    auto& partition = db.table("m1").partition_of(parent);
    for (TableBuilder* table : {&parent, &partition})
        for (const char* name : {"a", "b"}) table->column(name, type_id::kInt8);
    partition.index("p1", {"a"}).part_of(parent.index("m_a", {"a"})).bytes(2 * kGigabyte).scans(3);
    partition.index("p2", {"a", "b"}).part_of(parent.index("m_ab", {"a", "b"})).bytes(3 * kGigabyte).scans(4);
    const Seen seen = db.findings_of("redundant_index").only();
    EXPECT_EQ(seen.object(), "public.m_a");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen->impact_bytes(), 2 * kGigabyte);
    EXPECT_EQ(seen.evidence("scans"), "3");
    EXPECT_EQ(seen.evidence("scans_of_kept"), "4");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.m and all its partitions");
}

}  // namespace
}  // namespace pgops::test
