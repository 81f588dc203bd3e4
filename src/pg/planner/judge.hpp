// Puts the facts about one index together, with the planner's proof: what the statement costs with it.
#pragma once

#include "pg/planner/plan_use.hpp"
#include "pg/planner/subjects.hpp"
#include "pg/planner/why_not_used.hpp"

namespace pgops {

// What is known of the statement before any index is looked at; calls of the planner are counted against a limit.
struct Question {
    PlannableStatement statement;
    Planned chosen{};
    PlanUses uses{};
    int most_calls = 0;
    PlanUses* without_limit = nullptr;  // planned when it is needed first
    Memory* memory = nullptr;
    MemoryContext lasting = nullptr;  // the current one lasts for one index
};

IndexAnswer judge_index(Question& question, const Subject& subject);

}  // namespace pgops
