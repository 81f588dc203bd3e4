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
    Microseconds since = kUnknownTime;  // how far back the counters reach for it
};

// Judges every index of a model; an index of a partitioned table by its parts.
class IndexUses {
 public:
    IndexUses(const Model& model, Memory* memory);
    IndexUse of(const Index& index) const;

 private:
    std::optional<Microseconds> counted_since(const Index& index) const;

    const Model& model_;
    FlatMap<ObjectId, std::optional<Microseconds>> since_of_parts_;  // by the topmost partitioned index
};

}  // namespace pgops
