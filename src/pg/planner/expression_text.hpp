// The planner's expressions as SQL.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Names of the tables and columns of one query level, as expressions need them.
List* names_of(const PlannerInfo* root);
std::string_view text_of(const Node* expression, List* names);

}  // namespace pgops
