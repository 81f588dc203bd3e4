#include "core/tree_rebuild.hpp"

#include <algorithm>
#include <cmath>

#include "core/interval.hpp"

namespace pgops {

namespace {

// A tree of so many times less rows is another one: a quarter less, and nothing of the old one tells how its pages split.
constexpr double kDifferentTree = 4;
// Standard deviations to either side that hold 95 %.
constexpr double kTwoSided = 1.96;

}  // namespace

TreeFill learn_fill(const TreeFill& expected, std::span<const TreePage> pages, double other_tree) {
    double count = 0, sum = 0, squares = 0;
    for (const TreePage& page : pages) {
        if (!page.unchanged) continue;
        ++count;
        sum += page.filled;
        squares += page.filled * page.filled;
    }
    if (count < 2 || sum <= 0) return expected;
    const double mean = sum / count, deviation = std::sqrt(std::max(0.0, squares / count - mean * mean) / (count - 1));
    const double seen = std::hypot(deviation / mean, other_tree), weight = expected.error * expected.error / (expected.error * expected.error + seen * seen);
    return {weight * mean + (1 - weight) * expected.share, seen * std::sqrt(weight)};
}

TreeNeed tree_pages_needed(std::span<const TreePage> pages, const TreeFill& fill, const Interval& kept, double repeatable, const Covariates& mean,
                           double population, Memory* memory) {
    auto& needed = make_in<Vector<SampledValue>>(memory, memory);
    auto& changed = make_in<Vector<SampledValue>>(memory, memory);
    const double share = std::max(fill.share, 0.01), other_tree = std::clamp(kDifferentTree * (1 - kept.value), 0.0, 1.0);
    for (const TreePage& page : pages) {
        const double whole = (page.unchanged ? 1 : page.filled / share) * kept.value;
        needed.push_back({page.block, whole, page.known});
        changed.push_back({page.block, page.unchanged ? other_tree * whole : whole, page.known});
    }
    const Interval total = regression_mean(span_of(needed), mean, population);
    const double uncertain = std::max(0.0, regression_mean(span_of(changed), mean, population).value);
    const double of_fill = kTwoSided * fill.error * uncertain, of_kept = kept.value > 0 ? half_width(kept) / kept.value * total.value : 0;
    const double of_build = kTwoSided * repeatable * total.value, of_sample = half_width(total);
    const double margin = std::sqrt(of_sample * of_sample + of_fill * of_fill + of_kept * of_kept + of_build * of_build);
    return {.pages = {std::max(0.0, total.value), std::max(0.0, total.value - margin), total.value + margin}, .sampling_error = of_sample};
}

}  // namespace pgops
