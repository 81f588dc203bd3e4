// A run: the chosen checks against one model, each on its own, so that one that fails hides no other.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "checks/registry.hpp"

namespace pgops {

enum class CheckState : std::uint8_t { Ok, Found, Skipped, Failed };
std::string_view name_of(CheckState state);

struct CheckStatus {
    const Check* check = nullptr;
    CheckState state = CheckState::Ok;
    Microseconds elapsed = 0;
    int muted = 0;                    // findings that somebody has accepted; they do not count for the state
    std::string_view reason{};        // why something was skipped, left out or failed; empty otherwise
    const Findings* found = nullptr;  // null where the check did not come to an end

    // Findings that are not muted.
    int reported() const { return found == nullptr ? 0 : static_cast<int>(found->rows().size()) - muted; }
};

struct Reported {
    const Check* check = nullptr;
    const Finding* finding = nullptr;
    std::string_view key;
    int priority = 0;
    const Mute* mute = nullptr;  // that keeps it out of the findings
};

struct Run {
    explicit Run(Memory* memory) : status(memory), reported(memory), muted(memory), kept(memory) {}
    Vector<CheckStatus> status;  // in the order of the registry
    Vector<Reported> reported;   // most urgent first
    Vector<Reported> muted;      // in the same order
    Vector<Findings> kept;       // what those above point into
};

// Which checks a run is for: ids and areas; an empty list is all that are not disabled.
struct Selection {
    std::span<const std::string_view> names;
    std::string_view disabled;  // ids or areas, separated by commas
    bool includes(const Check& check) const;
};

// Runs the checks. An exception in a check becomes its status; Interrupted goes through. Stops starting checks when
// pgops.time_budget is spent; the rest is skipped and says so.
void run_checks(const Model& model, std::span<const Check> checks, const Selection& selection, Memory* memory, Run& run);

// How one area stands after a run.
struct AreaSummary {
    Area area = Area::Bloat;
    std::optional<Severity> worst;
    std::array<int, kSeverityCount> by_severity{};       // findings
    int found = 0, passed = 0, skipped = 0, failed = 0;  // checks
    int incomplete = 0;                                  // checks among `found` that left something out
    int muted = 0;                                       // findings that are not counted above
};

// One entry per area; those without a check in the run count none.
std::array<AreaSummary, kAreaCount> summarize(const Run& run);

}  // namespace pgops
