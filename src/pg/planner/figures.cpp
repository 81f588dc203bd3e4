#include "pg/planner/figures.hpp"

#include <cmath>

#include "pg/planner/recost.hpp"

namespace pgops {

namespace {

constexpr int kSteps = 12;  // halvings of the order of magnitude: of a million to a third of a percent
// The planner takes costs that differ by a hundredth as the same (STD_FUZZ_FACTOR in pathnode.c), and then has other preferences.
constexpr double kClearlyLess = 0.99;

// The path that the plan was made of: of those with its kind of scan the one with its cost.
const Path* path_of(const MetTable& met, const PlanUse& use) {
    const Path* best = nullptr;
    ListCell* cell = nullptr;
    foreach (cell, met.own) {
        const auto* const path = static_cast<Path*>(lfirst(cell));
        const bool bitmap = use.node == T_BitmapIndexScan;
        if (bitmap != static_cast<bool>(IsA(path, BitmapHeapPath))) continue;
        if (best == nullptr || (!bitmap && std::fabs(path->total_cost - use.cost) < std::fabs(best->total_cost - use.cost))) best = path;
    }
    return best;
}

// The largest x in (low, high) for which holds(x), where it holds for what is smaller.
template <class Holds>
std::optional<double> last_that_holds(double low, double high, Holds holds) {
    if (!holds(low)) return std::nullopt;
    for (int i = 0; i < kSteps; ++i) {
        const double middle = low > 0 ? std::sqrt(low * high) : high / 2;
        (holds(middle) ? low : high) = middle;
    }
    return low;
}

double cheapest_at(const MetTable& met, double page_cost) {
    double cheapest = std::numeric_limits<double>::infinity();
    ListCell* cell = nullptr;
    foreach (cell, met.own)
        if (const auto* const path = static_cast<Path*>(lfirst(cell)); can_recost(path))
            cheapest = std::min(cheapest, recost(met, path, {.random_page_cost = page_cost}));
    return cheapest;
}

bool has_page_costs_of_its_own(const RelOptInfo* rel) {
    double random = 0, sequential = 0;
    get_tablespace_page_costs(rel->reltablespace, &random, &sequential);
    return random != random_page_cost;
}

void fill_turning_points(const MetTable& met, const Path* path, IndexChoice* choice) {
    const double one_row = 1 / std::max(choice->rows_read, 1.0);
    choice->lookup_cost = recost(met, path, {.share = one_row});
    if (std::isfinite(met.rival_cost) && path->total_cost > met.rival_cost) {
        const auto share = last_that_holds(one_row, 1, [&](double part) { return recost(met, path, {.share = part}) <= met.rival_cost * kClearlyLess; });
        if (share) choice->rows_where_it_turns = *share * choice->rows_read;
    }
    choice->correlation = correlation_of(met, path);
    const double in_order = recost(met, path, {.correlation = 1.0, .plain_scan = true});
    const double saved = path->total_cost - in_order;
    if (choice->cost_with_index && saved > 0) choice->cost_if_correlated = *choice->cost_with_index - saved;
}

void fill_page_cost(const MetTable& met, IndexChoice* choice) {
    choice->random_page_cost = random_page_cost;
    if (!choice->cost_with_index || has_page_costs_of_its_own(met.rel) || random_page_cost <= seq_page_cost) return;
    const double missing = *choice->cost_with_index - choice->cost_chosen * kClearlyLess;
    const double wanted = cheapest_at(met, random_page_cost) - missing;
    if (missing > 0)
        choice->random_page_cost_needed = last_that_holds(seq_page_cost, random_page_cost, [&](double cost) { return cheapest_at(met, cost) <= wanted; });
}

}  // namespace

void fill_figures(const MetTable& met, const PlanUse& use, IndexChoice* choice) {
    choice->lookups = use.lookups;
    if (std::isfinite(met.scan_cost)) choice->scan_cost = met.scan_cost;
    const Path* const path = path_of(met, use);
    if (path == nullptr) return;
    choice->rows_read = clamp_row_est(selectivity_of(path) * met.rel->tuples);
    choice->reads_all = IsA(path, IndexPath) && reinterpret_cast<const IndexPath*>(path)->indexclauses == NIL;
    if (!can_recost(path)) return;
    fill_turning_points(met, path, choice);
    fill_page_cost(met, choice);
}

}  // namespace pgops
