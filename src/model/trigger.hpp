// What fires, or does not fire, when rows are written: triggers that are switched off, and rewrite rules.
#pragma once

#include "model/relation.hpp"

namespace pgops {

// A trigger that never fires (pg_trigger.tgenabled 'D'); the others are not read.
struct DisabledTrigger {
    ObjectId id = kNoObject, table_id = kNoObject;
    ObjectId constraint_id = kNoObject;  // that it enforces
    ObjectId parent_id = kNoObject;      // the partitioned table's trigger that it is a copy of
    std::string_view name, quoted;
    bool internal = false;  // made by the server for a constraint
    const Table* table = nullptr;
};

// A rule on a table; a view's own rule, which is the view, is not read.
struct Rule {
    ObjectId id = kNoObject, table_id = kNoObject;
    std::string_view name, quoted;
    char event = '2';  // pg_rewrite.ev_type: 2 UPDATE, 3 INSERT, 4 DELETE
    bool instead = false;
    bool enabled = true;
    const Table* table = nullptr;
};

}  // namespace pgops
