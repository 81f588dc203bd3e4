#include "core/sampling.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace pgops {

namespace {

// splitmix64: a well-mixed number from any seed.
std::uint64_t mixed(std::uint64_t seed) {
    seed += 0x9E3779B97F4A7C15U;
    seed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
    seed = (seed ^ (seed >> 27U)) * 0x94D049BB133111EBU;
    return seed ^ (seed >> 31U);
}

using Matrix = std::array<Covariates, kCovariates>;

// Gauss-Jordan inversion; a row that the others explain is left out (its row and column become 0).
// `least`: what rounding alone can amount to.
Matrix inverse(Matrix matrix, const Covariates& least) {
    constexpr double kNegligible = 1e-6;
    Matrix inverted{};
    Covariates scale{};
    std::array<bool, kCovariates> used{};
    for (std::size_t i = 0; i < kCovariates; ++i) scale[i] = matrix[i][i];
    for (std::size_t i = 0; i < kCovariates; ++i) inverted[i][i] = 1;
    for (std::size_t pivot = 0; pivot < kCovariates; ++pivot) {
        if (scale[pivot] <= least[pivot] || matrix[pivot][pivot] <= kNegligible * scale[pivot]) continue;
        used[pivot] = true;
        const double divisor = matrix[pivot][pivot];
        for (std::size_t column = 0; column < kCovariates; ++column) matrix[pivot][column] /= divisor, inverted[pivot][column] /= divisor;
        for (std::size_t row = 0; row < kCovariates; ++row) {
            if (row == pivot) continue;
            const double factor = matrix[row][pivot];
            for (std::size_t column = 0; column < kCovariates; ++column) {
                matrix[row][column] -= factor * matrix[pivot][column];
                inverted[row][column] -= factor * inverted[pivot][column];
            }
        }
    }
    for (std::size_t row = 0; row < kCovariates; ++row)
        for (std::size_t column = 0; column < kCovariates; ++column)
            if (!used[row] || !used[column]) inverted[row][column] = 0;
    return inverted;
}

}  // namespace

SamplePlan::SamplePlan(std::uint32_t blocks, std::uint32_t limit, std::uint64_t seed, Memory* memory)
    : blocks_(blocks), limit_(std::min(blocks, limit)), seed_(mixed(seed)), given_(memory), batch_(memory) {}

// What is read whole comes in bounded pieces, too.
void SamplePlan::next_piece() {
    constexpr std::uint32_t kPiece = 256;
    const std::uint32_t end = std::min(blocks_, strata_ + kPiece);
    while (strata_ < end) batch_.push_back(strata_++);
}

void SamplePlan::halve_strata() {
    // The first count is the one that ends at the limit, or just below it, after so many doublings.
    const int doublings = std::bit_width(limit_ / kFirstBatch) - 1;
    const std::uint32_t first = doublings > 0 ? limit_ >> doublings : limit_;
    const std::uint32_t strata = strata_ == 0 ? first : 2 * strata_;
    if (strata > limit_ || strata == 0) return;
    strata_ = strata;
    std::size_t next_given = 0;
    for (std::uint32_t stratum = 0; stratum < strata_; ++stratum) {
        const std::uint64_t begin = std::uint64_t{blocks_} * stratum / strata_, end = std::uint64_t{blocks_} * (stratum + 1) / strata_;
        const bool has_one = next_given < given_.size() && given_[next_given] < end;
        if (has_one) ++next_given;
        else batch_.push_back(static_cast<std::uint32_t>(begin + mixed(seed_ + (std::uint64_t{strata_} << 32U) + stratum) % (end - begin)));
    }
    given_.insert(given_.end(), batch_.begin(), batch_.end());
    std::ranges::sort(given_);
}

std::span<const std::uint32_t> SamplePlan::next() {
    batch_.clear();
    if (reads_all()) next_piece();
    else halve_strata();
    return span_of(batch_);
}

double student_t95(int degrees_of_freedom) {
    constexpr std::array<double, 10> kSmall{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228};
    if (degrees_of_freedom < 1) return std::numeric_limits<double>::infinity();
    if (degrees_of_freedom <= 10) return kSmall[static_cast<std::size_t>(degrees_of_freedom - 1)];
    // The first terms of the expansion in 1/n (Abramowitz and Stegun 26.7.5): within 0.001 from 10 on.
    const double z = 1.959964, n = degrees_of_freedom, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

Interval regression_mean(std::span<const SampledValue> sample, const Covariates& population_mean, double population, const Covariates& mean_variance) {
    const auto count = static_cast<double>(sample.size());
    if (sample.empty()) return {0, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    double mean = 0;
    Covariates known_mean{};
    for (const SampledValue& page : sample) {
        mean += page.value / count;
        for (std::size_t i = 0; i < kCovariates; ++i) known_mean[i] += page.known[i] / count;
    }
    if (count >= population) return {mean, mean, mean};

    Matrix products{};
    Covariates with_value{};
    for (const SampledValue& page : sample)
        for (std::size_t i = 0; i < kCovariates; ++i) {
            with_value[i] += (page.known[i] - known_mean[i]) * (page.value - mean);
            for (std::size_t j = 0; j < kCovariates; ++j) products[i][j] += (page.known[i] - known_mean[i]) * (page.known[j] - known_mean[j]);
        }
    Covariates rounding{};
    for (std::size_t i = 0; i < kCovariates; ++i) rounding[i] = 1e-12 * count * known_mean[i] * known_mean[i];
    const Matrix solved = inverse(products, rounding);
    Covariates slope{};
    double shift = 0, leverage = 0;
    int explained = 0;
    for (std::size_t i = 0; i < kCovariates; ++i) {
        for (std::size_t j = 0; j < kCovariates; ++j) slope[i] += solved[i][j] * with_value[j];
        for (std::size_t j = 0; j < kCovariates; ++j) leverage += (population_mean[i] - known_mean[i]) * solved[i][j] * (population_mean[j] - known_mean[j]);
        shift += slope[i] * (population_mean[i] - known_mean[i]);
        if (solved[i][i] > 0) ++explained;
    }

    const auto residual = [&](const SampledValue& page) {
        double value = page.value - mean;
        for (std::size_t i = 0; i < kCovariates; ++i) value -= slope[i] * (page.known[i] - known_mean[i]);
        return value;
    };
    double squares = 0, differences = 0;
    for (std::size_t k = 0; k < sample.size(); ++k) {
        squares += residual(sample[k]) * residual(sample[k]);
        if (k > 0) differences += (residual(sample[k]) - residual(sample[k - 1])) * (residual(sample[k]) - residual(sample[k - 1]));
    }
    const int freedom = static_cast<int>(sample.size()) - 1 - explained;
    const double value = mean + shift;
    if (freedom < 1) return {value, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    // Fitted residuals are smaller than errors: both sums are scaled up by the degrees of freedom that the fit has used.
    const double of_neighbours = differences / (2 * freedom), of_all = squares / freedom;
    double variance = of_neighbours / count * (1 - count / population) + of_all * leverage;
    for (std::size_t i = 0; i < kCovariates; ++i) variance += slope[i] * slope[i] * mean_variance[i];
    const double margin = student_t95(freedom) * std::sqrt(std::max(0.0, variance));
    return {value, value - margin, value + margin};
}

}  // namespace pgops
