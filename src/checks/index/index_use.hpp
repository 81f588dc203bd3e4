// Whether an index serves queries, as far as the counters can tell.
#pragma once

#include <optional>

#include "core/memory.hpp"
#include "model/model.hpp"

namespace pgops {

enum class UseVerdict : std::uint8_t {
    Needed,   // scanned, or there for something else than queries
    Unknown,  // not scanned, but the counters are too young to prove anything
    Unused,
    Rarely,  // scanned, and written to far more often than that
};

struct IndexUse {
    UseVerdict verdict = UseVerdict::Needed;
    Microseconds since = kUnknownTime;  // how far back the counters reach for it, where that was asked for
    std::string_view duty{};            // why it is needed without a scan; empty: it is scanned
};

// Judges every index of a model; an index of a partitioned table by its parts.
class IndexUses {
 public:
    IndexUses(const Model& model, Memory* memory);
    IndexUse of(const Index& index);
    // The later of when the counters began and when the index's file was made; nothing: unknown, never old.
    std::optional<Microseconds> counted_since(const Index& index) const;

 private:
    bool is_old(std::optional<Microseconds> since) const;
    bool is_rarely_scanned(const Index& index) const;
    bool stays_for_another(const Index& index);

    const Model& model_;
    FlatMap<ObjectId, std::optional<Microseconds>> since_of_parts_;  // by the topmost partitioned index
    const Table* stays_on_ = nullptr;                                // the last table that was asked for,
    FlatSet<ObjectId> stays_;                                        // and its indexes that stay for others
};

// Entries that inserts, and updates that are not HOT, write into each index of the table.
std::int64_t entries_written(const TableCounters& counters);

// Nothing: never scanned, or the table's counters are not known.
std::optional<double> writes_per_scan(const Index& index);

}  // namespace pgops
