// Tables whose statistics give something to find to every check that goes by values.
#pragma once

#include "database.hpp"

namespace pgops::test {

inline void add_tables_with_values(Database& db) {
    auto& people = db.table("people").live_rows(5000).bytes(kMegabyte);
    people.column("birth_year", type_id::kText).not_null().values({"1970", "1971", "1972", "1973", "1974", "1975", "1976", "1977"});
    people.column("fact", type_id::kText).not_null().values({"1", "2", "3", "4", "{}", "[]", "{\"a\": 1}", "[1]"});
    people.column("age", type_id::kInt4).not_null().common_values({"999", "1", "2", "3", "4"}, {0.2F, 0.2F, 0.2F, 0.2F, 0.2F});
    people.column("is_active", type_id::kBool).statistics(1, 0.2F, 2);
    people.column("name", type_id::kText).statistics(8);
    people.column("fax", type_id::kText).statistics(0, 1);
    people.column("balance", type_id::kFloat8).not_null();
}

inline void add_large_values(Database& db) {
    auto& files = db.table("files").live_rows(5000).bytes(kMegabyte).toast_bytes(100 * kMegabyte);
    const ValueSizes sizes{.values = 100, .large = 5, .largest_bytes = 5 * kMegabyte, .large_bytes = 25 * kMegabyte, .pages_read = 20};
    for (const ColumnBuilder* column : {&files.column("content", type_id::kBytea), &files.column("samples", db.array_of("_int4", type_id::kInt4))})
        db.server.sizes[{files.fact.id, column->fact.number}] = sizes;
    auto& folders = db.table("folders").live_rows(5000).bytes(kMegabyte);
    folders.column("id", type_id::kInt8).not_null().statistics(8);
    folders.primary_key({"id"});
    folders.column("name", type_id::kText).not_null().values({"a", "b", "c", "d", "e", "f", "g", "h"});
    files.column("folder_id", type_id::kInt8).not_null().statistics(8, 0, 8);
    files.column("folder_name", type_id::kText).not_null().values({"a", "b", "c", "d", "e", "f", "g", "h"});
    files.foreign_key({"folder_id"}, folders);
}

}  // namespace pgops::test
