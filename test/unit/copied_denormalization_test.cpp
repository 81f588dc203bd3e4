// copied_denormalization: columns that repeat a column of the row that a foreign key points to, and those that only share its name.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Copied : ::testing::Test {
    Database db;
    TableBuilder& customers = db.table("customers").live_rows(400).bytes(kMegabyte);
    TableBuilder& orders = db.table("orders").live_rows(4000).bytes(kMegabyte);

    Copied() {
        customers.column("id", type_id::kInt8).not_null().statistics(8);
        customers.primary_key({"id"});
        customers.column("name", type_id::kText).not_null().values(words("name ", 400));
        customers.column("country", type_id::kText).not_null().common_values({"AT", "DE"}, {0.5F, 0.5F});
        orders.column("id", type_id::kInt8).identity().statistics(8);
        orders.primary_key({"id"});
        orders.column("customer_id", type_id::kInt8).not_null().statistics(8, 0, 400);
        orders.foreign_key({"customer_id"}, customers);
    }
    static Texts words(const std::string& begin, int count) {
        Texts made;
        for (int i = 0; i < count; ++i) made.push_back(begin + std::to_string(i));
        return made;
    }
    ColumnBuilder& copy(std::string_view name, const Texts& values) { return orders.column(name, type_id::kText).not_null().values(values); }
    Texts found() { return db.findings_of("copied_denormalization").objects(); }
};

TEST_F(Copied, names_are_found) {
    copy("customer_name", words("name ", 400));
    const Found rows = db.findings_of("copied_denormalization");
    EXPECT_EQ(rows.objects(), Texts{"public.orders.customer_name"});
    EXPECT_EQ(rows.only().headline(), "repeats customers.name");
    EXPECT_EQ(rows.only().evidence("original"), "public.customers.name");
    EXPECT_EQ(rows.only().evidence("query"),
              "SELECT count(*) FROM public.orders c JOIN public.customers o ON o.id = c.customer_id WHERE c.customer_name IS DISTINCT FROM o.name;");
}

TEST_F(Copied, names_without_whose_they_are_need_as_many_values_as_keys) {
    copy("name", words("name ", 400));
    EXPECT_EQ(found(), Texts{"public.orders.name"});
}

TEST_F(Copied, look_alikes_are_not_found) {
    copy("name", words("order ", 400));
    EXPECT_EQ(found(), Texts{}) << "other values";
    copy("customer_name", words("somebody ", 400));
    EXPECT_EQ(found(), Texts{}) << "other values";
    orders.column("country", type_id::kText).not_null().common_values({"AT", "DE"}, {0.5F, 0.5F});
    EXPECT_EQ(found(), Texts{}) << "a few values that any table may have";
    orders["customer_name"].values(words("name ", 400)).statistics(8, 0, 3000);
    EXPECT_EQ(found(), Texts{}) << "more values than keys";
}

}  // namespace
}  // namespace pgops::test
