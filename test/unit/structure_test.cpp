// duplicate_fk, not_valid_constraint, disabled_trigger, inheritance, rules, fk_cycle and multi_to_many: exact on the catalogs' terms.
#include <gtest/gtest.h>

#include "schema_text.hpp"

namespace pgops::test {
namespace {

struct Structure : ::testing::Test {
    Database db;
    TableBuilder& customers = db.table("customers");
    TableBuilder& orders = db.table("orders").live_rows(5000);
    Structure() {
        customers.column("tenant", type_id::kInt4);
        customers.column("id", type_id::kInt8);
        customers.primary_key({"tenant", "id"});
        orders.column("tenant", type_id::kInt4);
        orders.column("customer_id", type_id::kInt8);
    }
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(Structure, foreign_keys_of_the_same_pairs_are_duplicates_in_any_order) {
    ConstraintBuilder& first = orders.foreign_key({"tenant", "customer_id"}, customers, {"tenant", "id"});
    ConstraintBuilder& second = orders.foreign_key({"customer_id", "tenant"}, customers, {"id", "tenant"});
    first.fact.name = first.fact.quoted = "a_fkey";
    second.fact.name = second.fact.quoted = "b_fkey";
    db.server.constraint_definitions[second.fact.id] = "ALTER TABLE public.orders ADD CONSTRAINT b_fkey FOREIGN KEY ...";
    const Found all = found("duplicate_fk");
    const Seen& seen = all.only();
    EXPECT_EQ(seen.object(), "public.orders (b_fkey)");
    EXPECT_EQ(seen.evidence("same_as"), "a_fkey");
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.orders DROP CONSTRAINT b_fkey;");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.orders ADD CONSTRAINT b_fkey FOREIGN KEY ...;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.orders and public.customers");
}

TEST_F(Structure, crossed_pairs_and_other_targets_are_no_duplicates) {
    orders.foreign_key({"tenant", "customer_id"}, customers, {"tenant", "id"});
    orders.foreign_key({"tenant", "customer_id"}, customers, {"id", "tenant"});
    auto& others = db.table("others");
    others.column("a", type_id::kInt4);
    others.column("b", type_id::kInt8);
    orders.foreign_key({"tenant", "customer_id"}, others, {"a", "b"});
    EXPECT_TRUE(found("duplicate_fk").empty());
}

TEST_F(Structure, another_action_is_for_a_person_to_judge) {
    orders.foreign_key({"tenant", "customer_id"}, customers);
    orders.foreign_key({"tenant", "customer_id"}, customers).fact.on_delete = 'c';
    const Found all = found("duplicate_fk");
    EXPECT_EQ(all.only()->severity(), Severity::Medium);
    EXPECT_EQ(all.only()->confidence(), Confidence::Review);
    EXPECT_EQ(all.only().fix(), "");
}

TEST_F(Structure, the_validated_one_stays_and_a_parents_is_not_named) {
    ConstraintBuilder& first = orders.foreign_key({"tenant", "customer_id"}, customers);
    ConstraintBuilder& second = orders.foreign_key({"tenant", "customer_id"}, customers);
    first.fact.name = first.fact.quoted = "a_fkey";
    second.fact.name = second.fact.quoted = "b_fkey";
    first.fact.validated = false;
    EXPECT_EQ(found("duplicate_fk").only().evidence("constraint"), "a_fkey");
    first.fact.of_parent = true;
    EXPECT_EQ(found("duplicate_fk").only().evidence("constraint"), "b_fkey") << "the partition's own";
    second.fact.of_parent = true;
    EXPECT_TRUE(found("duplicate_fk").empty()) << "both are named at the parent";
}

TEST_F(Structure, a_constraint_that_is_not_valid) {
    ConstraintBuilder& key = orders.foreign_key({"tenant", "customer_id"}, customers);
    key.fact.name = key.fact.quoted = "orders_fkey";
    EXPECT_TRUE(found("not_valid_constraint").empty());
    key.fact.validated = false;
    const Found all = found("not_valid_constraint");
    const Seen& seen = all.only();
    EXPECT_EQ(seen.object(), "public.orders (orders_fkey)");
    EXPECT_EQ(seen.headline(), "constraint not valid for 5,000 rows");
    EXPECT_EQ(seen.evidence("kind"), "foreign key");
    EXPECT_EQ(seen.evidence("columns"), "tenant, customer_id");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.orders VALIDATE CONSTRAINT orders_fkey;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.orders, ROW SHARE on public.customers");
    key.fact.enforced = false;
    EXPECT_EQ(found("not_valid_constraint").only().fix(), "") << "NOT ENFORCED cannot be validated";
    EXPECT_EQ(found("not_valid_constraint").only().headline(), "constraint that nothing enforces");
}

TEST_F(Structure, what_a_child_inherits_is_named_at_the_parent) {
    ConstraintBuilder& check = orders.constraint("positive", ConstraintKind::Check, {"customer_id"});
    check.fact.validated = false;
    EXPECT_EQ(found("not_valid_constraint").only().evidence("kind"), "check");
    check.fact.inherited = true;
    EXPECT_TRUE(found("not_valid_constraint").empty());
    check.fact.inherited = false;
    check.fact.of_parent = true;
    EXPECT_TRUE(found("not_valid_constraint").empty());
}

DisabledTrigger disabled(Database& db, TableBuilder& table, std::string_view name) {
    return {.id = db.next_id(), .table_id = table.fact.id, .name = name, .quoted = name};
}

TEST_F(Structure, a_disabled_trigger_is_named_and_its_copies_are_not) {
    const DisabledTrigger trigger = disabled(db, orders, "audit");
    DisabledTrigger copy = disabled(db, customers, "audit");
    copy.parent_id = trigger.id;
    db.disabled_triggers = {trigger, copy};
    const Found all = found("disabled_trigger");
    const Seen& seen = all.only();
    EXPECT_EQ(seen.object(), "public.orders (audit)");
    EXPECT_EQ(seen.headline(), "trigger is disabled");
    EXPECT_EQ(seen.fix(), "ALTER TABLE public.orders ENABLE TRIGGER audit;");
    EXPECT_EQ(seen.undo(), "ALTER TABLE public.orders DISABLE TRIGGER audit;");
    db.disabled_triggers = {copy};
    EXPECT_EQ(found("disabled_trigger").only().object(), "public.customers (audit)") << "the parent's fires";
    db.disabled_triggers.clear();
    EXPECT_TRUE(found("disabled_trigger").empty());
}

TEST_F(Structure, the_triggers_of_a_foreign_key_are_one_finding_for_each_side) {
    ConstraintBuilder& key = orders.foreign_key({"tenant", "customer_id"}, customers);
    key.fact.name = key.fact.quoted = "orders_fkey";
    for (TableBuilder* table : {&orders, &orders, &customers}) {
        DisabledTrigger trigger = disabled(db, *table, "RI");
        trigger.name = trigger.quoted = db.keep("ri" + std::to_string(db.disabled_triggers.size()));
        trigger.internal = true;
        trigger.constraint_id = key.fact.id;
        db.disabled_triggers.push_back(trigger);
    }
    const Found all = found("disabled_trigger");
    EXPECT_EQ(all.objects(), (Texts{"public.customers (orders_fkey)", "public.orders (orders_fkey)"}));
    EXPECT_EQ(all.rows[1].headline(), "foreign key is not enforced here");
    EXPECT_EQ(all.rows[1]->severity(), Severity::High);
    EXPECT_EQ(all.rows[1].evidence("disabled_triggers"), "2");
    EXPECT_EQ(all.rows[1].evidence("side"), "referencing");
    EXPECT_EQ(all.rows[0].evidence("side"), "referenced");
    EXPECT_EQ(all.rows[1].fix(), "ALTER TABLE public.orders ENABLE TRIGGER ri0;\nALTER TABLE public.orders ENABLE TRIGGER ri1;");
}

TEST_F(Structure, inheritance_is_named_at_the_parent_and_partitioning_is_none) {
    auto& child = db.table("old_orders").bytes(kMegabyte).child_of(orders);
    EXPECT_EQ(found("inheritance").only().object(), "public.orders");
    EXPECT_EQ(found("inheritance").only().headline(), "1 table inherits from it");
    EXPECT_EQ(found("inheritance").only().evidence("names"), "public.old_orders");
    EXPECT_EQ(found("inheritance").only()->severity(), Severity::Low);
    orders.index("orders_key", {"customer_id"}).unique();
    EXPECT_EQ(found("inheritance").only()->severity(), Severity::Medium) << "a key that the child does not keep";
    child.fact.is_partition = true;
    orders.partitioned();
    EXPECT_TRUE(found("inheritance").empty());
}

TEST_F(Structure, rules_are_named) {
    EXPECT_TRUE(found("rules").empty());
    db.rules = {{.id = db.next_id(), .table_id = orders.fact.id, .name = "log", .quoted = "log", .event = '3'},
                {.id = db.next_id(), .table_id = orders.fact.id, .name = "no_delete", .quoted = "no_delete", .event = '4', .instead = true, .enabled = false}};
    const Found all = found("rules");
    EXPECT_EQ(all.objects(), (Texts{"public.orders (log)", "public.orders (no_delete)"}));
    EXPECT_EQ(all.rows[0].headline(), "INSERT followed by a rule");
    EXPECT_EQ(all.rows[1].headline(), "DELETE rewritten by a rule, disabled");
    EXPECT_EQ(all.rows[1]->severity(), Severity::Info);
}

Texts cyclic(std::string_view text) {
    Database db;
    add_schema(db, text);
    return db.findings_of("fk_cycle").objects();
}

TEST(FkCycle, circles_are_found_and_trees_chains_and_self_references_are_none) {
    EXPECT_EQ(cyclic("a(id int*, b_id int >b)\nb(id int*, c_id int >c)\nc(id int*, a_id int >a)\nd(id int*, a_id int >a, d_id int >d)").size(), 3U);
    EXPECT_EQ(cyclic("a(id int*, b_id int >b)\nb(id int*, c_id int >c)\nc(id int*, c_id int >c)"), Texts{});
    EXPECT_EQ(cyclic("a(id int*, b_id int >b, c_id int >c)\nb(id int*, d_id int >d)\nc(id int*, d_id int >d)\nd(id int*)"), Texts{}) << "a diamond";
}

TEST(FkCycle, two_circles_are_two_and_the_first_table_is_the_cause) {
    Database db;
    add_schema(db, "a(id int*, b_id int! >b)\nb(id int*, a_id int! >a)\nc(id int*, d_id int >d, a_id int >a)\nd(id int*, c_id int >c)");
    const Found found = db.findings_of("fk_cycle");
    EXPECT_EQ(found.rows.size(), 4U);
    EXPECT_EQ(found.of("public.a").evidence("table_count"), "2");
    EXPECT_EQ(found.of("public.a")->severity(), Severity::Low) << "no key of it may be null";
    EXPECT_EQ(found.of("public.c")->severity(), Severity::Info);
    EXPECT_EQ(found.of("public.c").evidence("nullable_keys"), "2");
    int roots = 0;
    for (const Seen& seen : found.rows) roots += seen->root_key().empty() ? 1 : 0;
    EXPECT_EQ(roots, 2);
}

TEST(FkCycle, a_long_chain_takes_no_stack) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "t" + std::to_string(i) + "(id int*, next int >t" + std::to_string((i + 1) % 20'000) + ")\n";
    EXPECT_EQ(cyclic(text).size(), 20'000U);
}

Texts junctions(std::string_view text) {
    Database db;
    add_schema(db, std::string("users(id big*)\nroles(id big*)\n") + std::string(text));
    return db.findings_of("multi_to_many").objects();
}

TEST(MultiToMany, pairs_of_references_with_or_without_a_key_of_their_own) {
    const Texts found{"public.users_roles (user_id, role_id)"};
    EXPECT_EQ(junctions("users_roles(user_id big!* >users, role_id big!* >roles)"), found);
    EXPECT_EQ(junctions("users_roles(id big*, user_id big! >users, role_id big! >roles, created_at ts, created_by big >users)"), found);
}

TEST(MultiToMany, tables_with_facts_of_their_own_and_one_to_one_are_none) {
    EXPECT_EQ(junctions("memberships(user_id big!* >users, role_id big!* >roles, title text)"), Texts{});
    EXPECT_EQ(junctions("memberships(user_id big!* >users, role_id big!* >roles, valid_from date, valid_to date)"), Texts{}) << "a period";
    EXPECT_EQ(junctions("memberships(user_id big!* >users, role_id big! >roles)"), Texts{}) << "one row for each user";
    EXPECT_EQ(junctions("memberships(user_id big!* >users, role_id big!* >roles, other_id big >users)"), Texts{});
    EXPECT_EQ(junctions("memberships(user_id big!* >users, role_id big!*)"), Texts{}) << "missing_fk_suspect's";
}

TEST(MultiToMany, says_what_is_missing) {
    Database db;
    add_schema(db, "users(id big*)\nroles(id big*)\nusers_roles(id big*, user_id big! >users, role_id big! >roles)");
    const auto only = [&] { return db.findings_of("multi_to_many").only(); };
    EXPECT_EQ(only().headline(), "many-to-many without a unique pair");
    EXPECT_EQ(only()->severity(), Severity::Low);
    EXPECT_EQ(only().evidence("own_key"), "true");
    TableBuilder& table = db.tables.back();
    table.index("pair", {"role_id", "user_id"}).unique();
    EXPECT_EQ(only().headline(), "many-to-many table");
    EXPECT_EQ(only().evidence("indexed_both_ways"), "false");
    table.index("back", {"user_id"});
    EXPECT_EQ(only().evidence("indexed_both_ways"), "true");
    EXPECT_EQ(only()->severity(), Severity::Info);
}

}  // namespace
}  // namespace pgops::test
