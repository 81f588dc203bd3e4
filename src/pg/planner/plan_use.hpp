// Which tables a finished plan reads, and how.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// One scan of a plan; of a bitmap one for the table (without index), and one for each index that goes into it.
struct PlanUse {
    int place = 0;
    Oid table = InvalidOid, index = InvalidOid;
    NodeTag node = T_Invalid;
    double cost = 0;
    double lookups = 1;  // how often it is begun anew
    bool in_nested_loop = false;
};

struct PlanUses {
    List* uses = NIL;  // PlanUse*
    bool sorts = false;
    bool forbidden = false;  // it could not do without a forbidden path
};

PlanUses uses_of(const PlannedStmt* plan);
const PlanUse* find_use(const PlanUses& uses, const List* indexes);
// Of another index, or of none, of these tables at this place.
const PlanUse* find_rival(const PlanUses& uses, const List* tables, int place);

const char* name_of_node(NodeTag node);

}  // namespace pgops
