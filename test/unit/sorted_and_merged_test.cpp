// dedup_disabled_index and collation_version_mismatch: indexes that are not as the server of today would build them.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Merged : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(1'000'000).bytes(100 * kMegabyte);
    ColumnBuilder& kind = t.column("kind", type_id::kInt8).statistics(8, 0, 50);
    IndexBuilder& index = t.index("t_kind", {"kind"}).bytes(22 * kMegabyte).scans(5);
    Merged() { metapage(3, false, true); }
    void metapage(int version, bool allows, bool classes_allow) {
        db.server.deduplications[index.fact.id] = {.version = version, .metapage_allows = allows, .operator_classes_allow = classes_allow};
    }
    Found found() { return db.findings_of("dedup_disabled_index"); }
};

TEST_F(Merged, not_when_built_before) {
    const Found all = found();
    const Seen seen = all.only();
    EXPECT_EQ(seen.object(), "public.t_kind");
    EXPECT_EQ(seen.headline(), "equal keys not merged, would save 14.8 MB");
    EXPECT_EQ(seen.evidence("metapage_version"), "3");
    EXPECT_EQ(seen.fix(), "REINDEX INDEX CONCURRENTLY public.t_kind;");
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
}

TEST_F(Merged, as_a_build_of_today_makes_it) {
    metapage(4, true, true);
    EXPECT_TRUE(found().empty());
    metapage(4, false, false);
    EXPECT_TRUE(found().empty()) << "an operator class of somebody's own";
}

TEST_F(Merged, not_where_it_is_switched_off) {
    index.fact.deduplicated = false;
    const Found all = found();
    const Seen seen = all.only();
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.fix(), "ALTER INDEX public.t_kind SET (deduplicate_items = on);\nREINDEX INDEX CONCURRENTLY public.t_kind;");
    EXPECT_EQ(seen.undo(), "ALTER INDEX public.t_kind SET (deduplicate_items = off);");
    EXPECT_EQ(db.server.pages, 0) << "the catalog says so";
}

TEST_F(Merged, only_where_it_would_save_something) {
    kind.statistics(8, 0, -1);
    EXPECT_TRUE(found().empty());
    kind.statistics(8, 0, 50);
    index.unique();
    EXPECT_TRUE(found().empty());
    index.fact.unique = false;
    index.include({"kind"});
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(db.server.pages, 0) << "no page is read in vain";
}

TEST_F(Merged, within_the_budget_of_pages) {
    db.set(Setting::PageBudget, 0);
    EXPECT_TRUE(found().empty());
    EXPECT_NE(found().left_out.find("1 btree not looked at"), std::string::npos) << found().left_out;
    db.set(Setting::PageBudget, 10);
    db.server.pages = 0;
    db.server.deduplications.clear();
    EXPECT_NE(found().left_out.find("could not be read"), std::string::npos) << found().left_out;
}

TEST_F(Merged, not_of_what_other_advice_drops) {
    index.scans(0);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(db.findings_of("unused_index").objects(), Texts{"public.t_kind"});
}

constexpr ObjectId kGerman = 16000;

struct Sorted : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("t").live_rows(1000);
    Sorted() {
        t.column("id", type_id::kInt8);
        t.column("name", type_id::kText);
        t.index("t_id", {"id"});
        db.server.collations[100] = {.quoted = "shop", .recorded = "2.31", .actual = "2.31", .provider = "libc", .of_database = true};
        db.server.collations[kGerman] = {.quoted = "public.german", .recorded = "153.14", .actual = "153.120", .provider = "icu"};
    }
    Found found() { return db.findings_of("collation_version_mismatch"); }
};

TEST_F(Sorted, by_another_version_of_a_collation) {
    t.index("t_name", {"name"}).bytes(3 * kMegabyte);
    t.index("t_german", {Key("name").collation(kGerman)}).bytes(2 * kMegabyte).unique();
    t.index("t_german_twice", {"id", Key("name").collation(kGerman), Key("name").collation(kGerman)}).bytes(kMegabyte);
    const Found all = found();
    const Seen seen = all.only();
    EXPECT_EQ(seen.object(), "public.german");
    EXPECT_EQ(seen->severity(), Severity::High);
    EXPECT_EQ(seen.headline(), "another library sorted 2 indexes, 3.0 MB");
    EXPECT_EQ(seen.evidence("indexes"), "public.t_german, public.t_german_twice");
    EXPECT_EQ(seen.evidence("unique_indexes"), "1");
    EXPECT_EQ(seen.evidence("recorded_version"), "153.14");
    EXPECT_EQ(seen.fix(),
              "REINDEX INDEX CONCURRENTLY public.t_german;\nREINDEX INDEX CONCURRENTLY public.t_german_twice;\nALTER COLLATION public.german REFRESH VERSION;");
}

TEST_F(Sorted, by_another_version_of_the_databases_own) {
    t.index("t_name", {"name"}).bytes(3 * kMegabyte);
    db.server.collations[100].actual = "2.36";
    const Found all = found();
    EXPECT_EQ(all.only().object(), "shop");
    EXPECT_EQ(all.only()->object().class_id, catalog_id::kDatabase);
    EXPECT_EQ(all.only().fix(), "REINDEX INDEX CONCURRENTLY public.t_name;\nALTER DATABASE shop REFRESH COLLATION VERSION;");
}

TEST_F(Sorted, nothing_by_it_is_a_warning_to_be_silenced) {
    db.server.collations[100].actual = "2.36";
    const Found all = found();
    EXPECT_EQ(all.only()->severity(), Severity::Low);
    EXPECT_EQ(all.only().fix(), "ALTER DATABASE shop REFRESH COLLATION VERSION;");
}

TEST_F(Sorted, not_by_the_collation_at_all) {
    db.server.collations[100] = {.quoted = "shop", .recorded = "", .actual = "", .provider = "builtin", .of_database = true};
    t.index("t_bytes", {Key("name").collation(950)});
    t.index("t_hash", {Key("name").collation(kGerman)}).method(AccessMethod::Hash, "hash");
    t.index("t_pattern", {Key("name").collation(kGerman).opclass(4217, 2095)});
    IndexBuilder& trigrams = t.index("t_trigrams", {Key("name").collation(kGerman)}).method(AccessMethod::Gin, "gin");
    trigrams.stored.front().type_id = type_id::kInt4;
    EXPECT_TRUE(found().empty());
    trigrams.stored.front().type_id = type_id::kText;
    EXPECT_EQ(found().only().evidence("indexes"), "public.t_trigrams") << "words of an array, say";
}

TEST_F(Sorted, by_nobody_knows_what) {
    t.index("t_german", {Key("name").collation(kGerman)});
    db.server.collations[kGerman].recorded = {};
    EXPECT_TRUE(found().empty());
    EXPECT_NE(found().left_out.find("never recorded"), std::string::npos);
}

TEST_F(Sorted, a_partitioned_index_by_its_parts) {
    t.partitioned();
    t.indexes.clear();
    IndexBuilder& whole = t.index("t_german", {Key("name").collation(kGerman)});
    auto& part = db.table("t_1").partition_of(t);
    part.column("id", type_id::kInt8);
    part.column("name", type_id::kText);
    part.index("t_1_german", {Key("name").collation(kGerman)}).part_of(whole);
    EXPECT_EQ(found().only().evidence("indexes"), "public.t_1_german");
}

}  // namespace
}  // namespace pgops::test
