// How many pages a fresh hash index takes: buckets for the rows that a build expects, and the overflow pages behind them.
#pragma once

#include <cstdint>

namespace pgops {

// The constants of the page format, at 8 kB pages (hash.h, itup.h).
namespace hash_index {
constexpr std::uint32_t kItemBytes = 20;  // header, hash code, line pointer
constexpr std::uint32_t kItemsPerPage = (8192 - 24 - 16) / kItemBytes;
constexpr std::uint32_t kBitsPerBitmap = 32768;
constexpr std::uint32_t kLeastItemsPerBucket = 10;
}  // namespace hash_index

// Rows per bucket that a build aims at (_hash_init_metabuffer).
std::uint32_t hash_items_per_bucket(int fillfactor);

// Buckets up to the end of a splitpoint phase (_hash_get_totalbuckets), and of the phase that so many buckets need.
std::uint32_t hash_buckets_of_phase(std::uint32_t phase);
std::uint32_t hash_buckets_for(std::uint32_t buckets);

// The buckets of a fresh index.
struct HashBuckets {
    std::uint32_t used = 0, allocated = 0;
    // In which of them rows with this hash code lie.
    std::uint32_t bucket_of(std::uint32_t code) const;
};

// A build makes buckets for the rows that it expects, and splits them when there are more.
HashBuckets hash_buckets_after_build(double expected_rows, double rows, int fillfactor);

// Overflow pages that one bucket is expected to need, for `fixed` rows that are known to be in it and others which are in it by chance:
// `mean` on average, in groups of so many with equal hash codes.
double hash_overflow_of_bucket(double fixed, double mean, double group);
// And all buckets together, for rows that are spread by chance.
double hash_overflow(const HashBuckets& buckets, double rows, double group);

// The whole file: metapage, buckets, overflow pages and their bitmaps.
double hash_pages(const HashBuckets& buckets, double overflow_pages);

}  // namespace pgops
