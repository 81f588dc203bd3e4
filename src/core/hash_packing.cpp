#include "core/hash_packing.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pgops {

namespace {

// Splitpoint groups of up to 512 buckets are made in one go, later ones in four phases (HASH_SPLITPOINT_GROUPS_WITH_ONE_PHASE).
constexpr std::uint32_t kGroupsOfOnePhase = 10, kPhases = 4;
constexpr double kMostBuckets = 1U << 30U;

}  // namespace

std::uint32_t hash_items_per_bucket(int fillfactor) {
    return std::max(8192U * static_cast<std::uint32_t>(fillfactor) / 100 / hash_index::kItemBytes, hash_index::kLeastItemsPerBucket);
}

std::uint32_t hash_buckets_of_phase(std::uint32_t phase) {
    if (phase < kGroupsOfOnePhase) return 1U << phase;
    const std::uint32_t group = kGroupsOfOnePhase + (phase - kGroupsOfOnePhase) / kPhases, done = (phase - kGroupsOfOnePhase) % kPhases + 1;
    if (group > 31) return 1U << 31U;
    const std::uint32_t before = 1U << (group - 1);
    return before + before / kPhases * done;
}

std::uint32_t hash_buckets_for(std::uint32_t buckets) {
    std::uint32_t phase = 0;
    while (hash_buckets_of_phase(phase) < std::min(buckets, 1U << 31U)) ++phase;
    return hash_buckets_of_phase(phase);
}

std::uint32_t HashBuckets::bucket_of(std::uint32_t code) const {
    const std::uint32_t high_mask = std::bit_ceil(used) - 1, bucket = code & high_mask;
    return bucket < used ? bucket : bucket & (high_mask >> 1U);
}

HashBuckets hash_buckets_after_build(double expected_rows, double rows, int fillfactor) {
    const double per_bucket = hash_items_per_bucket(fillfactor);
    const auto expected = static_cast<std::uint32_t>(std::clamp(expected_rows / per_bucket, 2.0, kMostBuckets));
    const auto needed = static_cast<std::uint32_t>(std::clamp(std::ceil(rows / per_bucket), 2.0, kMostBuckets));
    HashBuckets buckets;
    buckets.used = std::max(hash_buckets_for(expected), needed);
    buckets.allocated = hash_buckets_for(buckets.used);
    return buckets;
}

double hash_overflow_of_bucket(double fixed, double mean, double group) {
    const auto pages = [](double items) { return std::max(0.0, std::ceil(items / hash_index::kItemsPerPage) - 1); };
    group = std::max(1.0, group);
    const double groups = mean / group;
    if (groups <= 0) return pages(fixed);
    // The probability of each count in turn, from far below the mean to far above it.
    const double spread = 8 * std::sqrt(groups) + 8;
    double expected = 0;
    for (double count = std::max(0.0, std::floor(groups - spread)); count <= groups + spread; ++count)
        expected += std::exp(count * std::log(groups) - groups - std::lgamma(count + 1)) * pages(fixed + count * group);
    return expected;
}

double hash_overflow(const HashBuckets& buckets, double rows, double group) {
    if (buckets.used == 0) return 0;
    // Buckets that are not split yet have twice the rows of the others.
    const double before = std::bit_ceil(buckets.used) / 2.0, split = buckets.used - before;
    return 2 * split * hash_overflow_of_bucket(0, rows / (2 * before), group) + (before - split) * hash_overflow_of_bucket(0, rows / before, group);
}

double hash_pages(const HashBuckets& buckets, double overflow_pages) {
    return 1 + buckets.allocated + 1 + overflow_pages + std::floor(overflow_pages / hash_index::kBitsPerBitmap);
}

}  // namespace pgops
