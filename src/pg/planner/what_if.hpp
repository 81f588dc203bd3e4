// One call of the planner for a statement: as it is, or with one index the only way to read a table.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// A table as the planner met it, before its paths were compared. The planner's own objects; they live as long as the memory
// context in which it ran.
struct MetTable {
    PlannerInfo* root;
    RelOptInfo* rel;
    int place;  // which mention of the statement this is (mark_places); 0: none, a function's body
    Oid table;
    List* own = NIL;                                              // copies of the paths that use the wanted index
    List* ordered = NIL;                                          // Oids of indexes that bring an order
    double rival_cost = std::numeric_limits<double>::infinity();  // of the cheapest path without the wanted index
    double scan_cost = std::numeric_limits<double>::infinity();   // of reading the table in sequence
};

// Which paths count: those of an index, or of the parts of a partitioned one, at one mention of the table.
struct Wanted {
    List* indexes = NIL;  // Oids
    int place = 0;
};

struct Planned {
    PlannedStmt* plan = nullptr;
    List* met = NIL;           // MetTable*
    List* hypothetical = NIL;  // IndexOptInfo*: pretended by an extension, and left out
};

void begin_what_if();
void end_what_if();
int planner_calls();

// Numbers the statement's mentions of tables, so that a plan tells which of them it reads. Returns their RangeTblEntrys.
List* mark_places(Query* query);
inline int place_of(const RangeTblEntry* entry) { return entry->joinmergedcols; }

// Plans a copy of the query. Paths of others than the wanted indexes stay, so that the planner always finds a plan, at a price that
// it never pays if it can be helped. Raises what planning raises.
Planned plan_once(const Query* query, const char* text, const Wanted* wanted);

// Whether the plan had to pay that price: then the wanted index cannot be used.
bool is_forbidden(double cost);

// Whether the planner finds any way to read by these indexes there: without one, no plan has to be asked for.
bool has_paths(const List* indexes, const Planned& planned, int place);

// Of all mentions of a table the one where an index (or its parts) comes closest to what was chosen; 0: it is read nowhere.
int best_place_for(const List* indexes, const Planned& planned);

}  // namespace pgops
