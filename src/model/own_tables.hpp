// What people and earlier snapshots have written into the extension's own tables: mutes, thresholds, jobs, findings seen before.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "core/memory.hpp"
#include "model/settings.hpp"

namespace pgops {

constexpr std::string_view kEverything = "*";

// Findings that somebody has accepted.
struct Mute {
    std::string_view check;   // a check, an area, or * for all
    std::string_view object;  // a pattern, as core/pattern.hpp has it
    std::string_view reason, author;
    Microseconds until = kUnknownTime;  // kUnknownTime: for good
};

// A setting that has another value for one check, or for some objects.
struct ThresholdRule {
    std::string_view check;   // a check, an area, or * for all
    std::string_view object;  // a pattern
    Setting setting = Setting::Count;
    int value = 0;           // in the setting's unit
    std::string_view shown;  // as it was given
};

// A job that somebody asked to be run again and again.
struct ScheduledJob {
    std::string_view name, schedule;  // five fields, as cron has them
    Microseconds since = kUnknownTime;
};

// A finding that a snapshot has seen.
struct SeenFinding {
    std::string_view key;
    Microseconds first_seen = kUnknownTime, last_seen = kUnknownTime;
};

struct OwnTables {
    explicit OwnTables(Memory* memory) : mutes(memory), thresholds(memory), jobs(memory), seen(memory) {}
    Vector<Mute> mutes;
    Vector<ThresholdRule> thresholds;
    Vector<ScheduledJob> jobs;
    Vector<SeenFinding> seen;                   // sorted by key, each once
    std::optional<Microseconds> last_snapshot;  // nothing: there was none

    // Null where no snapshot of those kept saw it.
    const SeenFinding* seen_before(std::string_view key) const {
        const auto found = std::ranges::lower_bound(seen, key, {}, &SeenFinding::key);
        return found != seen.end() && found->key == key ? &*found : nullptr;
    }
};

}  // namespace pgops
