// When autovacuum comes to a relation: its own arithmetic (relation_needs_vacanalyze in autovacuum.c), single precision included, so
// that the answer is exact to the row.
#pragma once

#include "model/vacuum/relation.hpp"

namespace pgops {

// One of autovacuum's conditions: a counter that has to pass a threshold.
struct Trigger {
    double threshold = 0;
    std::int64_t counted = 0;
    std::int64_t missing = 0;  // rows until it passes; 0: it has
    bool off = false;          // this condition never holds
    bool due() const { return !off && missing == 0; }
};

// Rows that are missing until the counter, as a float, is greater than the threshold.
std::int64_t rows_until(float threshold, std::int64_t counted);

struct VacuumForecast {
    Trigger dead, inserted, analyze;
    std::int64_t xids_until_forced = 0;  // until relfrozenxid is older than freeze_max_age; 0: it is
    std::int64_t multixacts_until_forced = 0;
    bool forced() const { return xids_until_forced == 0 || multixacts_until_forced == 0; }
    bool due() const { return dead.due() || inserted.due() || forced(); }
};

// By its thresholds alone, whether autovacuum is switched on or not.
VacuumForecast forecast_of(const VacuumRelation& relation);

// A table of a few rows is nobody's trouble: what autovacuum leaves below its threshold counts from here on.
constexpr std::int64_t kManyDeadRows = 1000;
constexpr std::int32_t kUsualInsertThreshold = 1000;

// What tells at a glance that no blocker can be about a relation without storage parameters of its own.
struct VacuumSigns {
    bool toast = false;
    TransactionAge xid_age = 0, multixact_age = 0;
    std::int64_t dead_rows = 0, inserted_since_vacuum = 0;
};

// It has so few dead and new rows, and is so young.
bool is_quiet(const VacuumSigns& signs, const AutovacuumParameters& server);

// Passes over the indexes that a VACUUM needs when its array of dead rows holds so many bytes (dead_items_max_items in vacuumlazy.c
// of 15 and 16): it goes over them whenever the next page might not fit.
std::int64_t index_passes(std::int64_t dead_rows, std::int64_t pages_with_dead_rows, std::int64_t work_memory_bytes, std::int64_t table_pages);

// Transaction ids that are given out from `next` on until the server refuses (SetTransactionIdLimit), where `oldest` is the oldest
// database's datfrozenxid; the three special ids are not given out.
std::int64_t ids_left(std::uint32_t oldest, std::uint32_t next, std::uint32_t special_ids);

}  // namespace pgops
