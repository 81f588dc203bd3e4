// Databases that together give every check something to find.
#pragma once

#include <span>

#include "database.hpp"
#include "server_database.hpp"
#include "vacuum_picture.hpp"
#include "workload.hpp"

namespace pgops::test {

struct FilledDatabase {
    Database db;
    StatementTexts statements{db};
    QuietPicture quiet{db.server.picture, db.memory()};
    ServerTroubles troubles;
};

struct Filling {
    std::string_view name;
    void (*fill)(FilledDatabase& filled);
};

extern const std::span<const Filling> kFillings;

}  // namespace pgops::test
