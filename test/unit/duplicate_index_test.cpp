// duplicate_index: what counts as equal, which one stays, and what is advised for the other.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

// A table with columns a, b, c (int8), d (text), and the two indexes under test.
struct Twins : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t");
    void SetUp() override {
        for (const char* name : {"a", "b", "c"}) t.column(name, type_id::kInt8);
        t.column("d", type_id::kText);
    }
    Texts named() { return db.findings_of("duplicate_index").objects(); }
};

TEST_F(Twins, are_named_once_and_the_older_one_stays) {
    t.index("first", {"a", "b"}).bytes(3 * kMegabyte);
    t.index("another", {"a", "b"}).bytes(2 * kMegabyte);
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.another");
    EXPECT_EQ(seen.key, "duplicate_index:public.another");
    EXPECT_EQ(seen.headline(), "equal to another index, 2.0 MB");
    EXPECT_EQ(seen->impact_bytes(), 2 * kMegabyte);
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Exact);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "a, b");
    EXPECT_EQ(seen.evidence("index"), "another");
    EXPECT_EQ(seen.evidence("keep"), "first");
    EXPECT_NE(seen.why().find("Keep public.first: it is the older one."), std::string::npos);
    EXPECT_EQ(seen.fix(), "DROP INDEX CONCURRENTLY public.another;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "CREATE INDEX CONCURRENTLY another ON public.t USING btree (...);");
}

TEST_F(Twins, of_a_unique_one_the_undo_keeps_unique) {
    t.index("first", {"a"}).unique();
    const auto& second = t.index("second", {"a"}).unique();
    db.server.definitions[second.fact.id] = "CREATE UNIQUE INDEX second ON public.t USING btree (a)";
    EXPECT_EQ(db.findings_of("duplicate_index").only().undo(), "CREATE UNIQUE INDEX CONCURRENTLY second ON public.t USING btree (a);");
}

TEST_F(Twins, with_marks_get_them_back_from_the_undo) {
    t.index("first", {"a"}).unique();
    auto& second = t.index("second", {"a"});
    second.fact.clustered = true;
    db.server.marks[second.fact.id] = "\nCOMMENT ON INDEX public.second IS 'for the report';";
    EXPECT_EQ(db.findings_of("duplicate_index").only().undo(),
              "CREATE INDEX CONCURRENTLY second ON public.t USING btree (...);\nCOMMENT ON INDEX public.second IS 'for the report';\n"
              "ALTER TABLE public.t CLUSTER ON second;");
}

TEST_F(Twins, without_a_definition_have_no_undo) {
    t.index("first", {"a"});
    t.index("second", {"a"});
    db.server.definitions.clear();
    EXPECT_EQ(db.findings_of("duplicate_index").only().undo(), "");
}

TEST_F(Twins, severity_rises_with_size) {
    t.index("first", {"a"});
    auto& second = t.index("second", {"a"}).bytes(kGigabyte);
    EXPECT_EQ(db.findings_of("duplicate_index").only()->severity(), Severity::Medium);
    second.bytes(100 * kGigabyte);
    EXPECT_EQ(db.findings_of("duplicate_index").only()->severity(), Severity::High);
}

TEST_F(Twins, read_backwards_are_equal) {
    t.index("forwards", {Key("a"), Key("b").desc()});
    t.index("backwards", {Key("a").desc(), Key("b")});
    EXPECT_EQ(named(), Texts{"public.backwards"});
}

TEST_F(Twins, with_only_one_key_reversed_are_not_equal) {
    t.index("one", {"a", "b"});
    t.index("two", {Key("a"), Key("b").desc()});
    t.index("three", {Key("a").nulls_first(true), "b"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, of_gist_are_not_read_backwards) {
    t.index("one", {"a"}).method(AccessMethod::Gist, "gist");
    t.index("two", {Key("a").desc()}).method(AccessMethod::Gist, "gist");
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, differ_by_operator_class_collation_or_method) {
    t.index("plain", {"d"});
    t.index("pattern", {Key("d").opclass(10049, 2095)});
    t.index("collated", {Key("d").collation(950)});
    t.index("hash", {"d"}).method(AccessMethod::Hash, "hash");
    t.index("other", {"d"}).method(AccessMethod::Other, "bloom");
    t.index("another", {"d"}).method(AccessMethod::Other, "rum");
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, of_other_methods_are_equal_too) {
    t.index("h1", {"d"}).method(AccessMethod::Hash, "hash");
    t.index("h2", {"d"}).method(AccessMethod::Hash, "hash");
    t.index("g1", {"d"}).method(AccessMethod::Gin, "gin");
    t.index("g2", {"d"}).method(AccessMethod::Gin, "gin");
    EXPECT_EQ(named(), (Texts{"public.g2", "public.h2"}));
}

TEST_F(Twins, differ_by_order_of_keys_and_by_prefix) {
    t.index("ab", {"a", "b"});
    t.index("ba", {"b", "a"});
    t.index("a", {"a"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, compare_expressions_as_trees) {
    t.index("lower1", {Key::expression(1)});
    t.index("lower2", {Key::expression(1)});
    t.index("upper", {Key::expression(2)});
    EXPECT_EQ(named(), Texts{"public.lower2"});
}

TEST_F(Twins, compare_predicates_as_trees) {
    t.index("all", {"a"});
    t.index("open1", {"a"}).where(1);
    t.index("open2", {"a"}).where(1);
    t.index("closed", {"a"}).where(2);
    EXPECT_EQ(named(), Texts{"public.open2"});
}

// gist_trgm_ops(siglen = 32) and its siblings.
TEST_F(Twins, compare_parameters_of_operator_classes) {
    t.index("short", {"d"}).method(AccessMethod::Gist, "gist").stored.front().class_parameters = "{siglen=32}";
    t.index("long", {"d"}).method(AccessMethod::Gist, "gist").stored.front().class_parameters = "{siglen=64}";
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, compare_included_columns_as_a_set) {
    t.index("bc", {"a"}).include({"b", "c"});
    t.index("cb", {"a"}).include({"c", "b"});
    t.index("b", {"a"}).include({"b"});
    EXPECT_EQ(named(), Texts{"public.cb"});
}

TEST_F(Twins, unique_beats_plain) {
    t.index("plain", {"a"}).scans(1000);
    t.index("unique", {"a"}).unique();
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.plain");
    EXPECT_NE(seen.why().find("it is unique"), std::string::npos);
}

TEST_F(Twins, both_unique_differ_by_what_they_enforce) {
    t.index("distinct", {"a"}).unique();
    t.index("not_distinct", {"a"}).unique().fact.nulls_not_distinct = true;
    t.index("b1", {"b"}).unique();
    t.index("b2", {"b"}).unique().fact.deferrable = true;
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, the_primary_key_stays) {
    t.primary_key({"a"});
    t.index("extra", {"a"}).unique().scans(1'000'000);
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.extra");
    EXPECT_EQ(seen.evidence("keep"), "t_pkey");
    EXPECT_EQ(seen.evidence("scans"), "1000000");
}

TEST_F(Twins, a_second_constraint_goes_with_its_constraint) {
    t.unique_constraint("t_a_key", {"a"});
    auto& second = t.unique_constraint("t_a_key1", {"a"});
    db.server.constraint_definitions[second.fact.constraint_id] = "ALTER TABLE public.t ADD CONSTRAINT t_a_key1 UNIQUE (a)";
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.t_a_key1");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.t DROP CONSTRAINT t_a_key1;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.t");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.t ADD CONSTRAINT t_a_key1 UNIQUE (a);");
    db.server.constraint_definitions.clear();
    EXPECT_EQ(db.findings_of("duplicate_index").only().undo(), "") << "gone meanwhile";
}

TEST_F(Twins, the_one_that_foreign_keys_rest_on_stays) {
    t.unique_constraint("t_a_key", {"a"});
    t.unique_constraint("t_a_key1", {"a"});
    auto& other = db.table("other");
    other.column("a", type_id::kInt8);
    other.foreign_key({"a"}, t, {"a"}).fact.index_id = t.indexes.back().fact.id;
    EXPECT_EQ(db.findings_of("duplicate_index").only().evidence("keep"), "t_a_key1");
}

TEST_F(Twins, when_foreign_keys_rest_on_both_a_person_decides) {
    t.unique_constraint("t_a_key", {"a"});
    t.unique_constraint("t_a_key1", {"a"});
    for (std::size_t i = 0; i < 2; ++i) {
        auto& other = db.table("other" + std::to_string(i));
        other.column("a", type_id::kInt8);
        other.foreign_key({"a"}, t, {"a"}).fact.index_id = t.indexes[i].fact.id;
    }
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(Twins, the_replica_identity_and_then_the_clustered_one_stay) {
    t.index("older", {"a"}).unique();
    t.index("clustered", {"a"}).unique().fact.clustered = true;
    t.index("identity", {"a"}).unique().fact.replica_identity = true;
    const Found found = db.findings_of("duplicate_index");
    EXPECT_EQ(found.objects(), (Texts{"public.clustered", "public.older"}));
    for (const Seen& seen : found.rows) EXPECT_EQ(seen.evidence("keep"), "identity");
}

// Logical replication would lose the key of its updates and deletes.
TEST_F(Twins, dropping_the_replica_identity_is_nothing_for_a_script) {
    t.unique_constraint("t_a_key", {"a"});
    t.index("identity", {"a"}).unique().fact.replica_identity = true;
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.identity");
    EXPECT_EQ(seen.fix().find("DROP INDEX"), std::string::npos) << seen.fix();
}

TEST_F(Twins, the_one_in_use_stays) {
    t.index("older", {"a"}).scans(3);
    t.index("used", {"a"}).scans(4);
    EXPECT_EQ(db.findings_of("duplicate_index").only().evidence("keep"), "used");
}

TEST_F(Twins, three_of_a_kind_leave_one) {
    t.index("i1", {"a"});
    t.index("i2", {"a"}).scans(5);
    t.index("i3", {Key("a").desc()}).scans(2);
    const Found found = db.findings_of("duplicate_index");
    EXPECT_EQ(found.objects(), (Texts{"public.i1", "public.i3"}));
    for (const Seen& seen : found.rows) EXPECT_EQ(seen.evidence("keep"), "i2");
}

TEST_F(Twins, must_both_be_valid_and_no_exclusion) {
    t.index("good", {"a"});
    t.index("broken", {"a"}).invalid();
    t.index("unready", {"a"}).fact.ready = false;
    t.index("b1", {"b"}).method(AccessMethod::Gist, "gist");
    t.exclusion("b2", {"b"}).method(AccessMethod::Gist, "gist");
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, of_two_tables_have_nothing_in_common) {
    auto& other = db.table("other");
    other.column("a", type_id::kInt8);
    t.index("of_t", {"a"});
    other.index("of_other", {"a"});
    EXPECT_EQ(named(), Texts{});
}

TEST_F(Twins, are_quoted_in_commands_and_plain_in_evidence) {
    auto& odd = db.table("Odd.one\ntwo");
    odd.column("x", type_id::kInt4);
    odd.index("keep\"", {"x"});
    odd.index("drop\"", {"x"});
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.fix(), "DROP INDEX CONCURRENTLY \"Odd\".\"drop\"\"\";");
    EXPECT_EQ(seen.evidence("index"), "drop\"");
    EXPECT_EQ(seen.evidence("table"), "Odd.one\ntwo");
}

}  // namespace
}  // namespace pgops::test
