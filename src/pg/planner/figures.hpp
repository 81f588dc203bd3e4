// The figures behind a lost comparison of costs.
#pragma once

#include "model/index_choice.hpp"
#include "pg/planner/plan_use.hpp"
#include "pg/planner/what_if.hpp"

namespace pgops {

// Fills in what the choice says about rows, pages, turning points and the settings that would change it. The plan that uses the index
// reads the table as `use` says.
void fill_figures(const MetTable& met, const PlanUse& use, IndexChoice* choice);

}  // namespace pgops
