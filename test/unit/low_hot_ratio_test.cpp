// low_hot_ratio: updates that cannot be HOT, and whether an index or the room on the pages is at fault.
#include <gtest/gtest.h>

#include "checks/bloat/changing_columns.hpp"
#include "database.hpp"

namespace pgops::test {
namespace {

struct Hot : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(50'000).bytes(50 * kMegabyte);
    Hot() {
        t.column("id", type_id::kInt8).identity();
        t.column("status", type_id::kText);
        t.column("total", type_id::kNumeric);
        t.column("updated_at", type_id::kTimestamptz);
        t.column("customer_id", type_id::kInt8);
        t.column("email", type_id::kText);
        t.primary_key({"id"});
        updates(100'000, 10'000);
    }
    void updates(std::int64_t all, std::int64_t hot, std::optional<std::int64_t> to_new_page = std::nullopt) {
        t.fact.counters.known = true;
        t.fact.counters.updated = all;
        t.fact.counters.hot_updated = hot;
        t.fact.counters.updated_to_new_page = to_new_page;
    }
    Found found() { return db.findings_of("low_hot_ratio"); }
};

TEST_F(Hot, without_other_indexes_the_pages_have_no_room) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen.headline(), "only 10 % of 100,000 updates HOT");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("at_fault"), "page space");
    EXPECT_EQ(seen.evidence("updates"), "100000");
    EXPECT_EQ(seen.evidence("hot_updates"), "10000");
    EXPECT_EQ(seen.evidence("hot_percent"), "10");
    EXPECT_EQ(seen.evidence("likely_indexes"), "");
    EXPECT_EQ(seen.evidence("updates_to_new_page"), "(absent)");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.t SET (fillfactor = 90);");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.t RESET (fillfactor);");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(Hot, a_fillfactor_is_lowered_step_by_step) {
    t.fact.fillfactor = 85;
    EXPECT_EQ(found().only().fix(), "ALTER TABLE public.t SET (fillfactor = 75);");
    EXPECT_EQ(found().only().undo(), "ALTER TABLE public.t SET (fillfactor = 85);");
    t.fact.fillfactor = 75;
    EXPECT_EQ(found().only().fix(), "") << "room is not what is missing";
    EXPECT_NE(found().only().why().find("low already"), std::string::npos);
}

TEST_F(Hot, an_index_on_what_changes_is_named) {
    t.index("t_updated", {"updated_at"});
    t.index("t_email", {"email"});
    t.index("t_customer", {"customer_id"});
    const Seen seen = found().only();
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("at_fault"), "index");
    EXPECT_EQ(seen.evidence("likely_indexes"), "t_updated");
    EXPECT_EQ(seen.evidence("other_indexes"), "t_customer, t_email");
    EXPECT_EQ(seen.fix(), "");
    EXPECT_NE(seen.why().find("t_updated"), std::string::npos);
}

TEST_F(Hot, columns_of_predicates_expressions_and_includes_count) {
    t.index("t_open", {"customer_id"}).where(1, {"status"});
    EXPECT_EQ(found().only().evidence("likely_indexes"), "t_open");
    t.indexes.pop_back();
    t.index("t_with_total", {"customer_id"}).include({"total"});
    EXPECT_EQ(found().only().evidence("likely_indexes"), "t_with_total");
    t.indexes.pop_back();
    t.index("t_id_again", {"id"}).where_not_null({"id"});
    EXPECT_EQ(found().only().evidence("at_fault"), "page space") << "the key never changes";
}

TEST_F(Hot, an_index_on_what_seldom_changes_leaves_it_open) {
    t.index("t_email", {"email"});
    const Seen seen = found().only();
    EXPECT_EQ(seen.evidence("at_fault"), "unknown");
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.fix(), "");
}

TEST_F(Hot, the_counter_of_new_pages_decides) {
    t.index("t_status", {"status"});
    updates(100'000, 10'000, 80'000);
    EXPECT_EQ(found().only().evidence("at_fault"), "page space") << "most left their page";
    EXPECT_EQ(found().only().evidence("updates_to_new_page"), "80000");
    EXPECT_EQ(found().only().fix(), "ALTER TABLE public.t SET (fillfactor = 90);");
    updates(100'000, 10'000, 5'000);
    EXPECT_EQ(found().only().evidence("at_fault"), "index");
    t.indexes.pop_back();
    t.index("t_email", {"email"});
    EXPECT_EQ(found().only().evidence("at_fault"), "index") << "whatever its columns are called";
}

TEST_F(Hot, a_brin_index_is_no_obstacle_since_16) {
    t.index("t_brin", {"updated_at"}).method(AccessMethod::Brin, "brin");
    EXPECT_EQ(found().only().evidence("at_fault"), "index");
    updates(100'000, 10'000, 80'000);
    EXPECT_EQ(found().only().evidence("likely_indexes"), "");
}

TEST_F(Hot, look_alikes_are_not_named) {
    updates(9'999, 0);
    EXPECT_TRUE(found().empty()) << "few updates";
    updates(100'000, 50'000);
    EXPECT_TRUE(found().empty()) << "half of them";
    db.set(Setting::HotUpdatePercent, 51);
    EXPECT_FALSE(found().empty());
    db.set(Setting::HotUpdatePercent, 50);
    updates(0, 0);
    t.fact.counters.inserted = 5'000'000;
    EXPECT_TRUE(found().empty()) << "only inserts";
    updates(100'000, 0);
    t.fact.counters.live_rows = 1'000'010;
    EXPECT_TRUE(found().empty()) << "few for so many rows";
    t.fact.counters.live_rows = 1'000'000;
    EXPECT_FALSE(found().empty());
    t.fact.counters = {};
    EXPECT_TRUE(found().empty()) << "nothing is known";
}

TEST_F(Hot, changing_columns_are_known_by_their_names) {
    auto& names = db.table("names");
    for (const char* name : {"updated_at", "lastSeen", "next_run_at"}) names.column(name, type_id::kTimestamptz);
    for (const char* name : {"view_count", "balance", "retries", "lock_version"}) names.column(name, type_id::kInt4);
    for (const char* name : {"status", "order_state"}) names.column(name, type_id::kText);
    for (const char* name : {"is_active", "deleted"}) names.column(name, type_id::kBool);
    names.column("phase", db.enumeration("phases"));
    const std::size_t changing = names.columns.size();
    for (const char* name : {"created_at", "born_on"}) names.column(name, type_id::kTimestamptz);
    for (const char* name : {"status_id", "country_code", "year"}) names.column(name, type_id::kInt4);
    for (const char* name : {"last_name", "email", "counter"}) names.column(name, type_id::kText);
    const Model& model = db.model();
    const Table& table = *model.table(names.fact.id);
    for (std::size_t i = 0; i < table.columns.size(); ++i) EXPECT_EQ(is_likely_to_change(table.columns[i]), i < changing) << table.columns[i].name;
}

}  // namespace
}  // namespace pgops::test
