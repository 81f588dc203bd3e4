#include "filled_databases.hpp"

#include "value_database.hpp"

namespace pgops::test {

namespace {

void fill_schema(FilledDatabase& filled) {
    Database& db = filled.db;
    auto& customers = db.table("customers").live_rows(185'000).bytes(9000 * 8192);
    customers.column("id", type_id::kInt4).serial().statistics(4);
    customers.column("balance", type_id::kMoney).statistics(8);
    customers.column("since", type_id::kTimestamp).statistics(8);
    customers.column("code", type_id::kBpchar).modifier(14).statistics(11);
    customers.column("settings", type_id::kJson).statistics(30);
    customers.primary_key({"id"});
    customers.toast_bytes(100 * kMegabyte).toast_measured(80, 1);
    db.server.tails[customers.fact.id] = {.table_pages = 9000, .tail_pages = 8000, .cuttable_pages = 8000};
    auto& padded = db.table("padded").live_rows(185'000).bytes(2000 * 8192);
    padded.column("a", type_id::kBool).statistics(1);
    padded.column("b", type_id::kInt8).statistics(8);
    padded.column("c", type_id::kBool).statistics(1);
    padded.column("d", type_id::kInt8).statistics(8);
    db.set(Setting::BloatBytes, 1024);
    customers.fact.counters.updated = 100'000;
    auto& orders = db.table("orders").live_rows(185'000).bytes(9000 * 8192).unlogged();
    orders.column("id", type_id::kInt8).statistics(8);
    orders.column("customer_id", type_id::kInt4).statistics(4);
    orders.column("status", type_id::kText).statistics(6);
    orders.column("commentable_type", type_id::kVarchar).statistics(8);
    orders.column("commentable_id", type_id::kInt8).statistics(8);
    orders.foreign_key({"customer_id"}, customers);
    orders.index("orders_id", {"id"}).bytes(50 * kMegabyte).scans(1);
    orders.index("orders_status1", {"status"});
    orders.index("orders_status2", {"status"});
    orders.index("orders_type", {"commentable_type"});
    orders.index("orders_type_id", {"commentable_type", "id"});
    orders.index("orders_unused", {"commentable_id"}).bytes(5 * kMegabyte);
    orders.index("orders_broken", {"customer_id"}).invalid();
    const IndexBuilder& words = orders.index("orders_words", {"status"}).method(AccessMethod::Gin, "gin").scans(1);
    db.server.pending_lists[words.fact.id] = {.bytes = 5 * kMegabyte, .rows = 12'000, .limit_bytes = 4 * kMegabyte};
    const IndexBuilder& ranges = orders.index("orders_ranges", {"id"}).method(AccessMethod::Brin, "brin").scans(1);
    db.server.brin_summaries[ranges.fact.id] = {.ranges = 200, .unsummarized = 50, .pages_per_range = 128};
    orders.fact.autovacuum_enabled = false;
    auto& attributes = db.table("product_attribute_values").bytes(2 * kMegabyte);
    for (const char* name : {"product_id", "attribute_id"}) attributes.column(name, type_id::kInt8).not_null();
    attributes.column("value", type_id::kText);
    auto& wide = db.table("wide");
    for (int i = 0; i < 51; ++i) wide.column("c" + std::to_string(i), type_id::kInt2);
    orders.column("tags", type_id::kText);
    for (const char* name : {"phone1", "phone2", "phone3"}) orders.column(name, type_id::kText);
    auto& user = db.table("user");
    user.fact.quoted = "public.\"user\"";
    user.column("customerId", type_id::kInt4);
    user.column("order_id", type_id::kInt8);
    user.column("wide_id", type_id::kInt8);
    orders.primary_key({"id"});
    user.foreign_key({"order_id"}, orders);
    user.foreign_key({"order_id"}, orders).fact.validated = false;
    orders.column("user_id", type_id::kInt8);
    orders.foreign_key({"user_id"}, user, {"wide_id"});
    orders.column("article_id", type_id::kInt4);
    auto& articles = db.table("articles");
    articles.column("id", type_id::kInt4);
    articles.primary_key({"id"});
    db.table("old_articles").child_of(articles);
    auto& pairs = db.table("pairs");
    pairs.column("article_id", type_id::kInt8);
    pairs.column("user_id", type_id::kInt8);
    pairs.foreign_key({"article_id"}, articles);
    pairs.foreign_key({"user_id"}, user, {"wide_id"});
    auto& things = db.table("objects");
    things.column("id", type_id::kInt8);
    things.column("object_type", type_id::kText);
    things.primary_key({"id"});
    for (const char* name : {"a_thing", "b_thing", "c_thing"}) {
        auto& kind = db.table(name);
        kind.column("id", type_id::kInt8);
        kind.primary_key({"id"});
        kind.foreign_key({"id"}, things);
    }
    db.disabled_triggers.push_back({.id = db.next_id(), .table_id = orders.fact.id, .name = "audit", .quoted = "audit"});
    db.rules.push_back({.id = db.next_id(), .table_id = orders.fact.id, .name = "log", .quoted = "log"});
    db.sequences.front().last_value(2'000'000'000);
    for (int i = 0; i < 3; ++i) {
        Session& session = db.session("postgres", i < 2 ? "shop" : "report");
        session.state = i < 2 ? SessionState::IdleInTransaction : SessionState::Active;
        session.transaction_start = session.state_change = kNow - kHour;
        session.holds_horizon = true;
    }
    db.role("postgres").superuser = true;
    db.databases.front().xid_age = 1'500'000'000;
    db.server.settings["fsync"] = "off";
    db.jobs = {{"snapshot", "0 * * * *", kNow - 9 * kDay}};
}

void fill_statistics(FilledDatabase& filled) {
    Database& db = filled.db;
    auto& t = db.table("judged").live_rows(1'000'000).bytes(16'667LL * 8192);
    t.column("id", type_id::kInt8).statistics(8);
    t.column("few", type_id::kText).statistics(5, 0, 2).common({{"a", 0.5}, {"b", 0.5}});
    t.column("nulls", type_id::kText).statistics(9, 0.97F, -0.03F);
    t.column("skewed", type_id::kText).statistics(9, 0, 40).common({{"done", 0.95}, {"new", 0.04}});
    for (const char* name : {"few", "nulls", "skewed"}) {
        IndexBuilder& index = t.index("judged_" + std::string(name), {name}).bytes(8 * kMegabyte).scans(1);
        index.fact.counters.entries_read = name == std::string("few") ? 500'000 : 1;
        db.server.definitions[index.fact.id] = "CREATE INDEX " + std::string(index.fact.name) + " ON public.judged USING btree (x)";
    }
}

// Pairs, words, periods, and numbers of rows that nothing keeps unique.
void fill_gaps(FilledDatabase& filled) {
    Database& db = filled.db;
    auto& posts = db.table("posts").live_rows(1'000'000).bytes(500 * kMegabyte);
    posts.column("id", type_id::kInt8).not_null().statistics(8);
    posts.column("slug", type_id::kText).not_null().statistics(20);
    posts.primary_key({"id"});
    for (const char* name : {"valid_from", "valid_until"}) posts.column(name, type_id::kDate);
    auto& tags = db.table("tags").live_rows(5000).bytes(kMegabyte);
    tags.column("id", type_id::kInt8).not_null().statistics(8);
    tags.column("name", type_id::kText).not_null().statistics(8);
    tags.primary_key({"id"});
    tags.unique_constraint("tags_name", {"name"});
    auto& tagged = db.table("post_tags").live_rows(10'000'000).bytes(500 * kMegabyte);
    tagged.column("post_id", type_id::kInt8).not_null().statistics(8, 0, 1'000'000);
    tagged.column("tag_id", type_id::kInt8).not_null().statistics(8, 0, 5000);
    tagged.primary_key({"post_id", "tag_id"});
    tagged.foreign_key({"post_id"}, posts);
    tagged.foreign_key({"tag_id"}, tags);
    db.server.objects = {.count = 1000, .bytes = kMegabyte};
}

void fill_values(FilledDatabase& filled) {
    add_tables_with_values(filled.db);
    add_large_values(filled.db);
}

void fill_index_shapes(FilledDatabase& filled) {
    Database& db = filled.db;
    auto& t = db.table("shaped").live_rows(1'000'000).bytes(500 * kMegabyte);
    t.column("id", type_id::kInt8).not_null().statistics(8);
    t.column("body", type_id::kText).statistics(600);
    t.column("code", type_id::kInt4).statistics(4);
    t.column("kind", type_id::kInt8).statistics(8, 0, 50);
    t.index("shaped_body", {"body"}).bytes(700 * kMegabyte).scans(5);
    t.index("shaped_wide", {"code", "kind", "body", "id"}).bytes(600 * kMegabyte).scans(4).fact.counters = {
        .known = true, .scans = 4, .entries_read = 100, .rows_fetched = 100};
    t.index("shaped_code", {"code"}).method(AccessMethod::Hash, "hash").bytes(42 * kMegabyte).scans(5);
    const IndexBuilder& merged = t.index("shaped_kind", {"kind"}).bytes(22 * kMegabyte).scans(5);
    db.server.deduplications[merged.fact.id] = {.version = 3, .metapage_allows = false, .operator_classes_allow = true};
    db.server.collations[100] = {.quoted = "shop", .recorded = "2.31", .actual = "2.36", .provider = "libc", .of_database = true};
    auto& ordered = db.table("ordered").live_rows(20'000'000).bytes(2 * kGigabyte);
    ordered.column("at", type_id::kTimestamptz).statistics(8).common({}, 0.999);
    ordered.fact.counters = {.known = true, .inserted = 20'000'000};
    ordered.index("ordered_at", {"at"}).bytes(400 * kMegabyte).scans(10).fact.counters.entries_read = 5'000'000;
    t.fact.counters = {.known = true, .inserted = 50'000, .updated = 30'000, .live_rows = 1'000'000};
    for (int i = 0; i < 11; ++i) t.index("shaped_" + std::to_string(i), {"code", "id"}).bytes(kMegabyte).scans(i % 3);
}

void fill_workload(FilledDatabase& filled) {
    Database& db = filled.db;
    auto& t = db.table("searched").live_rows(500'000).bytes(200 * kMegabyte);
    t.column("id", type_id::kInt8).not_null().statistics(8);
    t.column("customer_id", type_id::kInt8).statistics(8, 0, 20'000);
    t.column("state", type_id::kText).statistics(8, 0, 4);
    t.column("tags", db.array_of(type_id::kText)).statistics(40);
    t.column("words", type_id::kTsvector).statistics(300);
    t.fact.counters = {
        .known = true, .sequential_scans = 50'000, .sequential_rows_read = 25'000'000'000, .updated = 400'000, .hot_updated = 20'000, .live_rows = 500'000};
    t.index("searched_state", {"state"}).bytes(10 * kMegabyte).scans(200);
    t.index("searched_customer", {"customer_id"}).bytes(10 * kMegabyte).scans(1);
    t.index("searched_tags", {"tags"}).bytes(30 * kMegabyte);
    filled.statements.add({.calls = 40'000, .rows = 900'000}, "searched", {{"customer_id", ColumnUse::Equality}});
    filled.statements.add({.calls = 390'000, .rows = 390'000}, "searched", {{"state", ColumnUse::Assigned, ""}, {"id", ColumnUse::Equality}});
}

void fill_queries(FilledDatabase& filled) {
    Database& db = filled.db;
    for (const char* name : {"orders", "customers"}) {
        auto& t = db.table(name).live_rows(500'000).bytes(80 * kMegabyte);
        t.column("id", type_id::kInt8).not_null().statistics(8);
        t.column("customer", type_id::kInt8).statistics(8, 0, 100'000);
        t.column("email", type_id::kText).statistics(20, 0, -0.9F);
        t.index(name == std::string_view("orders") ? "orders_email" : "customers_email", {"email"}).scans(5);
    }
    const StatementTable o{"", "orders", "o"}, c{"", "customers", "c"};
    using enum StatementHabit;
    const std::vector<StatementRemark> of_one{{.habit = Offset},
                                              {.habit = CountsAll},
                                              {.habit = RandomOrder},
                                              {.habit = Pattern, .name = "email", .detail = "LIKE"},
                                              {.habit = FunctionOf, .name = "email", .detail = "lower"},
                                              {.habit = NotIn, .name = "customer"}};
    filled.statements.add({.calls = 100, .rows = 100}, {{{o}, -1}}, {{.name = "customer", .operator_name = "=", .use = ColumnUse::Equality}}, of_one, 10'240);
    filled.statements.add({.calls = 100, .rows = 100}, {{{o}, -1}}, {}, {{.habit = NotIn, .name = "customer"}}, 10'240);
    filled.statements.add(
        {.calls = 100, .rows = 100}, {{{o, c}, -1}}, {},
        {{.habit = JoinedBy, .part = 1, .qualifier = "o", .name = "customer"}, {.habit = JoinedBy, .part = 1, .qualifier = "c", .name = "customer"}}, 20'480);
}

void fill_forms(FilledDatabase& filled) {
    Database& db = filled.db;
    for (const char* name : {"a", "b", "c"}) {
        auto& t = db.table(name);
        t.column("quantity", type_id::kInt4);
        db.server.constraint_definitions[t.constraint("positive", ConstraintKind::Check, {"quantity"}).fact.id] =
            "ALTER TABLE t ADD CONSTRAINT positive CHECK ((quantity > 0));";
    }
    auto& things = db.table("things").live_rows(5000).bytes(8 * kMegabyte);
    things.column("id", type_id::kInt8).not_null().statistics(8);
    things.column("doc", type_id::kJsonb).statistics(300);
    things.primary_key({"id"});
    things.fact.counters = {.known = true, .updated = 4000};
    auto& visits = db.table("visits").live_rows(10'000).bytes(8 * kMegabyte);
    visits.column("customer_no", type_id::kInt8).statistics(8, 0, 500);
    visits.column("customer_name", type_id::kText).statistics(12, 0, 480);
    visits.column("customer_city", type_id::kText).statistics(9, 0, 60);
}

void fill_vacuum(FilledDatabase& filled) {
    Database& db = filled.db;
    VacuumPicture& picture = db.server.picture;
    picture.failsafe_age = picture.multixact_failsafe_age = 1'600'000'000;
    picture.next = picture.completed = 900'000'000;
    const auto add = [&](const char* name) -> VacuumRelation& {
        auto& t = db.table(name).bytes(20 * kMegabyte);
        t.column("id", type_id::kInt4);
        t.fact.counters = {.known = true, .live_rows = 100'000, .changed_since_analyze = 50'000, .last_analyze = kNow - kDay};
        return filled.quiet.relation(t.fact.id, name, 1'000'000, 0);
    };
    add("forced").xid_age = 300'000'000;
    picture.running.push_back({.pid = 70,
                               .database = picture.database_id,
                               .relation = picture.relations.front().id,
                               .by_autovacuum = true,
                               .pages = 100'000,
                               .pages_scanned = 100,
                               .phase = 1,
                               .since = picture.now - kMinute});
    filled.quiet.prepared("forgotten", 600'000'000);
    filled.quiet.blockers();
    add("waiting").dead_rows = 500'000;
    VacuumRelation& unreachable = add("unreachable");
    unreachable.dead_rows = 200'000;
    unreachable.autovacuum.vacuum_threshold = 50'000'000;
    VacuumRelation& growing = add("growing");
    growing.inserted_since_vacuum = 900'000;
    growing.autovacuum.insert_threshold = -1;
    growing.insert_disabled_here = true;
    add("loaded").inserted_since_vacuum = 150'000;
    VacuumRelation& temporary = filled.quiet.relation(db.next_id() + 100'000, "cart", 10, 0);
    temporary.temporary = true;
    temporary.owner_pid = 44;
    temporary.xid_age = 350'000'000;
    VacuumRelation& orphan = filled.quiet.relation(db.next_id() + 100'000, "old_cart", 10, 0);
    orphan.temporary = true;
    for (const BlockerKind kind : {BlockerKind::VacuumErrorIndex, BlockerKind::MaintenanceWorkMemMultipass}) {
        Blocker& blocker = db.server.failures.emplace_back(db.memory(), kind);
        blocker.relation = picture.relations.front().id;
        blocker.relation_name = "public.forced";
        blocker.summary = "so it is";
        blocker.severity = Severity::Critical;
    }
}

void fill_with_server(FilledDatabase& filled) { fill_server(filled.db, filled.troubles); }
void fill_with_server_without_archive(FilledDatabase& filled) { fill_server_without_archive(filled.db, filled.troubles); }

constexpr Filling kAll[] = {{"schema", fill_schema},
                            {"statistics", fill_statistics},
                            {"gaps", fill_gaps},
                            {"values", fill_values},
                            {"shapes", fill_index_shapes},
                            {"workload", fill_workload},
                            {"queries", fill_queries},
                            {"forms", fill_forms},
                            {"vacuum", fill_vacuum},
                            {"server", fill_with_server},
                            {"server without archive", fill_with_server_without_archive}};

}  // namespace

const std::span<const Filling> kFillings = kAll;

}  // namespace pgops::test
