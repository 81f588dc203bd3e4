// How much of a relation a rebuild at the same fillfactor would give back now, and how far that number can be trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "core/sampling.hpp"

namespace pgops {

enum class BloatMethod : std::uint8_t { Exact, Sampled, Estimated };
std::string_view name_of(BloatMethod method);

struct Bloat {
    std::int64_t size_bytes = 0;
    std::int64_t pages_read = 0;  // of the free space map, the visibility map and the relation; for an index also of its table
    BloatMethod method = BloatMethod::Estimated;
    bool known = false;                             // otherwise the figures below say nothing, and distrust says why
    std::int64_t bytes = 0;                         // never negative: a rebuild that would be larger gives back nothing
    Interval percent{};                             // of size_bytes, 0 to 100
    std::optional<std::int64_t> held_back_bytes{};  // what a later rebuild gives back beyond this one: dead, but a snapshot still needs it
    std::string_view distrust{};                    // empty: the number can be trusted
    bool locked = false;                            // unknown, because somebody holds the relation exclusively
    std::int64_t damaged_pages = 0;
    // Beyond the contract's columns, for checks that come to the same pages.
    std::int64_t empty_tail_bytes = 0;  // free pages at the end, which VACUUM could cut off

    // The figures from the pages that the rebuilt relation would have.
    void set_rebuilt(double pages, const Interval& rebuilt_pages);
    void set_unknown(std::string_view reason) {
        known = false;
        distrust = reason;
    }
};

// What one request may read.
struct BloatRequest {
    ObjectId relation = kNoObject;
    std::int64_t sample_pages = 0;  // at most, of the relation; at or over its size it is read whole
};

}  // namespace pgops
