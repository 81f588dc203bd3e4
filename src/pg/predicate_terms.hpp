// What a predicate demands, as a set of terms in one form: two predicates with the same terms select the same rows, and whoever
// proves one proves the other. Nothing is evaluated.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// The terms that the predicate joins by AND, each once; `flag = true` as `flag`, as the planner has it (simplify_boolean_equality
// in src/backend/optimizer/util/clauses.c), and without `a IS NOT NULL` where another term can be true of no null.
List* terms_of(Node* predicate);

// In whatever order.
bool have_same_terms(List* a, List* b);

}  // namespace pgops
