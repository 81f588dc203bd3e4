#include "pg/planner/expression_text.hpp"

namespace pgops {

namespace {

bool has_placeholder(Node* node, void* context) {
    if (node == nullptr) return false;
    return IsA(node, PlaceHolderVar) || expression_tree_walker(node, as_walker(has_placeholder), context);
}

// Whatever is not made of one table's columns and of constants alone.
bool is_beyond(Node* node, void* table) {
    if (node == nullptr) return false;
    switch (nodeTag(node)) {
        case T_PlaceHolderVar:
        case T_Param:
        case T_SubPlan:
        case T_AlternativeSubPlan: return true;
        case T_Var: return static_cast<::Index>(reinterpret_cast<Var*>(node)->varno) != *static_cast<::Index*>(table);
        default: return expression_tree_walker(node, as_walker(is_beyond), table);
    }
}

// What the grammar takes as the key of an index without parentheses round it (looks_like_function of ruleutils.c), and a column.
bool stands_alone(const Node* expression) {
    switch (nodeTag(expression)) {
        case T_FuncExpr: {
            const CoercionForm form = reinterpret_cast<const FuncExpr*>(expression)->funcformat;
            return form == COERCE_EXPLICIT_CALL || form == COERCE_SQL_SYNTAX;
        }
        case T_Var:
        case T_CoalesceExpr:
        case T_MinMaxExpr:
        case T_NullIfExpr: return true;
        default: return false;
    }
}

// One pair of parentheses round all of it.
bool is_enclosed(std::string_view text) {
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') quote = c == quote ? '\0' : quote;
        else if (c == '\'' || c == '"') quote = c;
        else if (c == '(') ++depth;
        else if (c == ')') --depth;
        if (depth == 0 && i + 1 < text.size()) return false;
    }
    return depth == 0 && text.starts_with('(');
}

}  // namespace

List* names_of(const PlannerInfo* root) {
    PlannedStmt* const plan = makeNode(PlannedStmt);
    plan->rtable = root->parse->rtable;
    plan->appendRelations = root->append_rel_list;
    Bitmapset* const all = bms_add_range(nullptr, 1, list_length(plan->rtable));
    return deparse_context_for_plan_tree(plan, select_rtable_names_for_explain(plan->rtable, all));
}

std::string_view text_of(const Node* expression, List* names, bool with_table) {
    auto* const node = const_cast<Node*>(expression);
    // The server prints no such node: it stands for a value that an outer join may have made null.
    if (has_placeholder(node, nullptr)) return "a condition on the result of an outer join";
    return deparse_expression(node, names, with_table, false);
}

std::string_view index_element_of(const Node* expression, ::Index table, List* names) {
    auto* const node = const_cast<Node*>(expression);
    if (is_beyond(node, &table) || contain_mutable_functions(node)) return "";
    const char* const text = deparse_expression(node, names, false, true);
    return stands_alone(expression) || is_enclosed(text) ? text : psprintf("(%s)", text);
}

}  // namespace pgops
