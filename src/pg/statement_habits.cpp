#include "pg/statement_habits.hpp"

#include "pg/memory.hpp"

namespace pgops {

namespace {

struct Place {
    StatementParts& parts;
    std::int32_t scope, part;
};

void add(const Place& place, StatementHabit habit, const PlainColumn& column = {}, const char* detail = "") {
    Memory* const memory = place.parts.memory;
    const auto copied = [&](const char* text) { return text != nullptr ? copy_text(memory, text) : std::string_view(); };
    place.parts.remarks.push_back({.habit = habit,
                                   .scope = place.scope,
                                   .part = place.part,
                                   .qualifier = copied(column.qualifier),
                                   .name = copied(column.name),
                                   .detail = copied(detail)});
}

Place new_part(std::int32_t scope, StatementParts& parts) { return {parts, scope, ++parts.condition_parts}; }

bool note_link(Node* node, void* context) {
    if (node == nullptr) return false;
    const Place& place = *static_cast<const Place*>(context);
    if (IsA(node, ColumnRef)) {
        const PlainColumn column = plain_column(node);
        add(place, column.name != nullptr ? StatementHabit::Link : StatementHabit::LinkUnclear, column);
        return false;
    }
    return raw_expression_tree_walker(node, as_walker(note_link), context);
}

bool find_column(Node* node, void*) {
    if (node == nullptr) return false;
    return IsA(node, ColumnRef) || raw_expression_tree_walker(node, as_walker(find_column), nullptr);
}
bool has_column(const Node* node) { return find_column(const_cast<Node*>(node), nullptr); }

const char* name_of_function(const FuncCall* call) { return strVal(llast(call->funcname)); }

bool counts_rows(const SelectStmt* statement) {
    if (list_length(statement->targetList) != 1) return false;
    const Node* const value = linitial_node(ResTarget, statement->targetList)->val;
    if (value == nullptr || !IsA(value, FuncCall)) return false;
    const auto* const call = reinterpret_cast<const FuncCall*>(value);
    if (strcmp(name_of_function(call), "count") != 0 || call->over != nullptr || call->agg_filter != nullptr || call->agg_distinct) return false;
    return call->agg_star || (list_length(call->args) == 1 && !has_column(static_cast<const Node*>(linitial(call->args))));
}

bool counts_a_whole_table(const SelectStmt* statement) {
    const bool is_plain = statement->whereClause == nullptr && statement->groupClause == NIL && statement->havingClause == nullptr &&
                          list_length(statement->fromClause) == 1 && IsA(linitial(statement->fromClause), RangeVar);
    return is_plain && counts_rows(statement);
}

bool is_random(const Node* node) {
    if (node == nullptr || !IsA(node, FuncCall)) return false;
    const auto* const call = reinterpret_cast<const FuncCall*>(node);
    return call->args == NIL && strcmp(name_of_function(call), "random") == 0;
}

// The column that something is done to before it is compared, and what.
struct Wrapped {
    PlainColumn column;
    const char* how = nullptr;
};

Wrapped first_column(const List* arguments, const char* how) {
    ListCell* cell = nullptr;
    foreach (cell, arguments)
        if (const PlainColumn column = plain_column(static_cast<Node*>(lfirst(cell))); column.name != nullptr) return {column, how};
    return {};
}

Wrapped wrapped_column(const Node* node) {
    if (node == nullptr) return {};
    switch (nodeTag(node)) {
        case T_FuncCall: {
            const auto* const call = reinterpret_cast<const FuncCall*>(node);
            return first_column(call->args, name_of_function(call));
        }
        case T_CoalesceExpr: return first_column(reinterpret_cast<const CoalesceExpr*>(node)->args, "coalesce");
        case T_TypeCast: {
            const auto* const cast = reinterpret_cast<const TypeCast*>(node);
            return {plain_column(cast->arg), strVal(llast(cast->typeName->names))};
        }
        case T_A_Expr: {
            const auto* const expression = reinterpret_cast<const A_Expr*>(node);
            if (expression->kind != AEXPR_OP || has_column(expression->rexpr)) return {};
            return {plain_column(expression->lexpr), operator_of(expression->name)};
        }
        default: return {};
    }
}

bool is_pattern_search(const A_Expr* expression) {
    const char* const name = operator_of(expression->name);
    switch (expression->kind) {
        case AEXPR_LIKE: return strcmp(name, "~~") == 0;
        case AEXPR_ILIKE: return strcmp(name, "~~*") == 0;
        default: return false;
    }
}

void remark_on_comparison(const A_Expr* expression, const Place& place) {
    if (is_pattern_search(expression)) {
        const PlainColumn column = plain_column(expression->lexpr);
        if (column.name != nullptr && !has_column(expression->rexpr))
            add(place, StatementHabit::Pattern, column, expression->kind == AEXPR_LIKE ? "LIKE" : "ILIKE");
        return;
    }
    const bool is_search =
        expression->kind == AEXPR_OP || expression->kind == AEXPR_IN || expression->kind == AEXPR_BETWEEN || expression->kind == AEXPR_OP_ANY;
    if (!is_search || strcmp(operator_of(expression->name), "<>") == 0) return;
    const PlainColumn left = plain_column(expression->lexpr), right = plain_column(expression->rexpr);
    if (left.name != nullptr && right.name != nullptr && strcmp(operator_of(expression->name), "=") == 0) {
        add(place, StatementHabit::JoinedBy, left);
        add(place, StatementHabit::JoinedBy, right);
    }
    for (const auto& [side, other] : {std::pair{expression->lexpr, expression->rexpr}, std::pair{expression->rexpr, expression->lexpr}}) {
        const Wrapped wrapped = wrapped_column(side);
        if (wrapped.column.name != nullptr && !has_column(other)) add(place, StatementHabit::FunctionOf, wrapped.column, wrapped.how);
    }
}

// The column that is the one result of a plain query.
PlainColumn only_result(const SelectStmt* statement) {
    if (statement->op != SETOP_NONE || list_length(statement->targetList) != 1) return {};
    return plain_column(linitial_node(ResTarget, statement->targetList)->val);
}

bool excludes_null(const Node* condition, const char* column) {
    if (condition == nullptr) return false;
    if (IsA(condition, NullTest)) {
        const auto* const test = reinterpret_cast<const NullTest*>(condition);
        const PlainColumn tested = plain_column(reinterpret_cast<const Node*>(test->arg));
        return test->nulltesttype == IS_NOT_NULL && tested.name != nullptr && strcmp(tested.name, column) == 0;
    }
    if (!IsA(condition, BoolExpr) || reinterpret_cast<const BoolExpr*>(condition)->boolop != AND_EXPR) return false;
    ListCell* cell = nullptr;
    foreach (cell, reinterpret_cast<const BoolExpr*>(condition)->args)
        if (excludes_null(static_cast<const Node*>(lfirst(cell)), column)) return true;
    return false;
}

}  // namespace

PlainColumn plain_column(const Node* node) {
    if (node == nullptr || !IsA(node, ColumnRef)) return {};
    PlainColumn column;
    ListCell* cell = nullptr;
    foreach (cell, reinterpret_cast<const ColumnRef*>(node)->fields) {
        const auto* const field = static_cast<Node*>(lfirst(cell));
        if (!IsA(field, String)) return {};
        column = {column.name, strVal(field)};
    }
    return column;
}

const char* operator_of(const List* names) { return names == NIL ? "=" : strVal(llast(names)); }

void remark_on_result(const SelectStmt* statement, std::int32_t scope, StatementParts& parts) {
    const Place place{parts, scope, 0};
    if (counts_a_whole_table(statement)) add(place, StatementHabit::CountsAll);
    // OFFSET 0 alone is how people keep a subquery apart from the query around it.
    if (statement->limitOffset != nullptr && (statement->limitCount != nullptr || statement->sortClause != NIL)) add(place, StatementHabit::Offset);
    ListCell* cell = nullptr;
    foreach (cell, statement->sortClause)
        if (is_random(lfirst_node(SortBy, cell)->node)) add(place, StatementHabit::RandomOrder);
}

void remark_on_join(const JoinExpr* join, std::int32_t scope, StatementParts& parts) {
    const Place place = new_part(scope, parts);
    if (join->isNatural) return add(place, StatementHabit::LinkUnclear);
    ListCell* cell = nullptr;
    foreach (cell, join->usingClause) {
        add(place, StatementHabit::Link, {nullptr, strVal(lfirst(cell))});
        add(place, StatementHabit::JoinedBy, {nullptr, strVal(lfirst(cell))});
    }
    if (join->usingClause == NIL && join->quals == nullptr) add(place, StatementHabit::CrossJoin);
}

void remark_on_condition(Node* part, std::int32_t scope, StatementParts& parts) {
    if (IsA(part, BoolExpr) && reinterpret_cast<const BoolExpr*>(part)->boolop == AND_EXPR) return;
    if (IsA(part, A_Expr)) remark_on_comparison(reinterpret_cast<const A_Expr*>(part), new_part(scope, parts));
    remark_on_links(part, scope, parts);
}

void remark_on_not_in(const Node* node, std::int32_t next_scope, StatementParts& parts) {
    if (!IsA(node, SubLink)) return;
    const auto* const link = reinterpret_cast<const SubLink*>(node);
    if (link->subLinkType != ANY_SUBLINK || link->operName != NIL || !IsA(link->subselect, SelectStmt)) return;
    const auto* const query = reinterpret_cast<const SelectStmt*>(link->subselect);
    const PlainColumn result = only_result(query);
    if (result.name == nullptr || query->withClause != nullptr || excludes_null(query->whereClause, result.name)) return;
    add({parts, next_scope, 0}, StatementHabit::NotIn, result);
}

void remark_on_links(Node* node, std::int32_t scope, StatementParts& parts) {
    // One table alone has none to be linked with; what comes behind it says so itself.
    if (parts.scopes[static_cast<std::size_t>(scope)].tables.size() < 2) return;
    const Place place = new_part(scope, parts);
    (void)note_link(node, const_cast<Place*>(&place));
}

}  // namespace pgops
