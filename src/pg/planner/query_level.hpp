// Where in the statement a table is read: in which order its rows are wanted, and what keeps conditions from it.
#pragma once

#include "pg/planner/clause_form.hpp"
#include "pg/planner/what_if.hpp"

namespace pgops {

struct WantedOrder {
    Sorted sorted = Sorted::No;
    Oid collation = InvalidOid;  // where it is not the index's
};

// Whether, and where, the key stands in ORDER BY, GROUP BY, DISTINCT or a window of its part of the statement.
WantedOrder wanted_order(const MetTable& met, const Key& key);

Fence fence_round(const PlannerInfo* root);

}  // namespace pgops
