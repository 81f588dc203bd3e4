// What the parse tree of a statement shows that grows with a table: notes for the checks of the query area. Reads nodes alone.
#pragma once

#include "pg/prelude.hpp"
#include "pg/statement_text.hpp"

namespace pgops {

// A column named by itself; name is null where the node is something else.
struct PlainColumn {
    const char *qualifier = nullptr, *name = nullptr;
};
PlainColumn plain_column(const Node* node);

const char* operator_of(const List* names);

// Each notes what it sees in `parts`, for the query that is `scope`.
void remark_on_result(const SelectStmt* statement, std::int32_t scope, StatementParts& parts);
void remark_on_join(const JoinExpr* join, std::int32_t scope, StatementParts& parts);
// One part of a condition on which all of it depends: a conjunct.
void remark_on_condition(Node* part, std::int32_t scope, StatementParts& parts);
// What NOT stands before; next_scope is the one that its subquery will get.
void remark_on_not_in(const Node* node, std::int32_t next_scope, StatementParts& parts);
// All columns in the node belong to tables that are linked by it.
void remark_on_links(Node* node, std::int32_t scope, StatementParts& parts);

}  // namespace pgops
