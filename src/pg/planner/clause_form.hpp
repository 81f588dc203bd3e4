// One condition against one column of an index: the form in which they meet.
#pragma once

#include "model/index_choice.hpp"
#include "pg/prelude.hpp"

namespace pgops {

// The key of an index: a column, or an expression.
struct Key {
    const IndexOptInfo* index;
    int position;
    AttrNumber column;  // 0: an expression
    Node* expression;   // null: a column
};
Key key_of(const IndexOptInfo* index, int position);

// Whether the expression uses a column that the key is made of.
bool mentions(const Node* expression, const Key& key);
// Whether the expression is the key itself, but for casts that change nothing.
bool is_key(const Node* expression, const Key& key);

// Fills in all but the text and what the planner made of it. The condition mentions the key.
void describe_form(const Node* clause, const Key& key, List* names, Condition* condition);
// The same for one side of a join condition that the planner keeps apart, as an equivalence of expressions.
void describe_side(const Node* side, Oid type, Oid collation, const Key& key, List* names, Condition* condition);

bool has_parameter(const Node* expression);

}  // namespace pgops
