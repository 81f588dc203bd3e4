#include "pg/planner/clause_form.hpp"

#include "pg/planner/expression_text.hpp"

namespace pgops {

namespace {

struct ColumnSearch {
    ::Index rel;
    AttrNumber column;  // 0: any
};

bool uses_column(Node* node, void* context) {
    if (node == nullptr) return false;
    const auto* const search = static_cast<ColumnSearch*>(context);
    if (const auto* const variable = reinterpret_cast<Var*>(node);
        IsA(node, Var) && variable->varlevelsup == 0 && static_cast<::Index>(variable->varno) == search->rel)
        return search->column == 0 || variable->varattno == search->column;
    return expression_tree_walker(node, as_walker(uses_column), context);
}

bool uses_column(const Node* expression, ::Index rel, AttrNumber column) {
    ColumnSearch search{rel, column};
    return uses_column(const_cast<Node*>(expression), &search);
}

struct SharedSearch {
    const Node* other;
    ::Index rel;
};

bool shares_column(Node* node, void* context) {
    if (node == nullptr) return false;
    auto* const search = static_cast<SharedSearch*>(context);
    if (const auto* const variable = reinterpret_cast<Var*>(node); IsA(node, Var) && static_cast<::Index>(variable->varno) == search->rel)
        return uses_column(search->other, search->rel, variable->varattno);
    return expression_tree_walker(node, as_walker(shares_column), context);
}

bool find_parameter(Node* node, void* context) {
    if (node == nullptr) return false;
    if (IsA(node, Param)) return reinterpret_cast<Param*>(node)->paramkind == PARAM_EXTERN;
    return expression_tree_walker(node, as_walker(find_parameter), context);
}

const Node* stripped(const Node* expression) {
    while (expression != nullptr && IsA(expression, RelabelType))
        expression = reinterpret_cast<const Node*>(reinterpret_cast<const RelabelType*>(expression)->arg);
    return expression;
}

// The argument of a cast; null for everything else.
const Node* cast_argument(const Node* expression, bool* implicit) {
    *implicit = false;
    switch (nodeTag(expression)) {
        case T_FuncExpr: {
            const auto* const call = reinterpret_cast<const FuncExpr*>(expression);
            if (call->funcformat != COERCE_IMPLICIT_CAST && call->funcformat != COERCE_EXPLICIT_CAST) return nullptr;
            *implicit = call->funcformat == COERCE_IMPLICIT_CAST;
            return static_cast<const Node*>(linitial(call->args));
        }
        case T_CoerceViaIO: return reinterpret_cast<const Node*>(reinterpret_cast<const CoerceViaIO*>(expression)->arg);
        case T_ArrayCoerceExpr: return reinterpret_cast<const Node*>(reinterpret_cast<const ArrayCoerceExpr*>(expression)->arg);
        case T_CoerceToDomain: return reinterpret_cast<const Node*>(reinterpret_cast<const CoerceToDomain*>(expression)->arg);
        default: return nullptr;
    }
}

void describe_cast(const Node* side, bool implicit, const Key& key, List* names, Condition* condition) {
    condition->form = Form::Cast;
    condition->implicit_cast = implicit;
    condition->cast_type = format_type_be(exprType(side));
    condition->written = implicit ? deparse_expression(const_cast<Node*>(side), names, false, true) : text_of(side, names);
    condition->index_element = index_element_of(side, key.index->rel->relid, names);
}

void describe_column(const Node* side, const Key& key, List* names, Condition* condition) {
    const Node* const bare = stripped(side);
    condition->is_array = exprType(bare) == JSONBOID || exprType(bare) == TSVECTOROID || OidIsValid(get_element_type(exprType(bare)));
    if (is_key(bare, key)) return;
    condition->written = text_of(side, names);
    condition->index_element = index_element_of(side, key.index->rel->relid, names);
    bool implicit = false;
    const Node* const argument = cast_argument(bare, &implicit);
    if (argument != nullptr && is_key(argument, key)) return describe_cast(bare, implicit, key, names, condition);
    condition->form = IsA(bare, FuncExpr) ? Form::Function : Form::Calculation;
}

// With a bare column on the other side too, or with another of its table.
Against against(const Node* other, const Key& key) {
    if (other == nullptr) return Against::Value;
    if (uses_column(other, key.index->rel->relid, 0)) return Against::SameTable;
    if (contain_volatile_functions(const_cast<Node*>(other))) return Against::ChangingValue;
    if (has_parameter(other)) return Against::Parameter;
    return contain_var_clause(const_cast<Node*>(other)) ? Against::OtherTable : Against::Value;
}

Comparison comparison_of(Oid function) {
    switch (function) {
        case F_TEXTLIKE:
        case F_BPCHARLIKE:
        case F_NAMELIKE:
        case F_STARTS_WITH: return Comparison::Like;
        case F_TEXTICLIKE:
        case F_BPCHARICLIKE:
        case F_NAMEICLIKE:
        case F_TEXTICREGEXEQ:
        case F_BPCHARICREGEXEQ:
        case F_NAMEICREGEXEQ: return Comparison::LikeAnyCase;
        case F_TEXTREGEXEQ:
        case F_BPCHARREGEXEQ:
        case F_NAMEREGEXEQ: return Comparison::Pattern;
        default: return Comparison::Plain;
    }
}

bool begins_open(const Node* pattern, Comparison comparison, Oid function) {
    const auto* const constant = reinterpret_cast<const Const*>(stripped(pattern));
    if (!IsA(constant, Const) || constant->constisnull || constant->consttype != TEXTOID || function == F_STARTS_WITH) return false;
    const std::string_view looked_for = TextDatumGetCString(constant->constvalue);
    const bool regular = comparison == Comparison::Pattern || function == F_TEXTICREGEXEQ || function == F_BPCHARICREGEXEQ || function == F_NAMEICREGEXEQ;
    if (regular) return !looked_for.starts_with('^');
    return looked_for.starts_with('%') || looked_for.starts_with('_');
}

void describe_operator(Oid operation, bool column_is_left, const Node* other, Oid collation, const Key& key, Condition* condition) {
    const Oid family = key.index->opfamily[key.position];
    const Oid function = get_opcode(operation);
    const Oid turned = column_is_left ? operation : get_commutator(operation);
    condition->operator_name = get_opname(operation);
    condition->comparison = comparison_of(function);
    condition->in_operator_class = OidIsValid(turned) && op_in_opfamily(turned, family);
    if (condition->comparison != Comparison::Plain && other != nullptr) condition->leading_wildcard = begins_open(other, condition->comparison, function);
    const Oid opposite = get_negator(operation);
    if (!condition->in_operator_class && OidIsValid(opposite) && (op_in_opfamily(opposite, family) || comparison_of(get_opcode(opposite)) != Comparison::Plain))
        condition->comparison = Comparison::Negated;
    const Oid order = key.index->indexcollations[key.position];
    if (OidIsValid(order) && order != collation) condition->collation = quote_identifier(OidIsValid(collation) ? get_collation_name(collation) : "default");
}

void describe_pair(Oid operation, List* sides, Oid collation, const Key& key, List* names, Condition* condition) {
    const auto* const left = static_cast<const Node*>(linitial(sides));
    const auto* const right = static_cast<const Node*>(lsecond(sides));
    const bool is_left = is_key(left, key) || (!is_key(right, key) && mentions(left, key));
    const Node *const side = is_left ? left : right, *const other = is_left ? right : left;
    describe_column(side, key, names, condition);
    describe_operator(operation, is_left, other, collation, key, condition);
    condition->against = against(other, key);
    // One whose bytes are those of the column, but not its operators: varchar to char(n) or citext.
    const bool relabelled = condition->form == Form::Bare && IsA(side, RelabelType) && exprType(side) != key.index->opcintype[key.position];
    if (!relabelled || condition->in_operator_class || condition->comparison != Comparison::Plain) return;
    describe_cast(side, reinterpret_cast<const RelabelType*>(side)->relabelformat == COERCE_IMPLICIT_CAST, key, names, condition);
}

// A pattern by its function in place of its operator.
bool describe_pattern_call(const FuncExpr* call, const Key& key, List* names, Condition* condition) {
    if (list_length(call->args) != 2 || comparison_of(call->funcid) == Comparison::Plain || !mentions(static_cast<Node*>(linitial(call->args)), key))
        return false;
    const auto* const pattern = static_cast<const Node*>(lsecond(call->args));
    describe_column(static_cast<Node*>(linitial(call->args)), key, names, condition);
    condition->comparison = comparison_of(call->funcid);
    condition->operator_name = get_func_name(call->funcid);
    condition->in_operator_class = false;
    condition->leading_wildcard = begins_open(pattern, condition->comparison, call->funcid);
    condition->against = against(pattern, key);
    return true;
}

}  // namespace

Key key_of(const IndexOptInfo* index, int position) {
    int expression = 0;
    for (int i = 0; i < position; ++i) expression += index->indexkeys[i] == 0;
    const auto column = static_cast<AttrNumber>(index->indexkeys[position]);
    return {index, position, column, column != 0 ? nullptr : static_cast<Node*>(list_nth(index->indexprs, expression))};
}

bool mentions(const Node* expression, const Key& key) {
    const ::Index rel = key.index->rel->relid;
    if (key.column != 0) return uses_column(expression, rel, key.column);
    SharedSearch search{expression, rel};
    return shares_column(key.expression, &search);
}

bool is_key(const Node* expression, const Key& key) {
    const Node* const bare = stripped(expression);
    if (key.expression != nullptr) return equal(bare, stripped(key.expression));
    const auto* const variable = reinterpret_cast<const Var*>(bare);
    return IsA(bare, Var) && static_cast<::Index>(variable->varno) == key.index->rel->relid && variable->varattno == key.column;
}

bool has_parameter(const Node* expression) { return find_parameter(const_cast<Node*>(expression), nullptr); }

void describe_side(const Node* side, Oid type, Oid collation, const Key& key, List* names, Condition* condition) {
    describe_column(side, key, names, condition);
    condition->operator_name = "=";
    condition->against = Against::OtherTable;
    const Oid equality = lookup_type_cache(type, TYPECACHE_EQ_OPR)->eq_opr;
    condition->in_operator_class = op_in_opfamily(equality, key.index->opfamily[key.position]);
    const Oid order = key.index->indexcollations[key.position];
    if (OidIsValid(order) && order != collation && OidIsValid(collation)) condition->collation = quote_identifier(get_collation_name(collation));
}

void describe_form(const Node* clause, const Key& key, List* names, Condition* condition) {
    switch (nodeTag(clause)) {
        case T_OpExpr: {
            const auto* const operation = reinterpret_cast<const OpExpr*>(clause);
            if (list_length(operation->args) == 2) return describe_pair(operation->opno, operation->args, operation->inputcollid, key, names, condition);
            break;
        }
        case T_ScalarArrayOpExpr: {
            const auto* const operation = reinterpret_cast<const ScalarArrayOpExpr*>(clause);
            describe_pair(operation->opno, operation->args, operation->inputcollid, key, names, condition);
            if (!operation->useOr) condition->comparison = Comparison::Negated;
            condition->is_element_wanted = condition->form == Form::Bare && is_key(static_cast<Node*>(lsecond(operation->args)), key);
            return;
        }
        case T_RowCompareExpr: {
            const auto* const operation = reinterpret_cast<const RowCompareExpr*>(clause);
            describe_column(static_cast<Node*>(linitial(operation->largs)), key, names, condition);
            return;
        }
        case T_NullTest: {
            const auto* const test = reinterpret_cast<const NullTest*>(clause);
            describe_column(reinterpret_cast<const Node*>(test->arg), key, names, condition);
            condition->operator_name = test->nulltesttype == IS_NULL ? "IS NULL" : "IS NOT NULL";
            condition->in_operator_class = key.index->amsearchnulls;
            return;
        }
        case T_BooleanTest: {
            const auto* const test = reinterpret_cast<const BooleanTest*>(clause);
            const BoolTestType type = test->booltesttype;
            describe_column(reinterpret_cast<const Node*>(test->arg), key, names, condition);
            if (type == IS_NOT_TRUE || type == IS_NOT_FALSE || type == IS_NOT_UNKNOWN) condition->comparison = Comparison::Negated;
            return;
        }
        case T_FuncExpr:
            if (describe_pattern_call(reinterpret_cast<const FuncExpr*>(clause), key, names, condition)) return;
            break;
        case T_DistinctExpr: condition->comparison = Comparison::Negated; return;
        case T_BoolExpr:
            if (reinterpret_cast<const BoolExpr*>(clause)->boolop == NOT_EXPR) condition->comparison = Comparison::Negated;
            return;
        default: break;
    }
    describe_column(clause, key, names, condition);
}

}  // namespace pgops
