// The dead rows of relations, by the transaction that deleted them, and what of them a horizon lets go.
#pragma once

#include <span>
#include <string_view>

#include "model/vacuum/blocker.hpp"

namespace pgops {

struct RowsAndBytes {
    std::int64_t rows = 0, bytes = 0;
    RowsAndBytes& operator+=(const RowsAndBytes& other) {
        rows += other.rows;
        bytes += other.bytes;
        return *this;
    }
    friend RowsAndBytes operator-(const RowsAndBytes& a, const RowsAndBytes& b) { return {a.rows - b.rows, a.bytes - b.bytes}; }
};

// Dead rows of one relation. `bands` has one more element than `limits`: bands[i] are those deleted before limits[i], and not before
// limits[i - 1]; rows whose insert was rolled back are in the first.
struct DeadRows {
    ObjectId relation = kNoObject;
    HorizonKind horizon = HorizonKind::Data;
    std::span<const FullXid> limits;
    std::span<RowsAndBytes> bands;
    bool known = false, exact = false;  // known and not exact: from a sample of its pages, or from counters
    bool from_counters = false;         // the total alone is known
    std::int64_t low = 0, high = 0;     // 95 % interval of all dead rows, from a sample
    std::int64_t table_pages = 0, pages_read = 0, pages_with_dead_rows = 0;
    std::int64_t dead_pointers = 0;        // of rows that were pruned already; VACUUM has to take them out of the indexes
    std::int64_t before_relfrozenxid = 0;  // rows whose transaction is older than relfrozenxid allows: every freeze fails
    std::string_view obstacle;             // why it is not known

    RowsAndBytes before(FullXid limit) const;
    RowsAndBytes total() const;
};

// Asks for one relation's.
struct DeadRowsRequest {
    ObjectId relation = kNoObject;
    std::span<const FullXid> limits;  // ascending
    std::int64_t most_pages = -1;     // -1: no limit
    bool look_into_frozen = false;    // a look at some pages that VACUUM alone would skip, for rows before relfrozenxid
};

struct Freed {
    ObjectId relation = kNoObject;
    std::optional<RowsAndBytes> what;
    bool exact = false;
    std::string_view reason;  // why not exact, or unknown
};

// The question: what becomes free when these blockers (by place) go away together.
class WhatIf {
 public:
    WhatIf(const VacuumPicture& picture, const Vector<Blocker>& blockers, std::span<const std::size_t> gone, Memory* memory);
    Freed of(const DeadRows& rows) const;
    // Adds the horizons that the answer needs to know.
    void add_limits(Vector<FullXid>& limits) const;

 private:
    bool takes_removable(const DeadRows& rows) const;

    const VacuumPicture& picture_;
    const Vector<Blocker>& blockers_;
    std::span<const std::size_t> gone_;
    std::array<FullXid, kHorizonKinds> now_{}, then_{};
};

// Limits of all the questions, ascending, each once.
std::span<const FullXid> ordered_limits(Vector<FullXid>& limits);

// What pages show beyond the picture: vacuums that fail, or that need several passes over the indexes.
void find_measured_blockers(const VacuumPicture& picture, const DeadRows& rows, Vector<Blocker>& found, Memory* memory);

}  // namespace pgops
