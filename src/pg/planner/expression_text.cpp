#include "pg/planner/expression_text.hpp"

namespace pgops {

namespace {

bool has_placeholder(Node* node, void* context) {
    if (node == nullptr) return false;
    return IsA(node, PlaceHolderVar) || expression_tree_walker(node, as_walker(has_placeholder), context);
}

}  // namespace

List* names_of(const PlannerInfo* root) {
    PlannedStmt* const plan = makeNode(PlannedStmt);
    plan->rtable = root->parse->rtable;
    plan->appendRelations = root->append_rel_list;
    Bitmapset* const all = bms_add_range(nullptr, 1, list_length(plan->rtable));
    return deparse_context_for_plan_tree(plan, select_rtable_names_for_explain(plan->rtable, all));
}

std::string_view text_of(const Node* expression, List* names) {
    auto* const node = const_cast<Node*>(expression);
    // The server prints no such node: it stands for a value that an outer join may have made null.
    if (has_placeholder(node, nullptr)) return "a condition on the result of an outer join";
    return deparse_expression(node, names, false, false);
}

}  // namespace pgops
