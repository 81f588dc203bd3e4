#include "core/tree_rebuild.hpp"

#include <algorithm>
#include <cmath>

#include "core/interval.hpp"

namespace pgops {

namespace {

// A tree of other size or order does not fill its leaves quite as much.
constexpr double kOtherTree = 0.03;

}  // namespace

TreeFill learn_fill(const TreeFill& expected, std::span<const TreePage> pages) {
    double count = 0, sum = 0, squares = 0;
    for (const TreePage& page : pages) {
        if (!page.unchanged) continue;
        ++count;
        sum += page.filled;
        squares += page.filled * page.filled;
    }
    if (count < 2 || sum <= 0) return expected;
    const double mean = sum / count, deviation = std::sqrt(std::max(0.0, squares / count - mean * mean) / (count - 1));
    const double seen = std::hypot(deviation / mean, kOtherTree), weight = expected.error * expected.error / (expected.error * expected.error + seen * seen);
    return {weight * mean + (1 - weight) * expected.share, seen * std::sqrt(weight)};
}

Interval tree_pages_needed(std::span<const TreePage> pages, const TreeFill& fill, const Interval& kept, const Covariates& mean, double population,
                           Memory* memory) {
    auto& needed = make_in<Vector<SampledValue>>(memory, memory);
    auto& changed = make_in<Vector<SampledValue>>(memory, memory);
    const double share = std::max(fill.share, 0.01);
    for (const TreePage& page : pages) {
        const double whole = page.unchanged ? 1 : page.filled / share;
        needed.push_back({page.block, whole * kept.value, page.known});
        changed.push_back({page.block, page.unchanged ? 1 - kept.value : whole * kept.value, page.known});
    }
    const Interval total = regression_mean(span_of(needed), mean, population);
    const double uncertain = std::max(0.0, regression_mean(span_of(changed), mean, population).value);
    const double of_fill = 1.96 * fill.error * uncertain, of_kept = kept.value > 0 ? half_width(kept) / kept.value * total.value : 0;
    const double margin = std::sqrt(half_width(total) * half_width(total) + of_fill * of_fill + of_kept * of_kept);
    return {std::max(0.0, total.value), std::max(0.0, total.value - margin), total.value + margin};
}

}  // namespace pgops
