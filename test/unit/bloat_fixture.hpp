// Tables whose statistics say that they are bloated, for tests of what then is measured and told.
#pragma once

#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {

// 185,000 rows of (bigint, int) fill 1,000 pages: by its statistics, the table is bloated by three quarters.
struct BloatOf : ::testing::Test {
    Database db;
    TableBuilder& t = table("t");
    BloatOf() { db.set(Setting::MinRelationSize, 0); }
    TableBuilder& table(std::string_view name, std::int64_t pages = 4000) {
        TableBuilder& made = db.table(name).live_rows(185'000).bytes(pages * 8192);
        made.column("a", type_id::kInt8).statistics(8);
        made.column("b", type_id::kInt4).statistics(4);
        return made;
    }
    static void make_stale(TableBuilder& table) { table.fact.counters.changed_since_analyze = 185'000; }
    static void lock(Bloat& bloat) {
        bloat = {.size_bytes = bloat.size_bytes, .locked = true};
        bloat.set_unknown("locked by process 4711");
    }
    std::vector<ObjectId> measured() const {
        std::vector<ObjectId> ids;
        for (const BloatRequest& request : db.server.measured) ids.push_back(request.relation);
        return ids;
    }
};

}  // namespace pgops::test
