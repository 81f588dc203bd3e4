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

// One that every btree can search by.
bool is_order_operator(std::string_view name) { return name == "=" || name == "<" || name == "<=" || name == ">" || name == ">="; }

// What CREATE INDEX would say, where it may: an index takes immutable expressions only. The result of a cast is text where a pattern is.
std::string_view or_index_on(const Condition& condition, Memory* memory) {
    const bool pattern = condition.comparison != Comparison::Plain;
    if (condition.index_element.empty() || (pattern && (condition.comparison != Comparison::Like || condition.leading_wildcard))) return ".";
    return concat(memory, "; or build an index on (", condition.index_element, pattern ? " text_pattern_ops" : "", ").");
}

Explanation by_cast(const SearchKey& key, const Condition& condition, Memory* memory) {
    const std::string_view whose = condition.implicit_cast ? " (the server adds the cast, because of the other side's type)" : "";
    return {WhyNot::TypeMismatch,
            concat(memory, "the column ", key.text, " of type ", key.type_name, " is cast to ", condition.cast_type, " in ", condition.text, whose,
                   "; the index has the values uncast"),
            condition.against == Against::OtherTable ? concat(memory, "Give both columns the same type, or cast the other side to ", key.type_name, ".")
            : condition.comparison != Comparison::Plain
                ? concat(memory, "Ask for a range of ", key.text, " in place of the pattern", or_index_on(condition, memory))
                : concat(memory, "Cast the other side instead, to ", key.type_name, ", or ask for a range of ", key.text, or_index_on(condition, memory))};
}

Explanation by_function(std::string_view method, const SearchKey& key, const Condition& condition, Memory* memory) {
    return {WhyNot::FunctionOnColumn, concat(memory, condition.text, " looks for ", condition.written, "; the index has the values of ", key.text, " itself"),
            key.type_name == "jsonb" && method == "gin"
                ? concat(memory, "Write the condition with an operator of the index, such as ", key.text, " @> '{...}'", or_index_on(condition, memory))
                : concat(memory, "Write the condition with ", key.text, " alone on one side", or_index_on(condition, memory))};
}

Explanation by_expression(const SearchKey& key, const Condition& condition, Memory* memory) {
    return {WhyNot::ExpressionMismatch, concat(memory, "the index has the values of ", key.text, "; ", condition.text, " asks for ", condition.written),
            concat(memory, "Write the condition with exactly ", key.text, is_order_operator(condition.operator_name) ? or_index_on(condition, memory) : ".")};
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
    else if (condition.is_element_wanted)
        hint = concat(memory, "Write it as ", key.text, " @> ARRAY[...]",
                      choice.method == "gin" ? ", which the index can search by." : ", with a GIN index on that column.");
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
    if (condition.form != Form::Bare) return by_function(choice.method, key, condition, memory);
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

std::string_view fence_hint(Fence fence) {
    switch (fence) {
        case Fence::MaterializedWith: return "If a condition on it stands outside of the WITH query, write it inside, or say AS NOT MATERIALIZED.";
        case Fence::SubqueryLimit: return "If a condition on it stands outside of the subquery with LIMIT or OFFSET, write it inside.";
        default: return "Nothing to change, unless a condition is missing from the statement.";
    }
}

Explanation by_order_wanted(const IndexChoice& choice, Memory* memory) {
    const SearchKey& key = choice.keys[0];
    if (!choice.sort_collation.empty())
        return {WhyNot::CollationMismatch,
                concat(memory, "the statement sorts by ", key.text, " in collation ", choice.sort_collation, "; the index is in the order of ", key.collation),
                concat(memory, "Sort in collation ", key.collation, ", or build an index on (", key.text, " COLLATE ", choice.sort_collation, ").")};
    return {WhyNot::LeadingColumnNotConstrained,
            concat(memory, "the statement sorts by ", key.text,
                   ", but in another direction, or with NULLs at the other end, than the index, read forwards or "
                   "backwards, has them; and no condition is about ",
                   key.text),
            "Let ORDER BY name the direction and NULLS FIRST or LAST of the index, or build an index with those of the statement."};
}

Explanation leading_is_free(const IndexChoice& choice, Memory* memory) {
    const std::string_view leading = choice.keys[0].text;
    const std::string_view later = columns_asked_for(choice, memory);
    if (!later.empty()) {
        const bool by_form = std::ranges::any_of(choice.conditions, [](const Condition& each) { return each.served; });
        const std::string_view hint = !choice.rival.empty()
                                          ? concat(memory, "Nothing to change for this statement: the plan reads the table by ", choice.rival, ".")
                                      : by_form ? concat(memory, "Add a condition on ", leading, ", or build an index that begins with ", later, ".")
                                                : concat(memory, "Add a condition on ", leading, ".");
        return {
            WhyNot::LeadingColumnNotConstrained,
            concat(memory, "the conditions are about ", later, ", but the index is ordered by ", leading, " first: it would have to be read from end to end"),
            hint};
    }
    if (choice.method == "btree" && choice.sorted == Sorted::First && choice.predicate_implied) return by_order_wanted(choice, memory);
    const std::string_view predicate =
        choice.predicate_implied ? "" : concat(memory, "; besides, it has only rows with ", choice.predicate, ", which the conditions do not imply");
    return {WhyNot::LeadingColumnNotConstrained,
            choice.sorted == Sorted::Later
                ? concat(memory, "the statement sorts or groups by ", leading, " after something else, and no condition is about it", predicate)
                : concat(memory, "no condition, join or order that reaches ", choice.table, " is about ", leading, ", so the index would narrow nothing down",
                         predicate),
            fence_hint(choice.fence)};
}

Explanation predicate_open(const IndexChoice& choice, Memory* memory) {
    if (choice.predicate_awaits_parameter)
        return {WhyNot::GenericPlanParameter,
                concat(memory, "the partial index has only rows with ", choice.predicate,
                       ", and the planner does not know the parameter's value: it might ask for others"),
                "Put the value into the text of the statement, or let the server plan with the values: SET plan_cache_mode = force_custom_plan."};
    if (choice.predicate_refuted)
        return {WhyNot::PredicateNotImplied,
                concat(memory, "the partial index has only rows with ", choice.predicate, "; the conditions of the statement ask for other rows"),
                "Nothing to change: the index is for other statements."};
    return {WhyNot::PredicateNotImplied,
            concat(memory, "the partial index has only rows with ", choice.predicate,
                   "; the conditions of the statement do not imply that, so rows would be missed"),
            concat(memory, "If only such rows are wanted, add AND ", choice.predicate, " to the statement; else build the index without the predicate.")};
}

bool is_asked_for(const IndexChoice& choice) {
    return choice.sorted != Sorted::No ||
           std::ranges::any_of(choice.conditions, [&](const Condition& each) { return each.key == 0 || choice.method != "btree"; });
}

Explanation wanted_whole(const IndexChoice& choice, const Condition& condition, Memory* memory) {
    return {WhyNot::LeadingColumnNotConstrained,
            concat(memory, "all rows of ", choice.table, " are wanted: ", condition.text, " decides only what is joined to them"), "Nothing to change."};
}

}  // namespace

std::optional<Explanation> explain_by_form(const IndexChoice& choice, Memory* memory) {
    const bool any_asked = is_asked_for(choice);
    if (!choice.predicate.empty() && !choice.predicate_implied)
        return any_asked || choice.predicate_asked_for ? predicate_open(choice, memory) : leading_is_free(choice, memory);
    const bool any_key = choice.method != "btree";
    const Condition* worst = nullptr;
    for (const Condition& condition : choice.conditions) {
        if (condition.key != 0 && !any_key) continue;
        if (condition.served && !condition.in_or) return std::nullopt;
        if (worst == nullptr || rank(choice, condition) < rank(choice, *worst)) worst = &condition;
    }
    if (choice.searched_by_leading) return std::nullopt;
    if (worst != nullptr && !is_kept_off_by_join(*worst)) return of_condition(choice, *worst, memory);
    if (worst != nullptr && !choice.cost_with_index) return wanted_whole(choice, *worst, memory);
    if (worst != nullptr || (choice.gives_order && choice.cost_with_index)) return std::nullopt;
    // It could be read as a whole, for its few columns or rows: as another is, or at too high a price.
    if (choice.cost_with_index && choice.conditions.empty() && (!choice.rival.empty() || !choice.predicate.empty())) return std::nullopt;
    return leading_is_free(choice, memory);
}

}  // namespace pgops
