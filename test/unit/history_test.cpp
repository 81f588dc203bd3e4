// What a snapshot writes down: only what changed, of relations and of findings; and what is told to listeners.
#include "model/history.hpp"

#include <gtest/gtest.h>

#include <map>

#include "checks/certainty.hpp"
#include "database.hpp"
#include "model/notice_of_news.hpp"

namespace pgops::test {
namespace {

using CompleteRun = ::pgops::Run;

struct Relations : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    FakeServer server;
    Vector<RelationFigures> now{&memory}, known{&memory};

    static RelationFigures relation(std::string_view name, std::int64_t size, char kind = 'r') {
        RelationFigures made{.kind = kind, .schema = "public", .name = name};
        made.figures[Figure::Size] = size;
        return made;
    }
    RelationFigures with_number(RelationFigures made, int number) {
        made.number = number;
        return made;
    }
    RelationChanges& compare() { return compare_relations(server, now, known, &memory); }
};

TEST_F(Relations, the_first_snapshot_has_all) {
    now.assign({relation("b", 2), relation("a", 1)});
    const RelationChanges& changes = compare();
    ASSERT_EQ(changes.appeared.size(), 2U);
    EXPECT_EQ(changes.appeared[0].number, 1);
    EXPECT_EQ(changes.appeared[1].number, 2);
    EXPECT_TRUE(changes.changed.empty());
}

TEST_F(Relations, what_stayed_is_not_written_again) {
    known.assign({with_number(relation("a", 1), 7), with_number(relation("b", 2), 3), with_number(relation("c", 3), 5)});
    now.assign({relation("c", 4), relation("b", 2), relation("a", 1), relation("aa", 9)});
    const RelationChanges& changes = compare();
    ASSERT_EQ(changes.changed.size(), 1U);
    EXPECT_EQ(changes.changed[0].number, 5);
    EXPECT_EQ(changes.changed[0].figures[Figure::Size], 4);
    ASSERT_EQ(changes.appeared.size(), 1U);
    EXPECT_EQ(changes.appeared[0].number, 8) << "after the highest number";
}

TEST_F(Relations, what_is_gone_has_no_figures_and_may_come_back) {
    known.assign({with_number(relation("a", 1), 1), with_number(relation("b", 2), 2)});
    now.assign({relation("b", 2)});
    const RelationChanges& gone = compare();
    ASSERT_EQ(gone.changed.size(), 1U);
    EXPECT_TRUE(gone.changed[0].gone);
    EXPECT_EQ(gone.changed[0].figures, Figures());
    known[0].gone = true;
    known[0].figures = {};
    EXPECT_TRUE(compare().changed.empty()) << "once";
    now.push_back(relation("a", 1));
    const RelationChanges& back = compare();
    ASSERT_EQ(back.changed.size(), 1U);
    EXPECT_FALSE(back.changed[0].gone);
    EXPECT_TRUE(back.appeared.empty());
}

TEST_F(Relations, an_index_is_not_the_table_of_its_name_elsewhere) {
    known.assign({with_number(relation("a", 1, 'i'), 1)});
    now.assign({relation("a", 1)});
    EXPECT_EQ(compare().appeared.size(), 1U);
    EXPECT_EQ(compare().changed.size(), 1U);
}

struct Answers final : Certainty {
    bool answer = true;
    bool is_resolved(const FindingForm&) const override { return answer; }
};

struct Forms : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    Vector<FindingForm> now{&memory}, open{&memory};
    Answers certainty;
    static FindingForm form(std::string_view key, std::string_view severity = "low", std::optional<std::int64_t> bytes = std::nullopt) {
        return {.key = key, .severity = severity, .object = "public.t", .headline = "a finding", .impact_bytes = bytes};
    }
    FindingChanges& compare() { return compare_findings(now, open, certainty, &memory); }
};

TEST_F(Forms, new_and_resolved) {
    now.assign({form("a:1"), form("c:1")});
    open.assign({form("b:1"), form("c:1")});
    const FindingChanges& changes = compare();
    ASSERT_EQ(changes.begun.size(), 1U);
    EXPECT_EQ(changes.begun[0].key, "a:1");
    ASSERT_EQ(changes.ended.size(), 1U);
    EXPECT_EQ(changes.ended[0], "b:1");
    EXPECT_EQ(changes.fresh.size(), 1U);
    EXPECT_EQ(changes.resolved, 1);
}

TEST_F(Forms, another_severity_or_a_tenth_of_the_bytes_is_another_form_but_no_news) {
    now.assign({form("a:1", "high"), form("b:1", "low", 1000), form("c:1", "low", 1112)});
    open.assign({form("a:1", "low"), form("b:1", "low", 905), form("c:1", "low", 1000)});
    const FindingChanges& changes = compare();
    ASSERT_EQ(changes.begun.size(), 2U);
    EXPECT_EQ(changes.begun[0].key, "a:1");
    EXPECT_EQ(changes.begun[1].key, "c:1");
    EXPECT_EQ(changes.ended.size(), 2U);
    EXPECT_TRUE(changes.fresh.empty());
    EXPECT_EQ(changes.resolved, 0);
    EXPECT_FALSE(is_same_form(form("a", "low", 1), form("a", "low")));
}

TEST_F(Forms, a_mute_is_no_news_and_its_end_is) {
    FindingForm muted = form("a:1");
    muted.muted = true;
    now.assign({muted});
    open.assign({form("a:1")});
    EXPECT_EQ(compare().begun.size(), 1U);
    EXPECT_TRUE(compare().fresh.empty());
    EXPECT_EQ(compare().resolved, 0);
    now.assign({form("a:1")});
    open.assign({muted});
    EXPECT_EQ(compare().fresh.size(), 1U);
    now.clear();
    EXPECT_EQ(compare().resolved, 0) << "who muted it does not want to hear of it";
}

TEST_F(Forms, what_nobody_looked_at_is_not_resolved) {
    certainty.answer = false;
    open.assign({form("a:1")});
    EXPECT_TRUE(compare().ended.empty());
    EXPECT_EQ(compare().missed.size(), 1U);
    open[0].unseen = true;
    EXPECT_TRUE(compare().missed.empty()) << "once";
    now.assign({form("a:1")});
    EXPECT_EQ(compare().seen_again.size(), 1U);
    EXPECT_TRUE(compare().begun.empty());
}

Findings finds(const Model&, Memory* memory) {
    Findings found(memory);
    found.add(Object{.text = "public.t"}, Severity::Low).says("1 thing").because("it is so");
    return found;
}
Findings finds_some(const Model& model, Memory* memory) {
    Findings found = finds(model, memory);
    found.left_out("the budget was spent");
    return found;
}
Findings throws(const Model&, Memory*) { throw std::bad_alloc(); }

TEST(certainty, is_that_the_check_came_to_its_end_or_the_object_is_gone) {
    Database db;
    db.table("t").column("a", type_id::kInt4);
    db.table("\"t u\"").column("a", type_id::kInt4);
    const std::array checks{Check{"sure", Area::Schema, Severity::Low, Cost::Catalog, "", finds, {}},
                            Check{"partly", Area::Schema, Severity::Low, Cost::Catalog, "", finds_some, {}},
                            Check{"failed", Area::Schema, Severity::Low, Cost::Catalog, "", throws, {}}};
    CompleteRun& run = make_in<CompleteRun>(db.memory(), db.memory());
    Model& model = db.model();
    run_checks(model, checks, {}, db.memory(), run);
    const RunCertainty certainty(model, run, db.memory());
    const auto resolved = [&](std::string_view key, std::string_view object) { return certainty.is_resolved({.key = key, .object = object}); };
    EXPECT_TRUE(resolved("sure:x", "public.t"));
    EXPECT_FALSE(resolved("partly:x", "public.t"));
    EXPECT_FALSE(resolved("partly:x", "public.t.a"));
    EXPECT_FALSE(resolved("partly:x", "public.t (a, b)"));
    EXPECT_TRUE(resolved("partly:x", "public.gone"));
    EXPECT_TRUE(resolved("partly:x", "public.tt.a"));
    EXPECT_FALSE(resolved("failed:x", "public.gone"));
    EXPECT_TRUE(resolved("of_an_older_version:x", "public.t"));
}

TEST(notification, says_what_is_new_within_the_limit) {
    std::pmr::monotonic_buffer_resource memory;
    const std::array<std::string_view, 2> two{"money:public.t.a", "no_pk:public.\"odd\nname\\\""};
    EXPECT_EQ(notification_of(&memory, {"shop", "2026-01-01", two, 3, 12}),
              R"({"database": "shop", "taken_at": "2026-01-01", "findings": 12, "new": 2, "resolved": 3, )"
              R"("keys": ["money:public.t.a", "no_pk:public.\"odd\u000aname\\\""], "keys_left_out": 0})");
    const std::string long_key(500, '"');
    const std::vector<std::string_view> many(1000, long_key);
    const std::string_view payload = notification_of(&memory, {"shop", "2026-01-01", many, 0, 1000});
    EXPECT_LT(payload.size(), kNotificationLimit);
    EXPECT_TRUE(payload.ends_with(R"(], "keys_left_out": 993})")) << payload.substr(payload.size() - 40);
    const std::string too_long(9000, 'a');
    const std::array<std::string_view, 1> one{too_long};
    EXPECT_TRUE(notification_of(&memory, {"shop", "", one, 0, 1}).ends_with(R"("keys": [], "keys_left_out": 1})"));
}

}  // namespace
}  // namespace pgops::test
