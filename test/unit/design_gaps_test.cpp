// range_as_two_columns, missing_unique_suspect, tag_subsidiary_table, large_junction_table and orphaned_large_objects.
#include <gtest/gtest.h>

#include "schema_text.hpp"

namespace pgops::test {
namespace {

struct DesignGaps : ::testing::Test {
    Database db;
    Texts objects(const char* check) { return db.findings_of(check).objects(); }
};

TEST_F(DesignGaps, the_beginning_and_the_end_of_a_period) {
    auto& t = db.table("coupons").live_rows(500).bytes(kMegabyte);
    t.column("id", type_id::kInt8);
    for (const char* name : {"valid_from", "valid_until", "startDate", "endDate"}) t.column(name, type_id::kTimestamptz);
    for (const char* name : {"from", "to"}) t.column(name, type_id::kDate);
    const Found found = db.findings_of("range_as_two_columns");
    ASSERT_EQ(found.rows.size(), 3U);
    const Seen& seen = found.rows.front();
    EXPECT_EQ(seen.evidence("columns"), "valid_from, valid_until");
    EXPECT_EQ(seen.evidence("range"), "tstzrange(valid_from, valid_until)");
    EXPECT_EQ(seen.evidence("versions"), "false");
    EXPECT_EQ(seen.headline(), "range in two columns, 500 rows");
    EXPECT_EQ(seen->severity(), Severity::Info);
    EXPECT_EQ(seen.evidence("migration"),
              "ALTER TABLE public.coupons ADD CHECK (valid_from <= valid_until) NOT VALID;\n"
              "CREATE INDEX CONCURRENTLY ON public.coupons USING gist (tstzrange(valid_from, valid_until));");
    EXPECT_EQ(found.rows[1].evidence("columns"), "startDate, endDate");
    EXPECT_EQ(found.rows[2].evidence("columns"), "from, to");
    t.unique_constraint("versions", {"id", "valid_from"});
    EXPECT_EQ(db.findings_of("range_as_two_columns").rows.front().evidence("versions"), "true");
}

TEST_F(DesignGaps, what_is_checked_or_no_range) {
    auto& t = db.table("events");
    t.column("id", type_id::kInt8);
    for (const char* name : {"created_at", "updated_at", "sent_from", "started_at", "finished_at", "weekend_date"}) t.column(name, type_id::kTimestamptz);
    for (const char* name : {"from_account", "to_account"}) t.column(name, type_id::kInt8);
    t.column("start_day", type_id::kDate);
    t.column("end_day", type_id::kTimestamptz);
    EXPECT_EQ(objects("range_as_two_columns"), Texts{}) << "two events, two references, two types";
    auto& checked = db.table("checked");
    for (const char* name : {"valid_from", "valid_to"}) checked.column(name, type_id::kDate);
    checked.constraint("in_order", ConstraintKind::Check, {"valid_from", "valid_to"});
    auto& excluded = db.table("excluded");
    for (const char* name : {"valid_from", "valid_to"}) excluded.column(name, type_id::kDate);
    excluded.exclusion("no_overlap", {Key::expression(1)}).used_columns = {1, 2};
    EXPECT_EQ(objects("range_as_two_columns"), Texts{});
}

TEST_F(DesignGaps, a_column_that_tells_rows_apart) {
    auto& t = db.table("products").live_rows(5000).bytes(kMegabyte);
    t.column("id", type_id::kInt8).not_null().statistics(8);
    t.primary_key({"id"});
    t.column("sku", type_id::kText).statistics(10, 0.25F, -0.75F);
    t.column("product_number", type_id::kInt8).statistics(8);
    const Found found = db.findings_of("missing_unique_suspect");
    EXPECT_EQ(found.objects(), (Texts{"public.products.sku", "public.products.product_number"}));
    EXPECT_EQ(found.of("public.products.sku").evidence("migration"), "CREATE UNIQUE INDEX CONCURRENTLY ON public.products (sku);");
    EXPECT_EQ(found.of("public.products.sku").headline(), "unique, and nothing keeps it so, 5,000 rows");
    t.index("lower_sku", {Key::expression(1)}).unique().used_columns = {t.number("sku")};
    t.index("by_tenant", {"id", "product_number"}).unique();
    EXPECT_EQ(objects("missing_unique_suspect"), Texts{}) << "unique in lower case, or with another column";
}

TEST_F(DesignGaps, what_need_not_be_unique) {
    auto& t = db.table("orders").live_rows(5000).bytes(kMegabyte);
    t.column("id", type_id::kInt8).not_null().statistics(8);
    t.column("code", type_id::kText).statistics(10, 0, -0.99F);
    t.column("phone_number", type_id::kText).statistics(10);
    t.column("customer_email", type_id::kText).statistics(10);
    t.column("note", type_id::kText).statistics(10);
    auto& import = db.table("import").live_rows(5000).bytes(kMegabyte);
    import.column("sku", type_id::kText).statistics(10);
    t.primary_key({"id"});
    auto& small = db.table("small").live_rows(500).bytes(kMegabyte);
    small.column("id", type_id::kInt8).statistics(8);
    small.column("slug", type_id::kText).statistics(10);
    small.primary_key({"id"});
    EXPECT_EQ(objects("missing_unique_suspect"), Texts{}) << "equal values, another's number, no key at all, few rows";
}

TEST_F(DesignGaps, words_in_a_table_of_their_own) {
    auto& posts = db.table("posts");
    posts.column("id", type_id::kInt8);
    posts.primary_key({"id"});
    auto& labels = db.table("post_labels").live_rows(9000);
    labels.column("post_id", type_id::kInt8).not_null();
    labels.column("label", type_id::kText).not_null();
    labels.primary_key({"post_id", "label"});
    labels.foreign_key({"post_id"}, posts);
    auto& tags = db.table("tags");
    tags.column("id", type_id::kInt8);
    tags.column("name", type_id::kVarchar).modifier(54);
    tags.primary_key({"id"});
    tags.unique_constraint("tags_name", {"name"});
    auto& tagged = db.table("post_tags");
    tagged.column("post_id", type_id::kInt8).not_null();
    tagged.column("tag_id", type_id::kInt8).not_null();
    tagged.primary_key({"post_id", "tag_id"});
    tagged.foreign_key({"post_id"}, posts);
    tagged.foreign_key({"tag_id"}, tags);
    const Found found = db.findings_of("tag_subsidiary_table");
    ASSERT_EQ(found.rows.size(), 2U);
    EXPECT_EQ(found.rows[0].evidence("table"), "public.post_labels");
    EXPECT_EQ(found.rows[0].evidence("words_in"), "public.post_labels.label");
    EXPECT_EQ(found.rows[0].headline(), "words in a table of their own, 9,000 rows");
    EXPECT_NE(found.rows[0].evidence("migration").find("ARRAY(SELECT t.label::text FROM public.post_labels t WHERE t.post_id = p.id ORDER BY 1)"),
              std::string::npos);
    EXPECT_EQ(found.rows[1].evidence("table"), "public.post_tags");
    EXPECT_EQ(found.rows[1].evidence("columns"), "post_id, tag_id");
    EXPECT_NE(found.rows[1].evidence("migration").find("SELECT w.name::text FROM public.post_tags t JOIN public.tags w ON w.id = t.tag_id"), std::string::npos);
    tags.column("description", type_id::kText);
    labels.column("weight", type_id::kInt4);
    labels.column("reason", type_id::kText);
    EXPECT_EQ(objects("tag_subsidiary_table"), Texts{}) << "words and pairs with facts of their own";
}

TEST_F(DesignGaps, rows_that_are_no_set_of_words) {
    auto& posts = db.table("posts");
    posts.column("id", type_id::kInt8);
    posts.primary_key({"id"});
    auto& notes = db.table("post_notes");
    notes.column("post_id", type_id::kInt8).not_null();
    notes.column("note", type_id::kText);
    notes.foreign_key({"post_id"}, posts);
    auto& texts = db.table("post_texts");
    texts.column("post_id", type_id::kInt8).not_null();
    texts.column("text", type_id::kText).statistics(900);
    texts.primary_key({"post_id", "text"});
    texts.foreign_key({"post_id"}, posts);
    auto& translations = db.table("post_titles");
    translations.column("post_id", type_id::kInt8).not_null();
    translations.column("language", type_id::kText);
    translations.column("title", type_id::kText);
    translations.primary_key({"post_id", "language"});
    translations.foreign_key({"post_id"}, posts);
    auto& variants = db.table("post_variants");
    variants.column("post_id", type_id::kInt8).not_null();
    variants.column("variation_digest", type_id::kText);
    variants.primary_key({"post_id", "variation_digest"});
    variants.foreign_key({"post_id"}, posts);
    auto& subscribers = db.table("post_subscribers");
    subscribers.column("post_id", type_id::kInt8).not_null();
    subscribers.column("email", type_id::kText);
    subscribers.primary_key({"post_id", "email"});
    subscribers.foreign_key({"post_id"}, posts);
    auto& flagged = db.table("post_colors");
    flagged.column("post_id", type_id::kInt8).not_null();
    flagged.column("color", type_id::kText);
    flagged.column("main", type_id::kBool);
    flagged.primary_key({"post_id", "color"});
    flagged.foreign_key({"post_id"}, posts);
    EXPECT_EQ(objects("tag_subsidiary_table"), Texts{}) << "no set, long texts, a value for each word, no words, people, a flag";
}

struct LargeJunction : DesignGaps {
    TableBuilder& articles = with_key("articles");
    TableBuilder& users = with_key("users");
    TableBuilder& pairs = db.table("article_users").live_rows(10'000'000).bytes(500 * kMegabyte);
    LargeJunction() {
        pairs.column("article_id", type_id::kInt8).not_null().statistics(8, 0, 1'000'000);
        pairs.column("user_id", type_id::kInt8).not_null().statistics(8, 0, 5000);
        pairs.primary_key({"article_id", "user_id"}).bytes(300 * kMegabyte);
        pairs.foreign_key({"article_id"}, articles);
        pairs.foreign_key({"user_id"}, users);
    }
    TableBuilder& with_key(const char* name) {
        auto& table = db.table(name);
        table.column("id", type_id::kInt8);
        table.primary_key({"id"});
        return table;
    }
};

TEST_F(LargeJunction, arrays_would_be_a_fraction) {
    const Found found = db.findings_of("large_junction_table");
    const Seen& seen = found.only();
    EXPECT_EQ(seen.evidence("array_in"), "public.articles");
    EXPECT_EQ(seen.evidence("elements_per_array"), "10");
    EXPECT_EQ(seen.evidence("array_bytes"), "104000000");
    EXPECT_EQ(*seen->impact_bytes(), 800 * kMegabyte - 104'000'000);
    EXPECT_EQ(seen.headline(), "pairs of 800 MB, as arrays 99.2 MB");
    EXPECT_NE(seen.evidence("migration").find("ARRAY(SELECT j.user_id FROM public.article_users j WHERE j.article_id = h.id ORDER BY 1)"), std::string::npos);
}

TEST_F(LargeJunction, few_rows_short_arrays_and_facts_of_the_pair) {
    pairs["article_id"].statistics(8, 0, 9'000'000);
    pairs["user_id"].statistics(8, 0, 5000);
    EXPECT_EQ(objects("large_junction_table"), Texts{}) << "one for each article, two thousand for each user";
    pairs["article_id"].statistics(8, 0, 1'000'000);
    EXPECT_EQ(objects("large_junction_table").size(), 1U);
    pairs.live_rows(900'000);
    EXPECT_EQ(objects("large_junction_table"), Texts{});
    pairs.live_rows(10'000'000);
    pairs.column("valid", type_id::kBool);
    EXPECT_EQ(objects("large_junction_table"), Texts{});
}

TEST_F(DesignGaps, large_objects_without_a_row) {
    EXPECT_EQ(objects("orphaned_large_objects"), Texts{});
    db.server.objects = {.count = 1000, .bytes = 50 * kMegabyte};
    const Found found = db.findings_of("orphaned_large_objects");
    EXPECT_EQ(found.only().headline(), "1,000 large objects without a row");
    EXPECT_EQ(*found.only()->impact_bytes(), 50 * kMegabyte);
    auto& t = db.table("documents").live_rows(500).bytes(kMegabyte);
    t.column("content", db.domain("lo", type_id::kOid)).statistics(4, 0.2F);
    EXPECT_EQ(db.findings_of("orphaned_large_objects").only().headline(), "at least 560 large objects without a row");
    t.live_rows(1300);
    EXPECT_EQ(objects("orphaned_large_objects"), Texts{}) << "each may have its row";
    db.table("never_analyzed").bytes(kMegabyte).column("oid", type_id::kOid);
    EXPECT_EQ(db.findings_of("orphaned_large_objects").left_out, "1 table with references never analyzed");
}

}  // namespace
}  // namespace pgops::test
