// large_value, large_array: sizes of single values on sampled pages.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct LargeValues : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("documents").live_rows(1000).bytes(kMegabyte).toast_bytes(200 * kMegabyte);

    ColumnBuilder& column(std::string_view name, ObjectId type, const ValueSizes& sizes) {
        ColumnBuilder& made = t.column(name, type);
        db.server.sizes[{t.fact.id, made.fact.number}] = sizes;
        return made;
    }
    static ValueSizes sizes(std::int64_t largest, std::int64_t large = 5) {
        return {.values = 100, .large = large, .largest_bytes = largest, .large_bytes = large * largest, .pages_read = 20};
    }
};

TEST_F(LargeValues, are_told_with_their_sizes) {
    column("content", type_id::kBytea, sizes(5 * kMegabyte));
    column("note", type_id::kText, sizes(5000, 0));
    const Found found = db.findings_of("large_value");
    EXPECT_EQ(found.objects(), Texts{"public.documents.content"});
    EXPECT_EQ(found.only().headline(), "values of up to 5.0 MB");
    EXPECT_EQ(found.only().evidence("large_values"), "5");
    EXPECT_EQ(found.only().evidence("largest_bytes"), std::to_string(5 * kMegabyte));
    EXPECT_EQ(found.only()->severity(), Severity::Medium);
}

TEST_F(LargeValues, are_not_looked_for_where_there_is_no_room) {
    column("content", type_id::kBytea, sizes(5 * kMegabyte));
    column("code", type_id::kVarchar, sizes(5 * kMegabyte)).modifier(24);
    t.toast_bytes(8192);
    EXPECT_TRUE(db.findings_of("large_value").empty());
    EXPECT_EQ(db.server.pages, 0);
}

TEST_F(LargeValues, that_cannot_be_looked_at_are_left_out) {
    column("content", type_id::kBytea, {.obstacle = "locked by another session"});
    EXPECT_EQ(db.findings_of("large_value").left_out, "1 column could not be read: locked by another session");
    db.set(Setting::PageBudget, 0);
    EXPECT_EQ(db.findings_of("large_value").left_out, "1 column not looked at, because pgops.page_budget or pgops.time_budget was spent");
}

TEST_F(LargeValues, of_arrays_are_counted_by_elements) {
    const ObjectId numbers = db.array_of("_int4", type_id::kInt4), texts = db.array_of("_text", type_id::kText);
    column("samples", numbers, sizes(20 + 4 * 300'000));
    column("words", texts, sizes(20 + 12 * 260'000));
    column("few", numbers, sizes(100, 0));
    const Found found = db.findings_of("large_array");
    EXPECT_EQ(found.objects(), (Texts{"public.documents.samples", "public.documents.words"}));
    EXPECT_EQ(found.of("public.documents.samples").headline(), "arrays of up to 300000 elements");
    EXPECT_EQ(found.of("public.documents.words").headline(), "arrays of up to about 260000 elements");
    EXPECT_EQ(found.of("public.documents.words")->confidence(), Confidence::Review);
    EXPECT_TRUE(db.findings_of("large_value").empty());
}

}  // namespace
}  // namespace pgops::test
