// Hash indexes: the metapage and the bitmaps tell how many rows and overflow pages there are; a few pages, how the hash codes repeat.
#include <algorithm>
#include <cmath>

#include "core/hash_packing.hpp"
#include "core/interval.hpp"
#include "pg/pages/hash_page.hpp"
#include "pg/pages/measure.hpp"

namespace pgops {

namespace {

// Buckets that tell how hash codes repeat; chains of overflow pages that are looked at; pages of one chain; pages of bitmaps.
constexpr std::uint32_t kBuckets = 10, kChains = 40, kPagesOfChain = 12, kBitmaps = 16;
// So many rows with one hash code on a chain are told apart from the rest of their bucket.
constexpr std::uint32_t kManyRows = hash_index::kItemsPerPage / 4;
// Relative error of the overflow pages as computed, seen on indexes with keys of all frequencies.
constexpr double kOverflowError = 0.08;
// Where less than this share of the rows is dead, the statistics are as good as a count.
constexpr double kFewDead = 0.01;

struct Repetition {
    std::uint32_t code = 0, rows = 0;
};

class HashMeasurement {
 public:
    HashMeasurement(Measuring& measuring, Relation heap, BlockNumber blocks)
        : measuring_(measuring),
          heap_(heap),
          blocks_(blocks),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring),
          codes_(measuring.memory),
          repetitions_(measuring.memory),
          used_overflow_(measuring.memory),
          chains_(measuring.memory) {
        if (measuring.expect_damage) reader_.expect_damage();
    }

    void run() {
        if (blocks_ == 0 || !take_hash_meta(reader_.read_one(HASH_METAPAGE), reader_.page(), meta_)) {
            measuring_.bloat.damaged_pages = blocks_ > 0 ? 1 : 0;
            return measuring_.bloat.set_unknown("its metapage is damaged");
        }
        // Never more than there is room for, whatever a damaged page says.
        meta_.hashm_ntuples = std::min(meta_.hashm_ntuples, static_cast<double>(blocks_) * hash_index::kItemsPerPage);
        const DeadEntries dead = dead_entries_of(heap_, measuring_);
        look_at_buckets();
        find_overflow_pages();
        judge(dead);
        measuring_.bloat.method = BloatMethod::Sampled;
        measuring_.bloat.pages_read += reader_.pages_read() + dead.pages_read;
        if (measuring_.bloat.damaged_pages > 0) measuring_.bloat.distrust = kDamagedTaken;
    }

 private:
    struct Chain {
        Bucket bucket = 0;
        double pages = 0;                     // overflow pages that were read of it
        std::size_t first = 0, end = 0;       // of its repetitions
        bool whole = false, is_first = true;  // is_first: drawn the first time
    };

    bool may_read_more() const { return reader_.pages_read() < std::max<std::int64_t>(measuring_.sample_pages, kBuckets); }

    BlockNumber first_block_of(Bucket bucket) const {
        const std::uint32_t phase = bucket > 0 ? _hash_spareindex(bucket + 1) : 0;
        if (phase >= HASH_MAX_SPLITPOINTS + 1) return InvalidBlockNumber;
        return bucket + (bucket > 0 ? meta_.hashm_spares[phase - 1] : 0) + 1;
    }

    BlockNumber overflow_block(std::uint32_t bit) const {
        std::uint32_t phase = 1;
        while (phase < meta_.hashm_ovflpoint && bit + 1 > meta_.hashm_spares[phase]) ++phase;
        return hash_buckets_of_phase(phase) + bit + 1;
    }

    std::optional<HashPage> read(BlockNumber block) {
        if (block >= blocks_) return std::nullopt;
        const HashPage page = look_at_hash_page(reader_.read_one(block), reader_.page(), codes_);
        if (!page.damaged) return page;
        ++measuring_.bloat.damaged_pages;
        return std::nullopt;
    }

    // Codes in groups of equal ones. Those of `many` rows or more are kept, the others tell how codes repeat elsewhere.
    void count_codes(std::uint32_t many) {
        std::ranges::sort(codes_);
        for (std::size_t begin = 0, end = 0; begin < codes_.size(); begin = end) {
            while (end < codes_.size() && codes_[end] == codes_[begin]) ++end;
            const auto rows = static_cast<std::uint32_t>(end - begin);
            if (rows >= many) {
                repetitions_.push_back({codes_[begin], rows});
                continue;
            }
            few_rows_ += rows;
            few_squares_ += static_cast<double>(rows) * rows;
        }
    }

    void look_at_buckets() {
        const std::uint64_t buckets = std::uint64_t{meta_.hashm_maxbucket} + 1;
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(buckets, kBuckets); ++i) {
            codes_.clear();
            const std::optional<HashPage> page = read(first_block_of(static_cast<Bucket>(i * buckets / std::min<std::uint64_t>(buckets, kBuckets))));
            // A bucket with overflow pages is met with its chain.
            if (page && page->next == InvalidBlockNumber) count_codes(UINT32_MAX);
        }
    }

    void find_overflow_pages() {
        const std::uint32_t bits = meta_.hashm_spares[meta_.hashm_ovflpoint];
        std::uint32_t looked_at = 0;
        for (std::uint32_t map = 0; map < meta_.hashm_nmaps && map < kBitmaps && looked_at < bits; ++map) {
            if (meta_.hashm_mapp[map] >= blocks_ || reader_.read_one(meta_.hashm_mapp[map]) != PageState::Read) {
                ++measuring_.bloat.damaged_pages;
                continue;
            }
            const std::uint32_t first = map * hash_index::kBitsPerBitmap, end = std::min(bits, first + hash_index::kBitsPerBitmap);
            for (std::uint32_t bit = first; bit < end; ++bit, ++looked_at)
                if (is_overflow_used(reader_.page(), bit - first) && !is_bitmap(overflow_block(bit))) used_overflow_.push_back(bit);
        }
        overflow_pages_ = looked_at > 0 ? static_cast<double>(used_overflow_.size()) / looked_at * bits : 0;
        // Evenly over all of them: a long chain is met as often as its length tells.
        const std::size_t draws = std::min<std::size_t>(used_overflow_.size(), kChains);
        for (std::size_t i = 0; i < draws && may_read_more(); ++i) follow(overflow_block(used_overflow_[i * used_overflow_.size() / draws]));
    }

    bool is_bitmap(BlockNumber block) const {
        for (std::uint32_t map = 0; map < meta_.hashm_nmaps; ++map)
            if (meta_.hashm_mapp[map] == block) return true;
        return false;
    }

    // The chain that this overflow page belongs to, from its bucket on.
    void follow(BlockNumber block) {
        codes_.clear();
        const std::optional<HashPage> drawn = read(block);
        if (!drawn || !drawn->overflow || drawn->bucket > meta_.hashm_maxbucket) return;
        for (const Chain& known : chains_)
            if (known.bucket == drawn->bucket) {
                Chain again = known;
                again.is_first = false;
                return chains_.push_back(again);
            }
        codes_.clear();
        Chain chain{.bucket = drawn->bucket, .first = repetitions_.size()};
        BlockNumber next = first_block_of(drawn->bucket);
        for (std::uint32_t pages = 0; next != InvalidBlockNumber && pages <= kPagesOfChain; ++pages) {
            const std::optional<HashPage> page = read(next);
            if (!page || page->bucket != drawn->bucket) break;
            if (page->overflow) ++chain.pages;
            next = page->next;
        }
        chain.whole = next == InvalidBlockNumber;
        if (chain.pages == 0) return;
        count_codes(kManyRows);
        chain.end = repetitions_.size();
        chains_.push_back(chain);
    }

    // Adds the rows of a chain that share their hash codes to the fresh index's buckets.
    void add_parts(const Chain& chain, const HashBuckets& buckets, Vector<Repetition>& parts) const {
        for (std::size_t i = chain.first; i < chain.end; ++i) {
            const std::uint32_t bucket = buckets.bucket_of(repetitions_[i].code);
            const auto part = std::ranges::find(parts, bucket, &Repetition::code);
            if (part != parts.end()) part->rows += repetitions_[i].rows;
            else parts.push_back({bucket, repetitions_[i].rows});
        }
    }

    // Overflow pages of a fresh index for the rows of one chain that share their hash codes, per overflow page that the chain has now.
    double overflow_of(const Chain& chain, const HashBuckets& buckets, double kept, double others) {
        auto& parts = make_in<Vector<Repetition>>(measuring_.memory, measuring_.memory);
        add_parts(chain, buckets, parts);
        double overflow = 0;
        for (const Repetition& part : parts) {
            const double rows = part.rows * kept;
            // Of a part of a chain, what comes behind it is full.
            overflow += chain.whole ? hash_overflow_of_bucket(rows, others, group()) : rows / hash_index::kItemsPerPage;
        }
        return overflow / pages_of(chain);
    }

    // Of all chains there are.
    double overflow_of_all(const HashBuckets& buckets, double kept, double others) {
        auto& parts = make_in<Vector<Repetition>>(measuring_.memory, measuring_.memory);
        for (const Chain& chain : chains_)
            if (chain.is_first) add_parts(chain, buckets, parts);
        double overflow = 0;
        for (const Repetition& part : parts) overflow += hash_overflow_of_bucket(part.rows * kept, others, group());
        return overflow;
    }

    // Of which its repetitions were counted: of a part, the bucket's first page is one more.
    static double pages_of(const Chain& chain) { return chain.pages + (chain.whole ? 0 : 1); }

    double group() const { return few_rows_ > 0 ? few_squares_ / few_rows_ : 1; }

    Interval overflow(const HashBuckets& buckets, double kept, double rows) {
        double repeated = 0;
        bool all = chains_.size() == used_overflow_.size();
        for (const Chain& chain : chains_) {
            all = all && chain.whole;
            for (std::size_t i = chain.first; i < chain.end; ++i)
                repeated += repetitions_[i].rows / pages_of(chain) / static_cast<double>(chains_.size()) * overflow_pages_;
        }
        const double others = std::max(0.0, rows - repeated * kept), of_others = hash_overflow(buckets, others, group());
        double mean = 0, squares = 0;
        const auto draws = static_cast<double>(chains_.size());
        for (const Chain& chain : chains_) {
            const double pages = overflow_of(chain, buckets, kept, others / buckets.used);
            mean += pages / draws;
            squares += pages * pages / draws;
        }
        const double deviation = draws > 1 && !all ? std::sqrt(std::max(0.0, squares - mean * mean) / (draws - 1)) : 0;
        const double value = of_others + (all ? overflow_of_all(buckets, kept, others / buckets.used) : mean * overflow_pages_);
        const double margin =
            student_t95(static_cast<int>(std::max(1.0, draws - 1))) * deviation * overflow_pages_ + kOverflowError * value + 2 * std::sqrt(of_others);
        return {value, value - margin, value + margin};
    }

    // Rows that a build expects, whether their keys are indexed or not: a guess from the last statistics, which know nothing of rows that
    // died since. What rebuilds the table or another of its indexes first, mostly corrects them; the interval holds both.
    Interval expected_rows(const DeadEntries& dead) {
        double expected = 0, all_visible = 0;
        BlockNumber heap_blocks = 0;
        estimate_rel_size(heap_, nullptr, &heap_blocks, &expected, &all_visible);
        if (dead.dead_share.value < kFewDead) return {expected, expected, expected};
        const DeadEntries counted = dead_and_kept_entries_of(heap_, measuring_);
        measuring_.bloat.pages_read += counted.pages_read;
        return {build_corrects_statistics(heap_) ? counted.kept.value : expected, std::min(expected, counted.kept.low), std::max(expected, counted.kept.high)};
    }

    void judge(const DeadEntries& dead) {
        const Interval expected = expected_rows(dead);
        const int fillfactor = HashGetFillFactor(measuring_.relation);
        const auto pages = [&](double dead_share, double expects) {
            const double rows = meta_.hashm_ntuples * (1 - dead_share);
            const HashBuckets buckets = hash_buckets_after_build(expects, rows, fillfactor);
            const Interval behind = overflow(buckets, 1 - dead_share, rows);
            return Interval{hash_pages(buckets, behind.value), hash_pages(buckets, std::max(0.0, behind.low)) - 1, hash_pages(buckets, behind.high) + 1};
        };
        const Interval value = pages(dead.dead_share.value, expected.value);
        measuring_.bloat.set_rebuilt(blocks_, {value.value, pages(dead.dead_share.high, expected.low).low, pages(dead.dead_share.low, expected.high).high});
        const double kept = 1 - dead.dead_share.value;
        measuring_.bloat.held_back_bytes = kept > 0 ? static_cast<std::int64_t>(dead.held_back_share.value / kept * value.value * BLCKSZ) : 0;
    }

    Measuring& measuring_;
    Relation heap_;
    BlockNumber blocks_;
    PageReader reader_;
    HashMetaPageData meta_{};
    Vector<std::uint32_t> codes_;
    Vector<Repetition> repetitions_;  // hash codes with many rows, chain by chain
    Vector<std::uint32_t> used_overflow_;
    Vector<Chain> chains_;
    double overflow_pages_ = 0, few_rows_ = 0, few_squares_ = 0;
};

}  // namespace

void measure_hash(Measuring& measuring, Relation heap) {
    make_in<HashMeasurement>(measuring.memory, measuring, heap, RelationGetNumberOfBlocks(measuring.relation)).run();
}

}  // namespace pgops
