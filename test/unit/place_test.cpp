// Mutes and thresholds: which findings each rule is about, and that it touches no other.
#include "checks/place.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "checks/run.hpp"
#include "database.hpp"

namespace pgops::test {
namespace {

using CompleteRun = ::pgops::Run;

// Names every table of more than so many columns.
Findings names_wide(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables())
        if (table.column_count > model.settings().value(Setting::WideTableColumns))
            found.add(table, Severity::Low).says(table.column_count, " columns").because("it is wide");
    return found;
}
Findings names_all(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) found.add(table, Severity::Info).says("a table").because("it is one");
    return found;
}
constexpr std::array kWide{Setting::WideTableColumns};

struct Rules : ::testing::Test {
    Database db;
    std::vector<Check> checks{{"wide", Area::Schema, Severity::Low, Cost::Catalog, "A test", names_wide, kWide},
                              {"all", Area::Index, Severity::Info, Cost::Catalog, "A test", names_all, {}}};
    std::vector<Mute>& mutes = db.mutes;
    std::vector<ThresholdRule>& thresholds = db.thresholds;

    void make(const std::string& name, int columns) {
        auto& table = db.table(name);
        for (int i = 0; i < columns; ++i) table.column("c" + std::to_string(i), type_id::kInt4);
    }
    void SetUp() override {
        make("orders", 60);
        make("order_items", 40);
        make("sales.archive", 60);
        make("sales.orders", 12);
    }
    CompleteRun& run() {
        Model& model = db.model();
        CompleteRun& made = make_in<CompleteRun>(db.memory(), db.memory());
        run_checks(model, {checks.data(), checks.size()}, {}, db.memory(), made);
        return made;
    }
    static Texts keys(const Vector<Reported>& reported) {
        Texts texts;
        for (const Reported& each : reported) texts.emplace_back(each.key);
        std::ranges::sort(texts);
        return texts;
    }
    Texts wide() {
        Texts texts = keys(run().reported);
        std::erase_if(texts, [](const std::string& key) { return !key.starts_with("wide:"); });
        return texts;
    }
    ThresholdRule rule(int value, std::string_view object = "*", std::string_view check = "*") { return {check, object, Setting::WideTableColumns, value, ""}; }
};

TEST_F(Rules, a_mute_takes_what_it_names) {
    mutes = {{"wide", "public.orders", "known", "ann"}};
    const CompleteRun& done = run();
    EXPECT_EQ(keys(done.muted), Texts{"wide:public.orders"});
    EXPECT_EQ(done.muted.front().mute->reason, "known");
    EXPECT_EQ(keys(done.reported), (Texts{"all:public.order_items", "all:public.orders", "all:sales.archive", "all:sales.orders", "wide:sales.archive"}));
}

TEST_F(Rules, a_mute_is_for_a_check_an_area_or_all) {
    mutes = {{"schema", "*", "taste", "ann"}};
    EXPECT_EQ(run().muted.size(), 2U);
    mutes = {{"*", "sales.*", "not ours", "ann"}};
    EXPECT_EQ(keys(run().muted), (Texts{"all:sales.archive", "all:sales.orders", "wide:sales.archive"}));
    mutes = {{"vacuum", "*", "no such findings", "ann"}};
    EXPECT_EQ(run().muted.size(), 0U);
}

TEST_F(Rules, a_mute_ends) {
    mutes = {{"wide", "*", "until the move", "ann", kNow + 1}};
    EXPECT_EQ(run().muted.size(), 2U);
    mutes.front().until = kNow;
    EXPECT_EQ(run().muted.size(), 0U);
    mutes.push_back({"wide", "public.*", "the rest", "bob"});
    EXPECT_EQ(run().muted.front().mute->author, "bob") << "a mute that has ended hides no other";
}

TEST_F(Rules, muted_findings_do_not_count) {
    mutes = {{"wide", "*", "taste", "ann"}};
    const CompleteRun& done = run();
    EXPECT_EQ(done.status.front().state, CheckState::Ok);
    EXPECT_EQ(done.status.front().muted, 2);
    const AreaSummary schema = summarize(done)[static_cast<std::size_t>(Area::Schema)];
    EXPECT_EQ(schema.passed, 1);
    EXPECT_EQ(schema.muted, 2);
    EXPECT_EQ(schema.worst, std::nullopt);
}

// Muting one finding changes no other row, whichever it is.
TEST_F(Rules, muting_one_finding_changes_no_other) {
    const CompleteRun& before = run();
    for (const Reported& muted : before.reported) {
        mutes = {{muted.check->id, muted.finding->object().text, "accepted", "ann"}};
        const CompleteRun& after = run();
        ASSERT_EQ(after.reported.size() + 1, before.reported.size());
        ASSERT_EQ(keys(after.muted), Texts{std::string(muted.key)});
        std::size_t at = 0;
        for (const Reported& each : before.reported) {
            if (each.key == muted.key) continue;
            const Reported& same = after.reported[at++];
            EXPECT_EQ(same.key, each.key);
            EXPECT_EQ(same.priority, each.priority);
            EXPECT_EQ(same.finding->headline(), each.finding->headline());
        }
    }
}

TEST_F(Rules, a_threshold_for_all_objects) {
    EXPECT_EQ(wide(), (Texts{"wide:public.orders", "wide:sales.archive"}));
    thresholds = {rule(30)};
    EXPECT_EQ(wide(), (Texts{"wide:public.order_items", "wide:public.orders", "wide:sales.archive"}));
    thresholds = {rule(10, "*", "wide"), rule(50, "*", "schema"), rule(100)};
    EXPECT_EQ(wide().size(), 4U) << "the check's own comes before its area's, and that before that for all";
    thresholds = {rule(10, "*", "index")};
    EXPECT_EQ(wide().size(), 2U) << "another area's";
}

TEST_F(Rules, a_threshold_for_a_schema_or_a_table) {
    thresholds = {rule(10, "sales.*")};
    EXPECT_EQ(wide(), (Texts{"wide:public.orders", "wide:sales.archive", "wide:sales.orders"}));
    thresholds = {rule(10, "sales.*"), rule(70, "sales.archive")};
    EXPECT_EQ(wide(), (Texts{"wide:public.orders", "wide:sales.orders"})) << "the table's comes before the schema's";
    thresholds = {rule(70), rule(30, "public.order_items")};
    EXPECT_EQ(wide(), Texts{"wide:public.order_items"});
}

TEST_F(Rules, a_setting_that_the_check_does_not_go_by_changes_nothing) {
    thresholds = {{"*", "*", Setting::BloatPercent, 1, ""}};
    EXPECT_EQ(wide(), (Texts{"wide:public.orders", "wide:sales.archive"}));
    EXPECT_EQ(general_rule(db.model().own(), checks.front(), Setting::WideTableColumns), nullptr);
}

}  // namespace
}  // namespace pgops::test
