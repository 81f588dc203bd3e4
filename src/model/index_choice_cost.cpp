// Why the planner left alone an index that could have served: figures, in the order in which they decide.
#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "model/index_choice.hpp"

namespace pgops {

namespace {

// Changes that a fifth of the rows is not trusted over, as for bloat.
constexpr double kStaleShare = 0.2;
// The server's default; a higher one was set by somebody.
constexpr double kDefaultRandomPageCost = 4.0;
// random_page_cost under that of sequential reading says that no disk is like that.
constexpr double kLeastRandomPageCost = 1.0;
// Over this share "too many" is the right word, whatever else would help: bitmaps serve up to about half of a scattered table.
constexpr double kManyRows = 2.0 / 3;
constexpr double kLowCorrelation = 0.5;

ShortText cost_text(double cost) { return decimal(cost, 2); }
ShortText share_text(double share) { return decimal(100 * share, share < 0.01 ? 3 : 1); }
ShortText rows_text(double rows) { return grouped(std::llround(std::min(rows, 9e15))); }

double rows_in_all(const IndexChoice& choice) { return choice.rows_read * std::max(choice.lookups, 1.0); }
double share(const IndexChoice& choice) { return choice.table_rows > 0 ? rows_in_all(choice) / choice.table_rows : 0; }

std::string_view costs(const IndexChoice& choice, Memory* memory) {
    if (!choice.cost_with_index) return {};
    return concat(memory, " (cost ", cost_text(*choice.cost_with_index), " against ", cost_text(choice.cost_chosen), ")");
}

bool would_win(const IndexChoice& choice) { return choice.cost_with_index && *choice.cost_with_index <= choice.cost_chosen; }

std::optional<Explanation> by_setting(const IndexChoice& choice, Memory* memory) {
    if (choice.disabled_settings.empty() || !would_win(choice)) return std::nullopt;
    return Explanation{WhyNot::DisabledBySetting, concat(memory, "switched off here: ", choice.disabled_settings, costs(choice, memory)),
                       concat(memory, "Switch it on again: RESET ", choice.disabled_settings.substr(0, choice.disabled_settings.find(',')), ";")};
}

std::optional<Explanation> by_size(const IndexChoice& choice, Memory* memory) {
    if (!choice.scan_cost || !choice.lookup_cost || *choice.scan_cost > *choice.lookup_cost || !choice.rival.empty()) return std::nullopt;
    return Explanation{WhyNot::SmallTable,
                       concat(memory, "the table has ", choice.table_pages, plural(choice.table_pages, " page", " pages"), ": reading all of it costs ",
                              cost_text(*choice.scan_cost), ", looking up a single row by any index ", cost_text(*choice.lookup_cost)),
                       "Nothing to change: the plan will change by itself when the table grows."};
}

std::optional<Explanation> by_limit(const IndexChoice& choice, Memory* memory) {
    if (!choice.used_without_limit.value_or(false)) return std::nullopt;
    if (choice.rival.empty() && !choice.plan_sorts)
        return Explanation{
            WhyNot::LimitChangesPlan,
            concat(memory, "without its LIMIT the statement would use the index; with it the planner expects to meet that many rows soon when it reads ",
                   choice.table, " from the beginning", costs(choice, memory)),
            "If such rows all lie far back, search first and cut afterwards: WITH found AS MATERIALIZED (the statement without LIMIT) SELECT * "
            "FROM found LIMIT ...;"};
    return Explanation{
        WhyNot::LimitChangesPlan,
        concat(memory, "without its LIMIT the statement would use the index; with it the planner expects to find the few rows sooner",
               choice.rival.empty() ? "" : " in the order of ", choice.rival, costs(choice, memory)),
        "If the rows wanted lie far from where that plan begins, it reads much in vain: keep the planner from using that order, such as by ORDER BY an "
        "expression (column + 0), or build an index on the searched columns followed by the sorted ones."};
}

std::optional<Explanation> by_rival(const IndexChoice& choice, Memory* memory) {
    if (choice.rival.empty()) return std::nullopt;
    if (choice.gives_order && !choice.searched_by_leading && choice.rival_gives_order)
        return Explanation{WhyNot::AlreadySortedOtherwise,
                           concat(memory, "the order that this index has comes with ", choice.rival, ", which the plan uses", costs(choice, memory)),
                           "Nothing to change."};
    const bool equal = choice.cost_with_index && cost_text(*choice.cost_with_index).view() == cost_text(choice.cost_chosen).view();
    return Explanation{WhyNot::BetterIndex,
                       equal ? concat(memory, "the plan reads the table by ", choice.rival, ", which costs the same (", cost_text(choice.cost_chosen),
                                      "): one of them had to be taken")
                             : concat(memory, "the plan reads the table by ", choice.rival, ", which costs less", costs(choice, memory)),
                       "Nothing to change for this statement. Whether another index makes this one needless is told in pgops.findings."};
}

std::optional<Explanation> by_order(const IndexChoice& choice, Memory* memory) {
    if (!choice.gives_order || choice.searched_by_leading || std::ranges::any_of(choice.conditions, is_kept_off_by_join)) return std::nullopt;
    return Explanation{WhyNot::AlreadySortedOtherwise,
                       concat(memory,
                              choice.plan_sorts ? "sorting the rows costs less than fetching all of them in the order of this index"
                                                : "the plan needs no order at this place, or gets it on its way",
                              costs(choice, memory)),
                       choice.plan_sorts ? "Nothing to change, unless few rows are wanted: then say so with LIMIT, or add the columns read with INCLUDE, so "
                                           "that the table need not be visited."
                                         : "Nothing to change."};
}

std::optional<Explanation> by_statistics(const IndexChoice& choice, Memory* memory) {
    const auto unknown =
        std::ranges::find_if(choice.conditions, [&](const Condition& condition) { return condition.served && !choice.keys[condition.key].has_statistics; });
    if (!choice.analyzed || unknown != choice.conditions.end()) {
        const std::string_view key = unknown != choice.conditions.end() ? choice.keys[unknown->key].text : choice.keys[0].text;
        return Explanation{WhyNot::MissingStatistics,
                           concat(memory, "there are no statistics for ", key, ": the planner guesses ", rows_text(choice.rows_read), " of ",
                                  rows_text(choice.table_rows), " rows", costs(choice, memory)),
                           concat(memory, "ANALYZE ", choice.table, ";")};
    }
    if (choice.changed_rows > 0 && static_cast<double>(choice.changed_rows) > kStaleShare * choice.table_rows)
        return Explanation{WhyNot::StaleStatistics,
                           concat(memory, grouped(choice.changed_rows), " rows have changed since the last ANALYZE, of now ", rows_text(choice.table_rows),
                                  ": that it would read ", rows_text(choice.rows_read), " of them is an outdated estimate", costs(choice, memory)),
                           concat(memory, "ANALYZE ", choice.table, ";")};
    return std::nullopt;
}

std::optional<Explanation> by_parameter(const IndexChoice& choice, Memory* memory) {
    if (!choice.awaits_parameter) return std::nullopt;
    return Explanation{WhyNot::GenericPlanParameter,
                       concat(memory, "the plan is for any value of the parameter: ", rows_text(choice.rows_read), " of ", rows_text(choice.table_rows),
                              " rows are assumed; rare values may be found by the index all the same", costs(choice, memory)),
                       "Ask with the value in place of the parameter. To plan with the values each time: SET plan_cache_mode = force_custom_plan."};
}

bool mended_by_random_page_cost(const IndexChoice& choice) { return choice.random_page_cost_needed && *choice.random_page_cost_needed >= kLeastRandomPageCost; }

std::string_view setting_hint(const IndexChoice& choice, Memory* memory) {
    // Cut, not rounded: a higher value would not do.
    const double value = std::floor(*choice.random_page_cost_needed * 100) / 100;
    return concat(memory, "With random_page_cost = ", decimal(value, 2), " (now ", decimal(choice.random_page_cost, 2),
                  ") it would be used; 1.1 is common where the data is on SSDs or in memory.");
}

std::string_view or_setting(const IndexChoice& choice, Memory* memory) {
    return mended_by_random_page_cost(choice) ? concat(memory, " ", setting_hint(choice, memory)) : "";
}

bool mended_by_order(const IndexChoice& choice) {
    return choice.correlation && std::fabs(*choice.correlation) < kLowCorrelation && choice.cost_if_correlated &&
           *choice.cost_if_correlated < choice.cost_chosen;
}

Explanation by_scattering(const IndexChoice& choice, Memory* memory) {
    return {WhyNot::CorrelationLow,
            concat(memory, "the ", rows_text(choice.rows_read), " rows (", share_text(share(choice)), " %) lie scattered over the table (correlation ",
                   decimal(*choice.correlation, 2), "); in the order of the index its plan would cost ", cost_text(*choice.cost_if_correlated),
                   costs(choice, memory)),
            concat(memory, "Add the columns that are read with INCLUDE, so that the table need not be visited, or CLUSTER ", choice.table, " USING ",
                   choice.name, " (locks the table).", or_setting(choice, memory))};
}

Explanation by_page_cost(const IndexChoice& choice, Memory* memory) {
    return {WhyNot::CostSettings,
            concat(memory, "random_page_cost makes the ", rows_text(choice.rows_read), " rows (", share_text(share(choice)),
                   " %) dearer one by one than the whole table in sequence", costs(choice, memory)),
            setting_hint(choice, memory)};
}

// In the order of the index, mostly for a join.
Explanation by_whole(const IndexChoice& choice, Memory* memory) {
    return {WhyNot::TooManyRows,
            concat(memory, "the cheapest plan with it reads it from end to end: ", rows_text(rows_in_all(choice)), " rows, ", share_text(share(choice)),
                   " % of the table", costs(choice, memory)),
            concat(memory, "Nothing to change, unless few of these rows are wanted: then a condition that says so is missing.", or_setting(choice, memory))};
}

Explanation by_rows(const IndexChoice& choice, Memory* memory) {
    if (choice.reads_all && choice.predicate.empty()) return by_whole(choice, memory);
    const std::string_view lookups = choice.lookups > 1.5 ? concat(memory, " in ", rows_text(choice.lookups), " lookups") : "";
    const std::string_view turn = choice.rows_where_it_turns && choice.table_rows > 0
                                      ? concat(memory, "; up to ", rows_text(*choice.rows_where_it_turns), " (",
                                               share_text(*choice.rows_where_it_turns / choice.table_rows), " %) it would be used")
                                      : "";
    return {WhyNot::TooManyRows,
            concat(memory, "it would read ", rows_text(rows_in_all(choice)), " rows, ", share_text(share(choice)), " % of the table", lookups, turn,
                   costs(choice, memory)),
            concat(memory, "Narrow the condition down, or add the columns that are read with INCLUDE, so that the table need not be visited.",
                   or_setting(choice, memory))};
}

}  // namespace

Explanation explain_by_cost(const IndexChoice& choice, Memory* memory) {
    for (const auto explain : {by_setting, by_size, by_limit, by_rival, by_order, by_statistics, by_parameter})
        if (const auto explained = explain(choice, memory)) return *explained;
    const bool few = share(choice) <= kManyRows;
    const bool raised = choice.random_page_cost > kDefaultRandomPageCost && choice.random_page_cost_needed.value_or(0) >= kDefaultRandomPageCost;
    if (raised) return by_page_cost(choice, memory);
    if (few && mended_by_order(choice)) return by_scattering(choice, memory);
    if (few && mended_by_random_page_cost(choice)) return by_page_cost(choice, memory);
    return by_rows(choice, memory);
}

}  // namespace pgops
