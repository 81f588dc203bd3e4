// Which pages a sample takes, and what it claims to know of all of them.
#include "core/sampling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory_resource>
#include <random>
#include <set>
#include <vector>

namespace pgops::test {
namespace {

using Blocks = std::vector<std::uint32_t>;

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

std::vector<Blocks> batches_of(std::uint32_t blocks, std::uint32_t limit, std::uint64_t seed = 1) {
    std::pmr::monotonic_buffer_resource memory;
    SamplePlan plan(blocks, limit, seed, &memory);
    std::vector<Blocks> batches;
    for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next()) batches.emplace_back(batch.begin(), batch.end());
    return batches;
}

Blocks all_of(const std::vector<Blocks>& batches) {
    Blocks all;
    for (const Blocks& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
    return all;
}

TEST(SamplePlan, gives_every_block_at_most_once_and_one_per_stratum) {
    for (const std::uint32_t blocks : {26U, 99U, 1000U, 12'345U, 4'000'000'000U})
        for (const std::uint32_t limit : {1U, 24U, 25U, 26U, 50U, 99U, 200U, 777U}) {
            if (limit >= blocks) continue;
            std::set<std::uint32_t> given;
            for (const Blocks& batch : batches_of(blocks, limit)) {
                EXPECT_TRUE(std::ranges::is_sorted(batch));
                for (const std::uint32_t block : batch) {
                    EXPECT_LT(block, blocks);
                    EXPECT_TRUE(given.insert(block).second) << block << " of " << blocks << " twice";
                }
                // After each batch, not only at the end: the sample may stop there.
                std::uint64_t stratum = 0;
                for (const std::uint32_t block : given) {
                    EXPECT_GE(block, std::uint64_t{blocks} * stratum / given.size());
                    EXPECT_LT(block, std::uint64_t{blocks} * (stratum + 1) / given.size());
                    ++stratum;
                }
            }
            EXPECT_LE(given.size(), limit);
            EXPECT_GE(given.size(), limit / 25 * 25 * 3 / 4) << "the limit is used: " << limit << " of " << blocks;
        }
}

TEST(SamplePlan, begins_small_and_doubles) {
    const std::vector<Blocks> batches = batches_of(100'000, 200);
    ASSERT_EQ(batches.size(), 4U);
    EXPECT_EQ(batches[0].size(), 25U);
    EXPECT_EQ(batches[1].size(), 25U);
    EXPECT_EQ(batches[2].size(), 50U);
    EXPECT_EQ(batches[3].size(), 100U);
}

TEST(SamplePlan, does_not_flicker) {
    EXPECT_EQ(batches_of(10'000, 200, 5), batches_of(10'000, 200, 5));
    EXPECT_NE(batches_of(10'000, 200, 5), batches_of(10'000, 200, 6)) << "another relation";
}

TEST(SamplePlan, reads_all_in_order_in_pieces) {
    for (const std::uint32_t limit : {1000U, 1001U, 4'000'000'000U}) {
        const std::vector<Blocks> batches = batches_of(1000, limit);
        EXPECT_EQ(batches.size(), 4U);
        const Blocks all = all_of(batches);
        ASSERT_EQ(all.size(), 1000U);
        for (std::uint32_t block = 0; block < 1000; ++block) EXPECT_EQ(all[block], block);
    }
    std::pmr::monotonic_buffer_resource memory;
    EXPECT_TRUE(SamplePlan(1000, 1000, 1, &memory).reads_all());
    EXPECT_FALSE(SamplePlan(1000, 999, 1, &memory).reads_all());
}

TEST(SamplePlan, of_nothing_is_empty) {
    EXPECT_TRUE(batches_of(0, 200).empty());
    EXPECT_TRUE(batches_of(1000, 0).empty());
}

// A regular step of 100 blocks would see all of it or nothing.
TEST(SamplePlan, does_not_fall_in_with_a_period) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        int in_first_half = 0;
        for (const std::uint32_t block : all_of(batches_of(20'000, 200, seed))) in_first_half += block % 100 < 50 ? 1 : 0;
        EXPECT_NEAR(in_first_half, 100, 30) << seed;
    }
}

std::vector<SampledValue> sample_of(int count, auto value, auto known) {
    std::vector<SampledValue> sample;
    for (int i = 0; i < count; ++i) sample.push_back({static_cast<std::uint32_t>(10 * i), value(i), known(i)});
    return sample;
}

Interval mean_of(const std::vector<SampledValue>& sample, const Covariates& population_mean, double population) {
    return regression_mean({sample.data(), sample.size()}, population_mean, population);
}

TEST(RegressionMean, recovers_what_is_linear_exactly) {
    const auto known = [](int i) { return Covariates{i * 37 % 101 * 32.0, i % 3 == 0 ? 1.0 : 0.0, i % 3 == 0 ? i * 37 % 101 * 32.0 : 0.0}; };
    const auto value = [&](int i) { return 8000 - known(i)[0] + 50 * known(i)[1] + 0.25 * known(i)[2]; };
    const Interval mean = mean_of(sample_of(25, value, known), {1000, 0.5, 700}, 100'000);
    EXPECT_NEAR(mean.value, 8000 - 1000 + 25 + 175, 1e-6);
    EXPECT_NEAR(mean.low, mean.value, 1e-3);
    EXPECT_NEAR(mean.high, mean.value, 1e-3);
}

TEST(RegressionMean, of_covariates_that_say_nothing_is_the_plain_mean) {
    const auto value = [](int i) { return i % 2 == 0 ? 100.0 : 200.0; };
    for (const Covariates& constant : {Covariates{0, 0, 0}, Covariates{5000, 1, 5000}, Covariates{1e9, 1, 1e9}}) {
        const Interval mean = mean_of(sample_of(40, value, [&](int) { return constant; }), constant, 100'000);
        EXPECT_NEAR(mean.value, 150, 1e-9);
        EXPECT_LT(mean.low, 140);
        EXPECT_GT(mean.high, 160);
    }
}

TEST(RegressionMean, of_covariates_that_say_the_same_is_still_exact) {
    const auto known = [](int i) { return Covariates{i * 1.0, i * 2.0, i * 3.0}; };
    const Interval mean = mean_of(sample_of(
                                      25, [](int i) { return 7.0 + 4 * i; }, known),
                                  {20, 40, 60}, 100'000);
    EXPECT_NEAR(mean.value, 87, 1e-6);
    EXPECT_NEAR(mean.high - mean.low, 0, 1e-3);
}

TEST(RegressionMean, of_too_few_is_unbounded) {
    const auto none = [](int) { return Covariates{}; };
    const Interval of_nothing = mean_of({}, {}, 100);
    EXPECT_EQ(of_nothing.value, 0);
    EXPECT_EQ(of_nothing.low, -kUnbounded);
    EXPECT_EQ(of_nothing.high, kUnbounded);
    const Interval of_one = mean_of(sample_of(
                                        1, [](int) { return 42.0; }, none),
                                    {}, 100);
    EXPECT_EQ(of_one.value, 42);
    EXPECT_EQ(of_one.low, -kUnbounded);
    EXPECT_EQ(of_one.high, kUnbounded);
    // Three points on a line, and a line through them: no error is left to see, and none to know either.
    const auto line = [](int i) { return Covariates{i * 1.0, i == 1 ? 1.0 : 0.0, 0}; };
    EXPECT_EQ(mean_of(sample_of(
                          3, [](int i) { return i * 5.0; }, line),
                      {1, 0.5, 0}, 100)
                  .high,
              kUnbounded);
}

TEST(RegressionMean, of_the_whole_population_has_no_error) {
    const Interval mean = mean_of(sample_of(
                                      10, [](int i) { return i * 1.0; }, [](int) { return Covariates{}; }),
                                  {}, 10);
    EXPECT_EQ(mean.value, 4.5);
    EXPECT_EQ(mean.low, 4.5);
    EXPECT_EQ(mean.high, 4.5);
}

TEST(RegressionMean, doubts_a_sample_that_lies_beside_the_population) {
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 100);
    const auto known = [](int i) { return Covariates{i * 10.0, 0, 0}; };
    const std::vector<SampledValue> sample = sample_of(
        50, [&](int i) { return 8000 - i * 10.0 + noise(random); }, known);
    const Interval inside = mean_of(sample, {245, 0, 0}, 100'000), outside = mean_of(sample, {4000, 0, 0}, 100'000);
    EXPECT_GT(outside.high - outside.low, 5 * (inside.high - inside.low));
}

// Populations of pages whose values the map explains more or less, with long waves and with none.
struct Simulated {
    const char* name;
    double noise_of_map, noise_of_value, wave;
};

// In how many of the runs the interval holds the true mean.
double covered(const Simulated& shape, std::uint32_t limit) {
    constexpr std::uint32_t kPages = 5000;
    constexpr int kRuns = 400;
    std::pmr::monotonic_buffer_resource memory;
    std::mt19937 random(11);
    std::normal_distribution<double> normal;
    std::vector<SampledValue> pages;
    Covariates map_mean{};
    double true_mean = 0;
    for (std::uint32_t block = 0; block < kPages; ++block) {
        const double free = 3000 + shape.wave * std::sin(block / 300.0) + 500 * normal(random);
        const double visible = normal(random) > 0 ? 1 : 0, seen = free + shape.noise_of_map * normal(random);
        pages.push_back({block, 8000 - free + shape.noise_of_value * normal(random), {seen, visible, seen * visible}});
        true_mean += pages.back().value / kPages;
        for (std::size_t i = 0; i < kCovariates; ++i) map_mean[i] += pages.back().known[i] / kPages;
    }
    int holds = 0;
    for (int run = 0; run < kRuns; ++run) {
        Blocks blocks = all_of(batches_of(kPages, limit, static_cast<std::uint64_t>(run)));
        std::ranges::sort(blocks);
        std::vector<SampledValue> sample;
        for (const std::uint32_t block : blocks) sample.push_back(pages[block]);
        const Interval mean = mean_of(sample, map_mean, kPages);
        holds += mean.low <= true_mean && true_mean <= mean.high ? 1 : 0;
    }
    return 100.0 * holds / kRuns;
}

TEST(RegressionMean, holds_the_truth_about_95_times_of_100) {
    constexpr Simulated kShapes[] = {{"a fresh map", 10, 50, 0}, {"a stale map", 2000, 50, 0}, {"waves", 2000, 200, 1500}, {"noise", 50, 1000, 1000}};
    for (const Simulated& shape : kShapes)
        for (const std::uint32_t limit : {25U, 100U, 200U}) {
            EXPECT_GE(covered(shape, limit), 91) << shape.name << ", " << limit << " pages";
            EXPECT_LE(covered(shape, limit), 99.6) << shape.name << ", " << limit << " pages: wider than it needs to be";
        }
}

TEST(StudentT, has_the_values_of_the_tables) {
    EXPECT_EQ(student_t95(0), kUnbounded);
    EXPECT_NEAR(student_t95(1), 12.706, 0.001);
    EXPECT_NEAR(student_t95(10), 2.228, 0.001);
    EXPECT_NEAR(student_t95(11), 2.201, 0.001);
    EXPECT_NEAR(student_t95(20), 2.086, 0.001);
    EXPECT_NEAR(student_t95(30), 2.042, 0.001);
    EXPECT_NEAR(student_t95(199), 1.972, 0.001);
    EXPECT_NEAR(student_t95(1'000'000), 1.960, 0.001);
}

}  // namespace
}  // namespace pgops::test
