// The fixture itself: what the other tests take for granted.
#include "database.hpp"

#include <gtest/gtest.h>

namespace pgops::test {
namespace {

TEST(Database, reads_like_ddl) {
    Database db;
    auto& customers = db.table("customers");
    customers.column("id", type_id::kInt8).identity();
    customers.primary_key({"id"});
    auto& orders = db.table("orders").live_rows(50'000).bytes(80 * kMegabyte);
    orders.column("id", type_id::kInt4).serial();
    orders.column("customer_id", type_id::kInt8).not_null();
    orders.column("note", type_id::kText).statistics(20, 0.5F);
    orders.primary_key({"id"});
    orders.index("orders_recent", {Key("id").desc(), "customer_id"}).include({"note"}).bytes(kMegabyte);
    orders.foreign_key({"customer_id"}, customers);

    const Found found = db.findings_of("missing_fk_index");
    EXPECT_EQ(found.objects(), Texts{"public.orders.customer_id"});
    EXPECT_EQ(found.keys(), Texts{"missing_fk_index:public.orders.customer_id"});
    EXPECT_EQ(found.only().evidence("constraint"), "orders_customer_id_fkey");
    EXPECT_EQ(found.only()->severity(), Severity::Medium);
}

TEST(Database, quotes_what_needs_it) {
    EXPECT_EQ(quoted_identifier("orders_2"), "orders_2");
    EXPECT_EQ(quoted_identifier("Orders"), "\"Orders\"");
    EXPECT_EQ(quoted_identifier("2nd"), "\"2nd\"");
    EXPECT_EQ(quoted_identifier("a\"b"), "\"a\"\"b\"");
    Database db;
    const auto& table = db.table("Shop.order lines");
    EXPECT_EQ(table.fact.quoted, "\"Shop\".\"order lines\"");
    EXPECT_EQ(table.fact.qualified, "Shop.order lines");
}

TEST(Model, links_what_was_read_in_any_order) {
    Database db;
    auto& parent = db.table("parent");
    auto& child = db.table("child").child_of(parent);
    parent.column("id", type_id::kInt8);
    parent.primary_key({"id"});
    const ObjectId email = db.domain("email", type_id::kText);
    const ObjectId work_email = db.domain("work_email", email);
    child.column("mail", work_email).statistics(20);
    child.column("parent_id", type_id::kInt8);
    child.index("z", {"mail"});
    child.index("a", {"parent_id"});
    child.foreign_key({"parent_id"}, parent);

    const Model& model = db.model();
    const Table& linked = *model.table(child.fact.id);
    EXPECT_EQ(linked.parent, model.table(parent.fact.id));
    ASSERT_EQ(linked.columns.size(), 2U);
    EXPECT_EQ(linked.column(1)->base->id, type_id::kText);
    EXPECT_EQ(linked.column(1)->type->name, "work_email");
    EXPECT_TRUE(linked.column(1)->statistics.known);
    EXPECT_EQ(linked.column(3), nullptr);
    ASSERT_EQ(linked.indexes.size(), 2U);
    EXPECT_EQ(linked.indexes.front().name, "a");
    EXPECT_EQ(linked.indexes.back().stored.size(), 1U);
    ASSERT_EQ(linked.constraints.size(), 1U);
    const Constraint& foreign_key = linked.constraints.front();
    EXPECT_EQ(foreign_key.referenced, model.table(parent.fact.id));
    ASSERT_EQ(foreign_key.referenced->referenced_by.size(), 1U);
    EXPECT_EQ(foreign_key.referenced->referenced_by.front(), &foreign_key);
    EXPECT_EQ(foreign_key.index_id, foreign_key.referenced->indexes.front().id);
    EXPECT_EQ(foreign_key.referenced->primary_key()->name, "parent_pkey");
}

// A dropped type, a table that lies outside the model: what is read under one snapshot may still have holes.
TEST(Model, survives_what_is_missing) {
    Database db;
    auto& table = db.table("t");
    table.column("a", type_id::kInt4);
    table.index("of_nothing", {"a"}).fact.table_id = 4711;
    table.constraint("of_nobody", ConstraintKind::ForeignKey, {"a"}).fact.table_id = 4711;
    table.column("of_no_type", type_id::kInt4).fact.type_id = 4712;
    table.column("drawn", type_id::kInt4).calls_nextval().default_fact->sequence_id = 4713;
    auto& outside = table.constraint("to_outside", ConstraintKind::ForeignKey, {"a"});
    outside.fact.referenced_table_id = 4711;

    const Table& linked = *db.model().table(table.fact.id);
    EXPECT_TRUE(linked.indexes.empty());
    ASSERT_EQ(linked.constraints.size(), 1U);
    EXPECT_EQ(linked.constraints.front().referenced, nullptr);
    EXPECT_EQ(linked.column(2)->base->name, "unknown");
    EXPECT_TRUE(linked.column(3)->calls_nextval);
    EXPECT_EQ(linked.column(3)->default_sequence, nullptr);
    for (const Check& check : all_checks()) EXPECT_NO_THROW(db.findings_of(check.id)) << check.id;
}

// pg_statistic has both for a parent with rows of its own, in either order.
TEST(Model, own_statistics_count_before_those_over_children) {
    Database db;
    const auto width = [&](bool children_first) {
        auto& facts = make_in<Facts>(db.memory(), db.memory());
        facts.tables.emplace_back().id = 1;
        Column& column = facts.columns.emplace_back();
        column.table_id = column.number = 1;
        for (const bool inherited : {children_first, !children_first})
            facts.statistics.push_back({1, 1, inherited, {.average_width = inherited ? 10 : 30, .known = true}});
        return make_in<Model>(db.memory(), facts, db.server, db.memory()).table(1)->column(1)->statistics.average_width;
    };
    EXPECT_EQ(width(true), 30);
    EXPECT_EQ(width(false), 30);
}

TEST(Model, guesses_rows_from_the_best_source) {
    Database db;
    auto& table = db.table("t").bytes(20 * 8192);
    EXPECT_EQ(db.model().table(table.fact.id)->estimated_rows(), std::nullopt) << "never gathered is unknown, not zero";
    table.fact.rows = 1000;
    table.fact.pages = 10;
    EXPECT_EQ(db.model().table(table.fact.id)->estimated_rows(), 2000.0) << "twice the pages since";
    table.fact.pages = 0;
    EXPECT_EQ(db.model().table(table.fact.id)->estimated_rows(), 1000.0);
    table.fact.counters = {.known = true, .live_rows = 7};
    EXPECT_EQ(db.model().table(table.fact.id)->estimated_rows(), 1000.0) << "counters since a crash say nothing of what was there before";
    table.fact.counters.last_vacuum = kNow - kDay;
    EXPECT_EQ(db.model().table(table.fact.id)->estimated_rows(), 7.0);
}

TEST(Model, looks_for_a_cancel_in_every_loop) {
    Database db;
    for (int i = 0; i < 1000; ++i) db.table("t" + std::to_string(i));
    Model& model = db.model();
    db.server.polls = 0;
    for (const Table& table : model.tables()) EXPECT_FALSE(table.name.empty());
    EXPECT_EQ(db.server.polls, 1000);
    db.server.polls = 0;
    db.server.fails_at_poll = 4;
    db.server.failure = FakeServer::Failure::Interrupt;
    const auto walk = [&] {
        for (const Table& table : model.tables()) static_cast<void>(table);
    };
    EXPECT_THROW(walk(), Interrupted);
}

}  // namespace
}  // namespace pgops::test
