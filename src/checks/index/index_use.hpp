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
};

struct IndexUse {
    UseVerdict verdict = UseVerdict::Needed;
    std::int64_t size_bytes = 0;        // of all parts where it is a partitioned table's
    Microseconds since = kUnknownTime;  // how far back the counters reach for it
};

// Judges every index of a model; an index of a partitioned table by its parts.
class IndexUses {
 public:
    IndexUses(const Model& model, Memory* memory);
    IndexUse of(const Index& index) const;

 private:
    struct Counted {
        std::int64_t scans = 0, size_bytes = 0;
        std::optional<Microseconds> since;  // nothing: unknown, never old
    };
    Counted count(const Index& index) const;
    void add_part(ObjectId parent, const Counted& part);

    const Model& model_;
    FlatMap<ObjectId, Counted> by_parent_;
};

}  // namespace pgops
