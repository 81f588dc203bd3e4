// Which pages of a large relation to look at, and what they say about all of it: a stratified sample, a mean with its interval.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/memory.hpp"

namespace pgops {

// Cuts a range of blocks into strata of equal length and picks one block at a random place in each; a regular step would fall in
// with any period of the data. Each batch halves the strata and fills those that hold no block yet, so that all blocks so far are one
// per stratum. The same range, limit and seed give the same blocks, so that a report does not flicker.
class SamplePlan {
 public:
    // limit: the most blocks to read; at or over `blocks` all are read, in order.
    SamplePlan(std::uint32_t blocks, std::uint32_t limit, std::uint64_t seed, Memory* memory);

    bool reads_all() const { return limit_ == blocks_; }
    // The next batch, ascending; empty when nothing is left. Valid until the next call.
    std::span<const std::uint32_t> next();

 private:
    static constexpr std::uint32_t kFirstBatch = 25;

    void next_piece();
    void halve_strata();

    std::uint32_t blocks_, limit_;
    std::uint64_t seed_;
    std::uint32_t strata_ = 0;
    Vector<std::uint32_t> given_, batch_;  // given_: of all batches, ascending
};

// A value with the bounds that hold it with a probability of 95 %.
struct Interval {
    double value = 0, low = 0, high = 0;
};

// What is known of every page beforehand and may explain what is measured on a few of them.
constexpr std::size_t kCovariates = 3;
using Covariates = std::array<double, kCovariates>;

struct SampledValue {
    std::uint32_t block = 0;
    double value = 0;
    Covariates known{};
};

// The mean over all `population` pages of a value measured on some: the regression estimator with the covariates' known means
// (Cochran, Sampling Techniques, 3rd edition, chapter 7). The error comes from the differences between neighbours in the sample, as is
// usual for one page per stratum (Wolter, Introduction to Variance Estimation, 2nd edition, 8.2), plus that of the coefficients.
// `sample` must be sorted by block. Throws nothing; an empty sample gives 0 with unbounded ends.
// `mean_variance`: of the covariates' means, where these are themselves from a sample.
Interval regression_mean(std::span<const SampledValue> sample, const Covariates& population_mean, double population, const Covariates& mean_variance = {});

// Two-sided 95 % quantile of Student's t.
double student_t95(int degrees_of_freedom);

}  // namespace pgops
