// Which findings a rule that somebody wrote is about: mutes, and thresholds of their own for a check, a schema or a table.
#pragma once

#include "checks/registry.hpp"

namespace pgops {

// Whether a rule for `name` (a check, an area, or *) is one for this check.
bool concerns(std::string_view name, const Check& check);

// The mute in force that this finding falls under; null when there is none.
const Mute* mute_of(const OwnTables& own, Microseconds now, const Check& check, const Finding& finding);

// Whether the check goes by a setting that the rule changes for it.
bool applies(const ThresholdRule& rule, const Check& check);

// The rule that gives the check another value than the setting's for all objects; null when there is none.
const ThresholdRule* general_rule(const OwnTables& own, const Check& check, Setting setting);

// Runs the check; where thresholds differ by object, once for each of them, and each finding is judged by its own.
Findings run_by_thresholds(const Model& model, const Check& check, Memory* memory);

}  // namespace pgops
