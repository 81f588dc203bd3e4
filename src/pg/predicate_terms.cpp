#include "pg/predicate_terms.hpp"

#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

// The other side of a comparison with a boolean constant, turned round where the constant asks for it; else the node itself.
Node* without_boolean_constant(Node* node) {
    if (!IsA(node, OpExpr)) return node;
    const OpExpr* const comparison = castNode(OpExpr, node);
    const bool equal = comparison->opno == BooleanEqualOperator;
    if ((!equal && comparison->opno != BooleanNotEqualOperator) || list_length(comparison->args) != 2) return node;
    auto* const left = static_cast<Node*>(linitial(comparison->args));
    auto* const right = static_cast<Node*>(lsecond(comparison->args));
    Node* const constant = IsA(right, Const) ? right : left;
    Node* const other = IsA(right, Const) ? left : right;
    if (!IsA(constant, Const) || castNode(Const, constant)->constisnull) return node;
    if (DatumGetBool(castNode(Const, constant)->constvalue) == equal) return other;
    return reinterpret_cast<Node*>(makeBoolExpr(NOT_EXPR, list_make1(other), -1));
}

void add_terms(Node* node, List** terms) {
    ListCell* cell = nullptr;
    if (IsA(node, List)) {
        foreach (cell, castNode(List, node)) add_terms(static_cast<Node*>(lfirst(cell)), terms);
    } else if (IsA(node, BoolExpr) && castNode(BoolExpr, node)->boolop == AND_EXPR) {
        foreach (cell, castNode(BoolExpr, node)->args) add_terms(static_cast<Node*>(lfirst(cell)), terms);
    } else {
        *terms = list_append_unique(*terms, without_boolean_constant(node));
    }
}

bool is_strict(Oid operator_id) {
    const HeapTuple operator_row = SearchSysCache1(OPEROID, ObjectIdGetDatum(operator_id));
    if (!HeapTupleIsValid(operator_row)) return false;
    const Oid function = row_of<FormData_pg_operator>(operator_row).oprcode;
    ReleaseSysCache(operator_row);
    const HeapTuple function_row = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(function_row)) return false;
    const bool strict = row_of<FormData_pg_proc>(function_row).proisstrict;
    ReleaseSysCache(function_row);
    return strict;
}

// The column itself, or a comparison of it by an operator that is null of a null: what the planner, too, takes as proof
// (clause_is_strict_for in src/backend/optimizer/util/predtest.c). `NOT flag` it does not.
bool is_never_true_of_null(Node* term, Node* column) {
    if (equal(term, column)) return true;
    if (!IsA(term, OpExpr)) return false;
    const OpExpr* const comparison = castNode(OpExpr, term);
    ListCell* cell = nullptr;
    foreach (cell, comparison->args) {
        auto* argument = static_cast<Node*>(lfirst(cell));
        if (IsA(argument, RelabelType)) argument = reinterpret_cast<Node*>(castNode(RelabelType, argument)->arg);
        if (equal(argument, column)) return is_strict(comparison->opno);
    }
    return false;
}

bool is_said_by_another(Node* term, List* terms) {
    if (!IsA(term, NullTest)) return false;
    const NullTest* const test = castNode(NullTest, term);
    if (test->nulltesttype != IS_NOT_NULL || test->argisrow || !IsA(test->arg, Var)) return false;
    ListCell* cell = nullptr;
    foreach (cell, terms) {
        auto* const other = static_cast<Node*>(lfirst(cell));
        if (other != term && is_never_true_of_null(other, reinterpret_cast<Node*>(test->arg))) return true;
    }
    return false;
}

}  // namespace

List* terms_of(Node* predicate) {
    List* all = NIL;
    add_terms(predicate, &all);
    List* needed = NIL;
    ListCell* cell = nullptr;
    foreach (cell, all)
        if (auto* const term = static_cast<Node*>(lfirst(cell)); !is_said_by_another(term, all)) needed = lappend(needed, term);
    return needed;
}

bool have_same_terms(List* a, List* b) {
    if (list_length(a) != list_length(b)) return false;
    ListCell* cell = nullptr;
    foreach (cell, a)
        if (!list_member(b, lfirst(cell))) return false;
    return true;
}

}  // namespace pgops
