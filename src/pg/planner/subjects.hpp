// The indexes that a question about a statement is about.
#pragma once

#include "model/index_choice.hpp"
#include "pg/planner/statement.hpp"
#include "pg/planner/what_if.hpp"

namespace pgops {

struct Subject {
    Oid index = InvalidOid, table = InvalidOid;
    List* parts = NIL;      // Oids: itself, and what hangs under a partitioned index
    List* mentioned = NIL;  // places of the statement that name its table
    const char *name = "", *table_name = "", *method = "";
    bool partitioned = false;
    IndexState state = IndexState::Usable;
    Reading reading = Reading::Read;
};

// The named index, else all indexes of the statement's tables, with those of partitions that no partitioned index has under it.
List* find_subjects(const PlannableStatement& statement, const Planned& planned, Oid index);

// All indexes of the tables that the statement mentions, without looking at a plan: there can be none.
List* find_unplanned_subjects(const PlannableStatement& statement, Oid index);

// The table in the planner's eyes, and the index there; null when the plan has no use for either.
const MetTable* find_met(const Planned& planned, const Subject& subject, int place);
const IndexOptInfo* find_index(const MetTable& met, const Subject& subject);

}  // namespace pgops
