// Which dead rows each blocker keeps: the relations' pages read within a budget, the largest relations first.
#pragma once

#include "model/vacuum/dead_rows.hpp"
#include "pg/horizon/read_picture.hpp"
#include "pg/pages/dead_rows.hpp"

namespace pgops {

struct AttributionLimits {
    std::int64_t most_pages = -1;  // -1: all that there are
    Microseconds deadline = kUnknownTime;
    bool look_for_failures = false;  // rows before relfrozenxid, damaged indexes
};

struct Attribution {
    explicit Attribution(Memory* memory) : rows(memory), damages(memory) {}
    Vector<DeadRows> rows;  // of relations with dead rows, or of which nothing is known
    struct Damage {
        ObjectId table;
        IndexDamage index;
    };
    Vector<Damage> damages;
    std::int64_t pages_read = 0;
};

Attribution& read_attribution(const VacuumPicture& picture, std::span<const FullXid> limits, const AttributionLimits& budget, Memory* memory);

// The blockers that pages show beyond those of the picture.
void add_measured(const VacuumPicture& picture, const Attribution& attribution, Vector<Blocker>& blockers, Memory* memory);

}  // namespace pgops
