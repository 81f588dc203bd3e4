// How many pages a fresh hash index takes.
#include "core/hash_packing.hpp"

#include <gtest/gtest.h>

namespace pgops::test {
namespace {

TEST(HashPacking, buckets_come_in_powers_of_two_and_later_in_quarters_of_them) {
    EXPECT_EQ(hash_buckets_for(1), 1U);
    EXPECT_EQ(hash_buckets_for(3), 4U);
    EXPECT_EQ(hash_buckets_for(390), 512U);
    EXPECT_EQ(hash_buckets_for(512), 512U);
    EXPECT_EQ(hash_buckets_for(513), 640U);
    EXPECT_EQ(hash_buckets_for(1024), 1024U);
    EXPECT_EQ(hash_buckets_for(1025), 1280U);
    EXPECT_EQ(hash_buckets_of_phase(9), 512U);
    EXPECT_EQ(hash_buckets_of_phase(10), 640U);
    EXPECT_EQ(hash_buckets_of_phase(13), 1024U);
}

TEST(HashPacking, a_build_makes_buckets_for_the_rows_that_it_expects) {
    EXPECT_EQ(hash_items_per_bucket(75), 307U);
    EXPECT_EQ(hash_items_per_bucket(1), 10U);
    EXPECT_EQ(hash_buckets_after_build(120000, 120000, 75).allocated, 512U);
    EXPECT_EQ(hash_buckets_after_build(0, 0, 75).allocated, 2U);
    // Measured: 120,000 rows with distinct keys take 514 pages, half of them 258.
    EXPECT_NEAR(hash_pages(hash_buckets_after_build(120000, 120000, 75), hash_overflow(hash_buckets_after_build(120000, 120000, 75), 120000, 1)), 514, 0.1);
    EXPECT_NEAR(hash_pages(hash_buckets_after_build(60000, 60000, 75), 0), 258, 0.1);
}

TEST(HashPacking, more_rows_than_expected_split_buckets) {
    const HashBuckets buckets = hash_buckets_after_build(1000, 100000, 75);
    EXPECT_EQ(buckets.used, 326U);
    EXPECT_EQ(buckets.allocated, 512U);
    EXPECT_EQ(buckets.bucket_of(0x1FF), 0xFFU) << "a bucket that does not exist yet";
    EXPECT_EQ(buckets.bucket_of(0x103), 0x103U);
}

TEST(HashPacking, overflow_pages_hold_what_does_not_fit_the_bucket) {
    EXPECT_EQ(hash_overflow_of_bucket(407, 0, 1), 0);
    EXPECT_EQ(hash_overflow_of_bucket(408, 0, 1), 1);
    EXPECT_EQ(hash_overflow_of_bucket(2000, 0, 1), 4);
    EXPECT_NEAR(hash_overflow_of_bucket(0, 307, 1), 0, 1e-6);
    EXPECT_NEAR(hash_overflow_of_bucket(0, 407, 1), 0.49, 0.02) << "every second one";
    EXPECT_GT(hash_overflow_of_bucket(0, 307, 20), 0.05) << "groups of equal codes spread wider";
}

TEST(HashPacking, buckets_that_are_not_split_yet_hold_twice_as_many) {
    const HashBuckets buckets{.used = 640, .allocated = 640};
    EXPECT_GT(hash_overflow(buckets, 640 * 307, 1), 384 * 0.05);
    EXPECT_NEAR(hash_overflow({.used = 512, .allocated = 512}, 512 * 307, 1), 0, 1e-3);
}

}  // namespace
}  // namespace pgops::test
