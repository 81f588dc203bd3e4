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

}  // namespace pgops::test
