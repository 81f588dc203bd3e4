// large_value_index, wide_index, hash_index_advice, brin_candidate and too_many_indexes: what an index takes for what it gives.
#include <gtest/gtest.h>

#include "database.hpp"
#include "workload.hpp"

namespace pgops::test {
namespace {

struct Shape : ::testing::Test {
    Database db;
    StatementTexts statements{db};
    TableBuilder& t = db.table("t").live_rows(1'000'000).bytes(500 * kMegabyte);
    ColumnBuilder& id = t.column("id", type_id::kInt8).not_null().statistics(8);
    ColumnBuilder& body = t.column("body", type_id::kText).statistics(600);
    ColumnBuilder& at = t.column("at", type_id::kTimestamptz).statistics(8).common({}, 0.999);
    ColumnBuilder& code = t.column("code", type_id::kInt4).statistics(4);
    Texts named(std::string_view check) { return db.findings_of(check).objects(); }
};

TEST_F(Shape, long_keys_are_told_with_what_a_hash_takes) {
    t.index("t_body", {"body"}).bytes(700 * kMegabyte).scans(5);
    const Found found = db.findings_of("large_value_index");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t_body");
    EXPECT_EQ(seen.headline(), "keys of 600 bytes, 700 MB");
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("key_bytes"), "600");
    EXPECT_EQ(seen.evidence("longest_entry_bytes"), "2704");
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(Shape, long_values_in_the_toast_table_show_in_the_size_of_the_index) {
    body.statistics(18);
    IndexBuilder& index = t.index("t_body", {"body"}).bytes(2000 * kMegabyte).scans(5);
    EXPECT_EQ(db.findings_of("large_value_index").only().evidence("key_bytes"), "1048");
    index.bytes(60 * kMegabyte);
    EXPECT_EQ(named("large_value_index"), Texts{});
}

TEST_F(Shape, short_keys_small_indexes_and_other_methods_are_no_matter_of_length) {
    t.index("t_id", {"id"}).bytes(3000 * kMegabyte);
    t.index("t_words", {"body"}).method(AccessMethod::Gin, "gin").bytes(700 * kMegabyte);
    t.index("t_hash", {"body"}).method(AccessMethod::Hash, "hash").bytes(40 * kMegabyte);
    t.index("t_left", {Key::expression(1).statistics(33)}).bytes(60 * kMegabyte);
    t.index("t_included", {"code"}).include({"body"}).bytes(700 * kMegabyte);
    EXPECT_EQ(named("large_value_index"), Texts{});
    body.statistics(380);
    t.index("t_body", {"body"}).bytes(450 * kMegabyte);
    EXPECT_EQ(named("large_value_index"), Texts{}) << "names and addresses";
}

TEST_F(Shape, an_index_as_wide_as_the_row) {
    body.statistics(20);
    t.index("t_all", {"code", "at", "body", "id"}).bytes(60 * kMegabyte).scans(4).fact.counters = {
        .known = true, .scans = 4, .entries_read = 100, .rows_fetched = 100};
    const Found found = db.findings_of("wide_index");
    const Seen seen = found.only();
    EXPECT_EQ(seen.headline(), "4 columns, 100 % of a row, 60.0 MB");
    EXPECT_EQ(seen.evidence("included_columns"), "0");
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(Shape, not_where_the_row_is_wider_or_the_index_does_without_it) {
    IndexBuilder& index = t.index("t_all", {"code", "at", "id"}).include({"body"}).bytes(60 * kMegabyte);
    index.fact.counters = {.known = true, .scans = 4, .entries_read = 1000, .rows_fetched = 10};
    EXPECT_EQ(named("wide_index"), Texts{}) << "index-only scans";
    index.fact.counters.rows_fetched = 1000;
    EXPECT_EQ(named("wide_index"), Texts{"public.t_all"});
    t.column("more", type_id::kText).statistics(2000);
    EXPECT_EQ(named("wide_index"), Texts{});
    db.set(Setting::WideIndexPercent, 20);
    EXPECT_EQ(named("wide_index"), Texts{"public.t_all"});
    index.unique();
    EXPECT_EQ(named("wide_index"), Texts{}) << "what is unique together is unique together";
}

TEST_F(Shape, three_columns_are_not_many) {
    auto& links = db.table("links").live_rows(1'000'000).bytes(50 * kMegabyte);
    for (const char* name : {"a", "b", "c"}) links.column(name, type_id::kInt8).statistics(8);
    links.index("links_all", {"a", "b", "c"}).bytes(40 * kMegabyte).scans(1);
    EXPECT_EQ(named("wide_index"), Texts{});
}

TEST_F(Shape, a_hash_of_what_a_btree_holds_as_well) {
    t.index("t_code", {"code"}).method(AccessMethod::Hash, "hash").bytes(42 * kMegabyte).scans(5);
    const Found found = db.findings_of("hash_index_advice");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t_code");
    EXPECT_EQ(seen->severity(), Severity::Info);
    EXPECT_EQ(seen.evidence("advice"), "btree");
    EXPECT_EQ(seen.headline(), "hash of 42.0 MB, btree takes 21.5 MB");
}

TEST_F(Shape, a_hash_of_long_values_is_what_it_is_for) {
    t.index("t_body", {"body"}).method(AccessMethod::Hash, "hash").bytes(42 * kMegabyte).scans(5);
    EXPECT_EQ(named("hash_index_advice"), Texts{});
}

TEST_F(Shape, a_btree_of_long_values_that_only_ever_are_compared_with_equals) {
    body.statistics(120);
    t.index("t_body", {"body"}).bytes(150 * kMegabyte).scans(500);
    EXPECT_EQ(named("hash_index_advice"), Texts{});
    EXPECT_NE(db.findings_of("hash_index_advice").left_out.find("pg_stat_statements"), std::string::npos) << "how it is used is not known";
    statements.add({.calls = 100, .rows = 100}, "t", {{"body", ColumnUse::Equality}});
    const Found found = db.findings_of("hash_index_advice");
    const Seen seen = found.only();
    EXPECT_EQ(seen.evidence("advice"), "hash");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.t USING hash (body);");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
    statements.add({.calls = 1, .rows = 100}, "t", {{"body", ColumnUse::Other}});
    EXPECT_EQ(named("hash_index_advice"), Texts{}) << "LIKE, or ORDER BY";
}

TEST_F(Shape, a_hash_is_there_already_or_values_repeat) {
    body.statistics(120);
    IndexBuilder& index = t.index("t_body", {"body"}).bytes(150 * kMegabyte).scans(500);
    statements.add({.calls = 100, .rows = 100}, "t", {{"body", ColumnUse::Equality}});
    EXPECT_EQ(named("hash_index_advice"), Texts{"public.t_body"});
    index.unique();
    EXPECT_EQ(named("hash_index_advice"), Texts{}) << "a hash index cannot be unique";
    index.fact.unique = false;
    body.statistics(120, 0, 1000);
    EXPECT_EQ(named("hash_index_advice"), Texts{});
    body.statistics(120);
    t.index("t_body_hash", {"body"}).method(AccessMethod::Hash, "hash").bytes(42 * kMegabyte).scans(5);
    EXPECT_EQ(named("hash_index_advice"), Texts{});
}

struct Brin : Shape {
    IndexBuilder& index = t.index("t_at", {"at"}).bytes(400 * kMegabyte).scans(10);
    Brin() {
        t.live_rows(20'000'000).bytes(2 * kGigabyte);
        t.fact.counters.known = true;
        t.fact.counters.inserted = 20'000'000;
        index.fact.counters.entries_read = 10 * 500'000;
    }
};

TEST_F(Brin, in_place_of_a_btree_that_is_read_in_ranges) {
    const Found found = db.findings_of("brin_candidate");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t_at");
    EXPECT_EQ(seen.headline(), "400 MB where BRIN takes 88.0 kB");
    EXPECT_EQ(seen.evidence("correlation"), "0.999");
    EXPECT_EQ(seen.fix(), "CREATE INDEX CONCURRENTLY ON public.t USING brin (at) WITH (autosummarize = on);");
}

TEST_F(Brin, not_for_single_rows_other_orders_and_changing_tables) {
    index.fact.counters.entries_read = 10 * 50;
    EXPECT_EQ(named("brin_candidate"), Texts{}) << "short reads";
    index.fact.counters.entries_read = 10 * 500'000;
    at.common({}, 0.9);
    EXPECT_EQ(named("brin_candidate"), Texts{}) << "not in order";
    at.common({}, -0.999);
    EXPECT_EQ(named("brin_candidate"), Texts{"public.t_at"}) << "downwards is an order";
    t.fact.counters.updated = 2'000'000;
    EXPECT_EQ(named("brin_candidate"), Texts{}) << "changing";
    t.fact.counters.updated = 0;
    t.bytes(900 * kMegabyte);
    EXPECT_EQ(named("brin_candidate"), Texts{}) << "small";
    t.bytes(2 * kGigabyte);
    t.index("t_brin", {"id", "at"}).method(AccessMethod::Brin, "brin");
    EXPECT_EQ(named("brin_candidate"), Texts{}) << "there is one";
}

struct Many : Shape {
    Many() {
        t.fact.counters = {.known = true, .inserted = 50'000, .updated = 30'000, .deleted = 10, .hot_updated = 20'000};
        for (int i = 0; i < 12; ++i) t.index("t_" + std::to_string(i), {"code", "id"}).bytes(100 * kMegabyte).scans(i % 3);
    }
};

TEST_F(Many, indexes_are_told_with_what_each_write_costs) {
    const Found found = db.findings_of("too_many_indexes");
    const Seen seen = found.only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.headline(), "12 indexes, 1.2 GB beside 500 MB");
    EXPECT_EQ(seen.evidence("index_entries_written"), "720000");
    EXPECT_EQ(seen.evidence("indexes_without_scans"), "4");
    EXPECT_EQ(seen.evidence("bytes_without_scans"), "419430400");
}

TEST_F(Many, not_where_nothing_is_written_or_the_number_is_usual) {
    t.fact.counters.inserted = 0;
    t.fact.counters.updated = 9'000;
    EXPECT_EQ(named("too_many_indexes"), Texts{}) << "read only, nearly";
    t.fact.counters.inserted = 50'000;
    db.set(Setting::TooManyIndexes, 12);
    EXPECT_EQ(named("too_many_indexes"), Texts{});
}

}  // namespace
}  // namespace pgops::test
