// The planner's expressions as SQL.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Names of the tables and columns of one query level, as expressions need them.
List* names_of(const PlannerInfo* root);
std::string_view text_of(const Node* expression, List* names, bool with_table = false);

// As CREATE INDEX on a table (its number in the query) takes it for a key; empty for what no index may have: not immutable, or not of
// that table's columns alone.
std::string_view index_element_of(const Node* expression, ::Index table, List* names);

}  // namespace pgops
