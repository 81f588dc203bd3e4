// The text of a statement made into a query that can be planned, without ever waiting for a lock.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

struct PlannableStatement {
    const char* text = nullptr;
    Query* query = nullptr;         // parsed, analyzed and rewritten; its mentions of tables are numbered
    List* mentions = NIL;           // RangeTblEntry*: every table that it names, or that its views name
    Oid locked_index = InvalidOid;  // one that nobody can plan with now, as another session has it locked
    int locked_by = 0;
};

// Raises the server's own errors with their position in the text; 42601 for no or several statements, 0A000 for one that has no plan,
// 55P03 when planning would have to wait for a relation.
void read_statement(PlannableStatement* statement);

// What EXPLAIN asks for: the rights on tables and columns, and those to call the functions. Raises 42501.
void check_rights_of(const PlannableStatement& statement, const PlannedStmt* plan);

// A position in the statement's text is told as one in a text inside the query that runs.
class ErrorPlace {
 public:
    explicit ErrorPlace(const char* statement);
    void leave() { error_context_stack = callback_.previous; }

 private:
    ErrorContextCallback callback_;
};

}  // namespace pgops
