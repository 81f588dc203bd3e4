// The locks that planning takes, had at once or not at all. They go with the subtransaction in which all of this runs.
#pragma once

#include "pg/planner/statement.hpp"

namespace pgops {

// Each raises 55P03, with the process that holds it, where a relation cannot be locked without waiting.
void lock_named_tables(Node* statement);  // before its names are looked up
void lock_tables_behind(Query* query);    // those of views, before they are expanded

// An index that cannot be locked is noted in the statement.
void lock_indexes(PlannableStatement* statement);

// What planning locks besides (partitions, tables in policies) is not known beforehand: there the server gives up after a millisecond.
// Inside the caller's nest level of settings.
void give_up_soon();
// Whether the error is of that, and then who holds what of the statement's relations.
void tell_holder(const ErrorData* error, const PlannableStatement& statement);

}  // namespace pgops
