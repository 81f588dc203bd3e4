// A relation as autovacuum sees it: tables, materialized views, TOAST tables, catalogs and temporary tables alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

// What autovacuum goes by: the server's settings, or those with a relation's own storage parameters over them.
struct AutovacuumParameters {
    bool enabled = true;
    std::int32_t vacuum_threshold = 50, insert_threshold = 1000, analyze_threshold = 50;  // insert_threshold -1: never for inserts
    std::int32_t most_threshold = -1;                                                     // the cap of 18 and later; -1: none
    float vacuum_scale_factor = 0.2F, insert_scale_factor = 0.2F, analyze_scale_factor = 0.1F;
    std::int64_t freeze_max_age = 200'000'000, multixact_freeze_max_age = 400'000'000;
    double cost_delay = 2;  // milliseconds; 0: not throttled
    std::int32_t cost_limit = 200;
};

struct VacuumRelation {
    ObjectId id = kNoObject, toast_id = kNoObject;
    ObjectId main_id = kNoObject;  // of a TOAST table: the table
    char kind = 'r';               // pg_class.relkind
    bool shared = false, catalog = false;
    bool temporary = false;
    std::int32_t owner_pid = 0;  // of a temporary one: the session; 0: nobody, it was left behind by a crash
    bool own = false;            // a temporary one of the asking session
    std::string_view schema, name, qualified, quoted;
    float rows = -1;              // pg_class.reltuples; -1 unknown
    std::int64_t pages = 0;       // pg_class.relpages
    std::int64_t all_frozen = 0;  // pg_class.relallfrozen (18 and later)
    bool has_frozen_count = false;
    bool has_indexes = false;
    TransactionAge xid_age = 0, multixact_age = 0;  // of relfrozenxid, relminmxid; -1 where it has none
    AutovacuumParameters autovacuum{};
    bool disabled_here = false;         // autovacuum_enabled = off among its own parameters
    bool insert_disabled_here = false;  // autovacuum_vacuum_insert_threshold = -1 among its own parameters
    bool throttled_here = false;        // a cost parameter of its own
    // Counters; absent until it was used.
    bool counted = false;
    std::int64_t live_rows = 0, dead_rows = 0, inserted_since_vacuum = 0, changed_since_analyze = 0;
    std::int64_t updated = 0, deleted = 0, inserted = 0;
    Microseconds last_vacuum = kUnknownTime, last_autovacuum = kUnknownTime, last_analyze = kUnknownTime;
    std::int64_t vacuums = 0, autovacuums = 0;

    bool is_toast() const { return kind == 't'; }
};

}  // namespace pgops
