// Whose functions run while the planner works, and as whom: nobody's code runs with the rights of the one who asks.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// The planner evaluates functions: constants in the statement, in views, policies, index expressions and predicates, and operators
// on common values. From watch_functions() to leave_functions() this holds for each function that is about to run:
// - of a superuser (so the server's own, and those of extensions), or of the role that runs it: as always;
// - of another role whose rights the caller has: as its owner, with search_path pinned;
// - of any other role: the run ends with 42501. As its owner it would tell the caller what only the owner may know.
// Security-restricted operation, read-only transaction and the rollback afterwards are the caller's part (what_if.cpp).
void watch_functions();
void leave_functions();

}  // namespace pgops
