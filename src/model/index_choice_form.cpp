// What about the form of the conditions keeps an index from being searched.
#include <algorithm>

#include "core/text.hpp"
#include "model/index_choice.hpp"

namespace pgops {

namespace {

Explanation by_or(const IndexChoice& choice, const Condition& condition, Memory* memory) {
    return {WhyNot::OrAcrossColumns,
            concat(memory, "the condition stands in an OR whose other side, ", condition.other_arm,
                   ", this index does not serve: rows that fulfil only that would be missed"),
            concat(memory, "Give each side of the OR an index of its own, so that the planner can combine them, or write two queries with UNION on ",
                   choice.table, ".")};
}

Explanation by_cast(const SearchKey& key, const Condition& condition, Memory* memory) {
    const std::string_view whose = condition.implicit_cast ? " (the server adds the cast, because of the other side's type)" : "";
    return {WhyNot::TypeMismatch,
            concat(memory, "the column ", key.text, " of type ", key.type_name, " is cast to ", condition.cast_type, " in ", condition.text, whose,
                   "; the index has the values uncast"),
            condition.against == Against::OtherTable ? concat(memory, "Give both columns the same type, or cast the other side to ", key.type_name, ".")
                                                     : concat(memory, "Cast the other side instead, to ", key.type_name, ", or ask for a range of ", key.text,
                                                              "; else build an index on ((", condition.written, ")).")};
}

Explanation by_function(const SearchKey& key, const Condition& condition, Memory* memory) {
    return {WhyNot::FunctionOnColumn, concat(memory, condition.text, " looks for ", condition.written, "; the index has the values of ", key.text, " itself"),
            concat(memory, "Write the condition with ", key.text, " alone on one side, or build an index on (", condition.written, ").")};
}

Explanation by_expression(const SearchKey& key, const Condition& condition, Memory* memory) {
    return {WhyNot::ExpressionMismatch, concat(memory, "the index has the values of ", key.text, "; ", condition.text, " asks for ", condition.written),
            concat(memory, "Write the condition with exactly ", key.text, ", or build an index on (", condition.written, ").")};
}

Explanation by_pattern(const SearchKey& key, const Condition& condition, Memory* memory) {
    return {WhyNot::PatternNeedsOpclass,
            concat(memory, "an index of ", key.text, " in the order of collation ", key.collation, " does not keep texts with the same beginning together, so ",
                   condition.text, " cannot be looked up in it"),
            concat(memory, "Build an index on (", key.text, " ",
                   key.type_name == "character varying" ? "varchar"
                   : key.type_name == "character"       ? "bpchar"
                                                        : "text",
                   "_pattern_ops), or on (", key.text, " COLLATE \"C\") for conditions in that collation.")};
}

Explanation by_operator(const IndexChoice& choice, const SearchKey& key, const Condition& condition, Memory* memory) {
    std::string_view hint;
    if (condition.comparison == Comparison::LikeAnyCase || condition.comparison == Comparison::Pattern)
        hint = concat(memory, "Build a GIN index on (", key.text, " gin_trgm_ops) with the extension pg_trgm.");
    else if (condition.is_array)
        hint = concat(memory, "Build a GIN index on (", key.text, ") whose operator class has the operator ", condition.operator_name, ".");
    else if (choice.method != "btree")
        hint = concat(memory, "Build a btree index on (", key.text, "), or one whose operator class has the operator ", condition.operator_name, ".");
    else
        hint = concat(memory, "Build an index whose operator class has the operator ", condition.operator_name, "; \\dAo in psql lists them by access method.");
    return {WhyNot::OperatorNotInOpclass,
            concat(memory, "the operator ", condition.operator_name, " of ", condition.text, " is not one that a ", choice.method,
                   " index with operator class ", key.operator_class, " can search by"),
            hint};
}

Explanation not_searchable(const Condition& condition, Memory* memory) {
    if (condition.comparison == Comparison::Negated)
        return {WhyNot::NotSargable, concat(memory, condition.text, " says what is not wanted: no index finds the rest"),
                "Ask for the values that are wanted, or build a partial index with this condition as its predicate."};
    if (condition.against == Against::SameTable)
        return {WhyNot::NotSargable, concat(memory, condition.text, " compares with other columns of the same row: that has no place in an index"),
                "Build an index on the expression that is compared, or a partial index with this condition as its predicate."};
    if (condition.against == Against::ChangingValue)
        return {WhyNot::NotSargable, concat(memory, condition.text, " compares with a value that is computed anew for each row (a volatile function)"),
                "Compute the value once, in a scalar subquery: (SELECT ...)."};
    return {WhyNot::NotSargable, concat(memory, condition.text, " is of no form that an index can be searched by"), "Write it as: column operator value."};
}

Explanation of_condition(const IndexChoice& choice, const Condition& condition, Memory* memory) {
    const SearchKey& key = choice.keys[condition.key];
    if (condition.served) return by_or(choice, condition, memory);
    if (condition.comparison == Comparison::Negated && condition.form == Form::Bare) return not_searchable(condition, memory);
    if (key.is_expression && condition.form != Form::Bare) return by_expression(key, condition, memory);
    if (condition.form == Form::Cast) return by_cast(key, condition, memory);
    if (condition.form != Form::Bare) return by_function(key, condition, memory);
    if (condition.against == Against::SameTable || condition.against == Against::ChangingValue) return not_searchable(condition, memory);
    const bool pattern = condition.comparison != Comparison::Plain;
    if (pattern && condition.leading_wildcard && choice.method == "btree")
        return {WhyNot::LeadingWildcard, concat(memory, condition.text, " does not say how the text begins, and the index is ordered by beginnings"),
                concat(memory, "Build a GIN index on (", key.text, " gin_trgm_ops) with the extension pg_trgm, or say how the text begins.")};
    if (condition.comparison == Comparison::LikeAnyCase) return by_operator(choice, key, condition, memory);
    if (pattern && choice.method == "btree") {
        if (condition.against == Against::Parameter && key.orders_by_bytes)
            return {WhyNot::GenericPlanParameter, concat(memory, "the pattern of ", condition.text, " is a parameter: the planner does not know how it begins"),
                    "Put the pattern into the text of the statement, or let the server plan with the values: SET plan_cache_mode = force_custom_plan."};
        if (!key.orders_by_bytes) return by_pattern(key, condition, memory);
    }
    if (!condition.in_operator_class) return by_operator(choice, key, condition, memory);
    if (!condition.collation.empty())
        return {WhyNot::CollationMismatch,
                concat(memory, condition.text, " compares in collation ", condition.collation, "; the index is in the order of ", key.collation),
                concat(memory, "Compare in collation ", key.collation, ", or build an index on (", key.text, " COLLATE ", condition.collation, ").")};
    return not_searchable(condition, memory);
}

// Of several hindrances the one that is easiest to mend.
int rank(const IndexChoice& choice, const Condition& condition) {
    if (condition.served) return 1;
    if (condition.comparison == Comparison::Negated || condition.against == Against::SameTable || condition.against == Against::ChangingValue) return 3;
    return choice.keys[condition.key].is_expression && condition.form == Form::Bare ? 2 : 0;
}

std::string_view columns_asked_for(const IndexChoice& choice, Memory* memory) {
    std::string_view columns;
    for (std::size_t key = 1; key < choice.keys.size(); ++key)
        if (std::ranges::any_of(choice.conditions, [&](const Condition& condition) { return condition.key == key; }))
            columns = columns.empty() ? choice.keys[key].text : concat(memory, columns, ", ", choice.keys[key].text);
    return columns;
}

Explanation leading_is_free(const IndexChoice& choice, Memory* memory) {
    const std::string_view leading = choice.keys[0].text;
    const std::string_view later = columns_asked_for(choice, memory);
    if (later.empty())
        return {WhyNot::LeadingColumnNotConstrained,
                concat(memory, "no condition, join or order of the statement is about ", leading, ", so the index would narrow nothing down"),
                "Nothing to change, unless a condition is missing from the statement."};
    return {WhyNot::LeadingColumnNotConstrained,
            concat(memory, "the conditions are about ", later, ", but the index is ordered by ", leading, " first: it would have to be read from end to end"),
            concat(memory, "Add a condition on ", leading, ", or build an index that begins with ", later, ".")};
}

Explanation predicate_open(const IndexChoice& choice, Memory* memory) {
    if (choice.predicate_awaits_parameter)
        return {WhyNot::GenericPlanParameter,
                concat(memory, "the partial index has only rows with ", choice.predicate,
                       ", and the planner does not know the parameter's value: it might ask for others"),
                "Put the value into the text of the statement, or let the server plan with the values: SET plan_cache_mode = force_custom_plan."};
    return {WhyNot::PredicateNotImplied,
            concat(memory, "the partial index has only rows with ", choice.predicate,
                   "; the conditions of the statement do not imply that, so rows would be missed"),
            concat(memory, "If only such rows are wanted, add AND ", choice.predicate, " to the statement; else build the index without the predicate.")};
}

}  // namespace

std::optional<Explanation> explain_by_form(const IndexChoice& choice, Memory* memory) {
    if (!choice.predicate.empty() && !choice.predicate_implied) return predicate_open(choice, memory);
    const bool any_key = choice.method != "btree";
    const Condition* worst = nullptr;
    for (const Condition& condition : choice.conditions) {
        if (condition.key != 0 && !any_key) continue;
        if (condition.served && !condition.in_or) return std::nullopt;
        if (worst == nullptr || rank(choice, condition) < rank(choice, *worst)) worst = &condition;
    }
    if (choice.searched_by_leading) return std::nullopt;
    if (worst != nullptr) return of_condition(choice, *worst, memory);
    if (choice.gives_order && choice.cost_with_index) return std::nullopt;
    return leading_is_free(choice, memory);
}

}  // namespace pgops
