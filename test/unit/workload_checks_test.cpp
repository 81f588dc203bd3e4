// missing_index, gin_missing, btree_on_array and hot_blocking_index: what statements look for and change, and what no index gives them.
#include <gtest/gtest.h>

#include "model/workload_uses.hpp"
#include "workload.hpp"

namespace pgops::test {
namespace {

constexpr ObjectId kTextArray = 1009, kTsvector = type_id::kTsvector;

struct OfWorkload : ::testing::Test {
    Database db;
    StatementTexts statements{db};
    TableBuilder& t = db.table("t").live_rows(500'000).bytes(200 * kMegabyte);
    OfWorkload() {
        t.column("id", type_id::kInt8).not_null().statistics(8);
        t.column("customer_id", type_id::kInt8).statistics(8, 0, 20'000);
        t.column("state", type_id::kText).statistics(8, 0, 4);
        t.column("email", type_id::kText).statistics(20, 0, -0.9F);
        t.primary_key({"id"}).scans(1'000'000);
    }
    Texts named(std::string_view check) { return db.findings_of(check).objects(); }
};

struct Missing : OfWorkload {
    Missing() { scans(50'000, 500'000); }
    void scans(std::int64_t count, std::int64_t rows_each) {
        t.fact.counters.known = true;
        t.fact.counters.sequential_scans = count;
        t.fact.counters.sequential_rows_read = count * rows_each;
    }
    Found found() { return db.findings_of("missing_index"); }
};

TEST_F(Missing, index_on_the_column_that_stands_out) {
    statements.add({.calls = 40'000, .rows = 900'000}, "t", {{"customer_id", ColumnUse::Equality}, {"state", ColumnUse::Equality}});
    statements.add({.calls = 5'000, .rows = 5'000}, "t", {{"email", ColumnUse::Equality}});
    statements.add({.calls = 900'000, .rows = 900'000}, "t", {{"id", ColumnUse::Equality}});
    const Found all = found();
    const Seen seen = all.only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.headline(), "50,000 scans of 500,000 rows each");
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("filter_columns"), "customer_id (40,000 calls), email (5,000 calls)");
    EXPECT_EQ(seen.evidence("observed_seconds"), "8640000");
    EXPECT_EQ(seen.evidence("index_scans"), "1000000");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.t (customer_id);");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(Missing, no_column_stands_out) {
    statements.add({.calls = 20'000, .rows = 20'000}, "t", {{"customer_id", ColumnUse::Equality}});
    statements.add({.calls = 20'000, .rows = 20'000}, "t", {{"email", ColumnUse::Equality}});
    EXPECT_EQ(found().only().fix(), "");
    EXPECT_EQ(found().only()->confidence(), Confidence::Review);
}

TEST_F(Missing, statements_are_not_known) {
    const Found all = found();
    EXPECT_EQ(all.only()->confidence(), Confidence::Review);
    EXPECT_EQ(all.only().fix(), "");
    EXPECT_NE(all.only().evidence("statements").find("not installed"), std::string::npos);
}

TEST_F(Missing, statements_that_want_all_rows_are_left_alone) {
    statements.add({.calls = 50'000, .rows = 50'000}, "t", {});
    EXPECT_TRUE(found().empty()) << "SELECT sum(x) FROM t";
    statements.add({.calls = 50'000, .rows = 50'000LL * 100'000}, "t", {{"customer_id", ColumnUse::Equality}});
    EXPECT_TRUE(found().empty()) << "it returns a fifth of the table";
    statements.add({.calls = 50'000, .rows = 50'000}, "t", {{"state", ColumnUse::Equality}});
    EXPECT_TRUE(found().empty()) << "four values";
    db.server.statements.hidden = 3;
    EXPECT_EQ(found().only()->confidence(), Confidence::Review) << "but not all statements are known";
}

TEST_F(Missing, what_an_index_finds_needs_no_other) {
    statements.add({.calls = 50'000, .rows = 50'000}, "t", {{"customer_id", ColumnUse::Equality}, {"email", ColumnUse::Equality}});
    EXPECT_FALSE(found().empty());
    t.index("t_customer", {"customer_id", "state"});
    EXPECT_TRUE(found().empty());
}

TEST_F(Missing, a_foreign_key_is_said_by_its_own_check) {
    auto& customers = db.table("customers");
    customers.column("id", type_id::kInt8).not_null();
    customers.primary_key({"id"});
    t.foreign_key({"customer_id"}, customers);
    statements.add({.calls = 40'000, .rows = 900'000}, "t", {{"customer_id", ColumnUse::Equality}});
    const Found all = found();
    EXPECT_EQ(all.only().fix(), "");
    EXPECT_EQ(all.only()->root_key(), "missing_fk_index:public.t.customer_id");
    EXPECT_EQ(db.findings_of("missing_fk_index").keys(), Texts{"missing_fk_index:public.t.customer_id"});
}

TEST_F(Missing, seldom_or_short_scans_are_no_matter) {
    scans(99, 500'000);
    EXPECT_TRUE(found().empty());
    scans(2'000, 500'000);
    EXPECT_TRUE(found().empty()) << "twenty a day: a report";
    db.counters_since = kNow - kDay;
    EXPECT_FALSE(found().empty());
    scans(50'000, 5'000);
    EXPECT_TRUE(found().empty()) << "LIMIT, or it was small";
    scans(50'000, 500'000);
    t.live_rows(5'000);
    EXPECT_TRUE(found().empty());
}

TEST_F(Missing, of_a_partitioned_table_is_said_once) {
    t.partitioned();
    t.fact.counters = {};
    for (const char* name : {"t_1", "t_2"}) {
        auto& part = db.table(name).partition_of(t).live_rows(250'000).bytes(100 * kMegabyte);
        part.column("customer_id", type_id::kInt8).statistics(8, 0, 20'000);
        part.fact.counters = {.known = true, .sequential_scans = 50'000, .sequential_rows_read = 50'000LL * 250'000};
    }
    statements.add({.calls = 40'000, .rows = 900'000}, "t", {{"customer_id", ColumnUse::Equality}});
    const Found all = found();
    EXPECT_EQ(all.only().object(), "public.t");
    EXPECT_EQ(all.only().headline(), "50,000 scans of 500,000 rows each");
    EXPECT_EQ(all.only().fix(), "CREATE INDEX ON public.t (customer_id);");
    EXPECT_EQ(all.only().lock(), "SHARE on public.t and all its partitions");
}

struct Parts : OfWorkload {
    Parts() {
        t.column("tags", db.array_of(type_id::kText)).statistics(40);
        t.column("document", type_id::kJsonb).statistics(200);
        t.column("words", kTsvector).statistics(300);
    }
};

TEST_F(Parts, a_vector_of_words_is_there_to_be_searched) {
    const Found found = db.findings_of("gin_missing");
    EXPECT_EQ(found.objects(), Texts{"public.t.words"}) << "nobody is known to look into the others";
    EXPECT_EQ(found.only()->confidence(), Confidence::Review);
    EXPECT_EQ(found.only().fix(), "CREATE INDEX CONCURRENTLY ON public.t USING gin (words);");
    t.index("t_words", {"words"}).method(AccessMethod::Gist, "gist");
    EXPECT_EQ(named("gin_missing"), Texts{});
}

TEST_F(Parts, what_statements_look_into) {
    statements.add({.calls = 70, .rows = 70}, "t", {{"tags", ColumnUse::Containment, "&&"}, {"document", ColumnUse::Containment, "@>"}});
    const Found found = db.findings_of("gin_missing");
    EXPECT_EQ(found.objects(), (Texts{"public.t.tags", "public.t.document", "public.t.words"}));
    EXPECT_EQ(found.of("public.t.tags").headline(), "searched without GIN, 500,000 rows");
    EXPECT_EQ(found.of("public.t.tags").evidence("calls"), "70");
    EXPECT_EQ(found.of("public.t.tags").fix(), "CREATE INDEX CONCURRENTLY ON public.t USING gin (tags);");
    EXPECT_EQ(found.of("public.t.document").fix(), "CREATE INDEX CONCURRENTLY ON public.t USING gin (document jsonb_path_ops);");
    statements.add({.calls = 1, .rows = 1}, "t", {{"document", ColumnUse::Containment, "?"}});
    EXPECT_EQ(db.findings_of("gin_missing").of("public.t.document").fix(), "CREATE INDEX CONCURRENTLY ON public.t USING gin (document);");
    t.index("t_document", {Key::expression(4)}).method(AccessMethod::Gin, "gin").used_columns = {t.number("document")};
    EXPECT_EQ(named("gin_missing"), (Texts{"public.t.tags", "public.t.words"})) << "an expression of it";
    t.live_rows(900);
    EXPECT_EQ(named("gin_missing"), Texts{});
}

TEST_F(Parts, a_btree_that_finds_nothing_inside) {
    IndexBuilder& index = t.index("t_tags", {"tags"}).bytes(30 * kMegabyte);
    const Found found = db.findings_of("btree_on_array");
    EXPECT_EQ(found.only().object(), "public.t_tags");
    EXPECT_EQ(found.only().headline(), "btree on _text, 30.0 MB");
    EXPECT_EQ(found.only().fix(), "CREATE INDEX CONCURRENTLY ON public.t USING gin (tags);");
    index.scans(3);
    EXPECT_EQ(named("btree_on_array"), Texts{}) << "tags = '{a,b}'";
    index.scans(0).unique();
    EXPECT_EQ(named("btree_on_array"), Texts{});
    index.fact.unique = false;
    t.index("t_tags_gin", {"tags"}).method(AccessMethod::Gin, "gin");
    EXPECT_EQ(named("btree_on_array"), Texts{});
    t.index("t_tags_id", {"id", "tags"});
    t.index("t_email", {"email"});
    EXPECT_EQ(named("btree_on_array"), Texts{});
}

TEST_F(Parts, is_said_once) {
    t.index("t_words", {"words"}).bytes(30 * kMegabyte);
    EXPECT_EQ(named("btree_on_array"), Texts{"public.t_words"});
    EXPECT_EQ(named("gin_missing"), Texts{});
}

struct Blocking : OfWorkload {
    IndexBuilder& index = t.index("t_state", {"state"}).bytes(10 * kMegabyte).scans(200);
    Blocking() { t.fact.counters = {.known = true, .updated = 400'000, .hot_updated = 20'000, .live_rows = 500'000}; }
};

TEST_F(Blocking, by_what_statements_set) {
    statements.add({.calls = 390'000, .rows = 390'000}, "t",
                   {{"state", ColumnUse::Assigned, ""}, {"email", ColumnUse::Assigned, ""}, {"id", ColumnUse::Equality}});
    statements.add({.calls = 10'000, .rows = 10'000}, "t", {{"email", ColumnUse::Assigned, ""}});
    const Found found = db.findings_of("hot_blocking_index");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t_state");
    EXPECT_EQ(seen.headline(), "200 scans, 380,000 not HOT");
    EXPECT_EQ(seen.evidence("known_from"), "statements");
    EXPECT_EQ(seen.evidence("updates_of_its_columns_percent"), "97.5");
    EXPECT_EQ(seen.fix(), "");
    index.scans(50'000);
    EXPECT_EQ(named("hot_blocking_index"), Texts{}) << "it earns its place";
}

TEST_F(Blocking, not_by_a_name_where_statements_say_otherwise) {
    EXPECT_EQ(named("hot_blocking_index"), Texts{"public.t_state"}) << "by its name";
    EXPECT_EQ(db.findings_of("hot_blocking_index").only().evidence("known_from"), "names of columns");
    statements.add({.calls = 390'000, .rows = 390'000}, "t", {{"email", ColumnUse::Assigned, ""}});
    EXPECT_EQ(named("hot_blocking_index"), Texts{});
    t.index("t_email", {"email"}).scans(5);
    EXPECT_EQ(named("hot_blocking_index"), Texts{"public.t_email"});
}

TEST_F(Blocking, not_where_updates_are_hot_or_few) {
    t.fact.counters.hot_updated = 300'000;
    EXPECT_EQ(named("hot_blocking_index"), Texts{});
    t.fact.counters = {.known = true, .updated = 4'000, .live_rows = 500'000};
    EXPECT_EQ(named("hot_blocking_index"), Texts{});
}

// Names of statements among the tables of the model.
struct StatementNames : OfWorkload {
    Texts uses(std::string_view table) {
        const Model& model = db.model();
        const WorkloadUses workload(model, db.memory());
        Texts found;
        for (const Table& each : model.tables())
            if (each.qualified == table)
                for (const WorkloadUse& use : workload.of(each)) found.emplace_back(use.column->name);
        return found;
    }
};

TEST_F(StatementNames, a_schema_or_one_table_of_that_name) {
    statements.add({.calls = 1, .rows = 1}, "t", {{"state", ColumnUse::Equality}});
    EXPECT_EQ(uses("public.t"), Texts{"state"});
    auto& other = db.table("other.t");
    other.column("state", type_id::kText);
    EXPECT_EQ(uses("public.t"), Texts{}) << "which one?";
    statements.add({.calls = 1, .rows = 1}, {"other", "t", "t"}, {{"state", ColumnUse::Equality}});
    EXPECT_EQ(uses("other.t"), Texts{"state"});
    EXPECT_EQ(uses("public.t"), Texts{});
}

TEST_F(StatementNames, aliases_joins_and_queries_around) {
    auto& lines = db.table("lines");
    lines.column("state", type_id::kText);
    lines.column("t_id", type_id::kInt8);
    statements.add({.calls = 1, .rows = 1}, {{{{"", "t", "a"}, {"", "lines", "b"}}, -1}, {{{"", "lines", "lines"}}, 0}},
                   {{.scope = 0, .qualifier = "a", .name = "state"},
                    {.scope = 0, .qualifier = "", .name = "state"},  // of both
                    {.scope = 0, .qualifier = "", .name = "t_id"},
                    {.scope = 0, .qualifier = "t", .name = "email"},  // hidden behind its alias
                    {.scope = 1, .qualifier = "", .name = "state"},
                    {.scope = 1, .qualifier = "a", .name = "email"}});
    EXPECT_EQ(uses("public.t"), (Texts{"state", "email"}));
    EXPECT_EQ(uses("public.lines"), (Texts{"t_id", "state"}));
}

}  // namespace
}  // namespace pgops::test
