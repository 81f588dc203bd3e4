// column_order_padding: what another order of the columns would save, and when that is worth a word.
#include <gtest/gtest.h>

#include "database.hpp"
#include "model/column_order.hpp"
#include "model/layout.hpp"

namespace pgops::test {
namespace {

struct Padding : ::testing::Test {
    Database db;
    // bool, bigint, bool, bigint: 1 + 7 + 8 + 1 + 7 + 8 = 32 bytes of data, where 18 padded to 24 would do.
    TableBuilder& t = db.table("t").live_rows(10'000'000).bytes(600 * kMegabyte);
    Padding() { fill(t); }
    static void fill(TableBuilder& table) {
        table.column("seen", type_id::kBool).not_null().statistics(1);
        table.column("id", type_id::kInt8).not_null().statistics(8);
        table.column("sent", type_id::kBool).not_null().statistics(1);
        table.column("customer_id", type_id::kInt8).not_null().statistics(8);
    }
    Found found() { return db.findings_of("column_order_padding"); }
    std::string order_of(TableBuilder& table) {
        std::string names;
        for (const Column* const column : tightest_order(*db.model().table(table.fact.id), db.memory()))
            names.append(names.empty() ? "" : " ").append(column->name);
        return names;
    }
};

TEST_F(Padding, is_told_with_the_order_that_saves_it) {
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.t");
    EXPECT_EQ(seen->severity(), Severity::Info);
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("bytes_per_row"), "8");
    EXPECT_EQ(seen.evidence("row_bytes"), "60");
    EXPECT_EQ(seen.evidence("recommended_order"), "id, customer_id, seen, sent");
    EXPECT_EQ(seen.evidence("rows"), "10000000");
    // 136 rows a page, and 157.
    EXPECT_EQ(seen->impact_bytes(), (73'530L - 63'695L) * 8192);
    EXPECT_EQ(seen.headline(), "8 bytes of padding a row, 76.8 MB in all");
    EXPECT_EQ(seen.fix(), "") << "to make a table anew is a person's choice";
    EXPECT_NE(seen.why().find("new table with that order"), std::string::npos);
}

TEST_F(Padding, a_good_order_is_none) {
    t.columns.clear();
    t.column("id", type_id::kInt8).not_null().statistics(8);
    t.column("customer_id", type_id::kInt8).not_null().statistics(8);
    t.column("seen", type_id::kBool).not_null().statistics(1);
    t.column("sent", type_id::kBool).not_null().statistics(1);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "");
}

TEST_F(Padding, that_the_end_of_the_row_takes_anyway_is_none) {
    // 1 + 3 + 4 + 8 or 8 + 4 + 1: rows end at a multiple of 8.
    t.columns.clear();
    t.column("seen", type_id::kBool).statistics(1);
    t.column("number", type_id::kInt4).statistics(4);
    t.column("id", type_id::kInt8).statistics(8);
    EXPECT_TRUE(found().empty());
}

TEST_F(Padding, below_the_thresholds_is_none) {
    db.set(Setting::BloatBytes, 75 * 1024);
    EXPECT_FALSE(found().empty());
    db.set(Setting::BloatBytes, 80 * 1024);
    EXPECT_TRUE(found().empty());
    db.set(Setting::BloatBytes, 1024);
    t.bytes(3 * kGigabyte);
    EXPECT_TRUE(found().empty()) << "less than a twentieth of what is there";
}

TEST_F(Padding, is_told_of_the_parent_alone) {
    auto& parent = db.table("parent").partitioned();
    fill(parent);
    for (const char* name : {"part_1", "part_2"}) fill(db.table(name).live_rows(5'000'000).bytes(300 * kMegabyte).partition_of(parent));
    EXPECT_EQ(found().objects(), (Texts{"public.t", "public.parent"}));
    EXPECT_EQ(found().of("public.parent").evidence("rows"), "10000000") << "of all partitions";
    EXPECT_EQ(found().of("public.parent")->impact_bytes(), found().of("public.t")->impact_bytes());
}

TEST_F(Padding, without_statistics_is_left_out_and_says_so) {
    t.columns.front().figures.reset();
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(found().left_out, "1 table without statistics to estimate from");
    t.bytes(kMegabyte);
    EXPECT_EQ(found().left_out, "") << "too small to matter";
}

TEST_F(Padding, a_materialized_view_has_the_order_of_its_query) {
    t.fact.kind = RelationKind::MaterializedView;
    EXPECT_TRUE(found().empty());
}

TEST_F(Padding, the_tightest_order_goes_by_alignment_and_ends_with_what_varies) {
    auto& mixed = db.table("mixed");
    mixed.column("flag", type_id::kBool).statistics(1);
    mixed.column("at", type_id::kTimestamptz).statistics(8);
    mixed.column("small", type_id::kInt2).statistics(2);
    mixed.column("zoned", type_id::kTimetz).statistics(12);
    mixed.column("note", type_id::kText).statistics(20);
    mixed.column("number", type_id::kInt4).statistics(4);
    mixed.column("key", type_id::kUuid).statistics(16);
    EXPECT_EQ(order_of(mixed), "at zoned number small flag key note") << "12 bytes at 8 leave the next 4 aligned";
}

TEST_F(Padding, the_tightest_order_is_never_worse) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        auto& random = db.table("r" + std::to_string(seed));
        unsigned state = seed * 2654435761U + 12345U;
        const auto below = [&](unsigned limit) { return state = state * 1664525U + 1013904223U, (state >> 16U) % limit; };
        for (unsigned i = 0; i < 2 + below(8); ++i) {
            constexpr ObjectId kTypes[] = {type_id::kBool, type_id::kInt2, type_id::kInt4, type_id::kInt8, type_id::kUuid, type_id::kText, type_id::kTimetz};
            constexpr std::int32_t kWidths[] = {1, 2, 4, 8, 16, 200, 12};
            const unsigned type = below(7);
            random.column("c" + std::to_string(i), kTypes[type]).statistics(kWidths[type], below(3) == 0 ? static_cast<float>(below(100)) / 100 : 0.0F);
        }
    }
    const Model& model = db.model();
    for (const Table& table : model.tables()) {
        const ColumnOrder order = tightest_order(table, db.memory());
        ASSERT_EQ(order.size(), table.columns.size());
        EXPECT_LE(estimate_row(table, span_of(order)).bytes, estimate_row(table).bytes) << table.name;
    }
}

}  // namespace
}  // namespace pgops::test
