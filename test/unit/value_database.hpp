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
    auto& keyed = db.table("keyed").live_rows(5000).bytes(100 * kMegabyte);
    keyed.column("id", type_id::kUuid).not_null().values({"6ba7b810-9dad-41d1-80b4-00c04fd43010", "6ba7b811-9dad-41d1-80b4-00c04fd43010"});
    keyed.primary_key({"id"}).bytes(50 * kMegabyte);
    for (int i = 0; i < 8; ++i) keyed.column("c" + std::to_string(i), type_id::kText).statistics(40);
    keyed.fact.counters.updated = 50'000;
    static const StatementTable kTable{.name = "keyed"};
    static const StatementScope kScope{.tables = {&kTable, 1}};
    static const StatementColumn kColumn{.name = "c1", .use = ColumnUse::Assigned};
    static const Statement kStatement{.calls = 50'000, .scopes = {&kScope, 1}, .columns = {&kColumn, 1}};
    db.server.statements = {.statements = {&kStatement, 1}};
}

}  // namespace pgops::test
