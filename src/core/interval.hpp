// Arithmetic on independent estimates that carry their 95 % interval.
#pragma once

#include <algorithm>
#include <cmath>

#include "core/sampling.hpp"

namespace pgops {

inline double half_width(const Interval& interval) { return (interval.high - interval.low) / 2; }

inline Interval scaled(const Interval& interval, double factor) { return {interval.value * factor, interval.low * factor, interval.high * factor}; }

// The product of two of them.
inline Interval product(const Interval& a, const Interval& b) {
    const double value = a.value * b.value, of_a = half_width(a) * b.value, of_b = half_width(b) * a.value;
    const double margin = std::sqrt(of_a * of_a + of_b * of_b);
    return {value, value - margin, value + margin};
}

// Two estimates of the same, weighted by their precision.
inline Interval combined(const Interval& a, const Interval& b) {
    const double wide_a = half_width(a), wide_b = half_width(b);
    if (!std::isfinite(wide_a) || wide_b <= 0) return b;
    if (!std::isfinite(wide_b) || wide_a <= 0) return a;
    const double weight = wide_b * wide_b / (wide_a * wide_a + wide_b * wide_b), value = weight * a.value + (1 - weight) * b.value;
    const double margin = wide_a * wide_b / std::sqrt(wide_a * wide_a + wide_b * wide_b);
    return {value, value - margin, value + margin};
}

// A share, of which so many of `count` were seen: Wilson's interval, which holds for few and for shares near 0 and 1, too.
inline Interval share_of(double seen, double count) {
    constexpr double z = 1.96;
    if (count <= 0) return {0.5, 0, 1};
    const double share = seen / count, middle = (share + z * z / (2 * count)) / (1 + z * z / count);
    const double margin = z / (1 + z * z / count) * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return {share, std::max(0.0, middle - margin), std::min(1.0, middle + margin)};
}

}  // namespace pgops
