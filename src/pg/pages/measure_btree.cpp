// Btree indexes: read leaf by leaf in the order of their keys where all of it may be read, sampled otherwise.
#include <algorithm>
#include <cmath>

#include "core/btree_packing.hpp"
#include "core/interval.hpp"
#include "core/leaf_sample.hpp"
#include "pg/pages/btree_page.hpp"
#include "pg/pages/btree_rebuild.hpp"
#include "pg/pages/entry_samples.hpp"
#include "pg/pages/heap_fates.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

namespace {

// Relative error of the bytes that a full leaf holds, seen on indexes of all kinds of keys; merged items are large, and how they fit a
// page depends on their exact order.
constexpr double kPackingError = 0.002, kPackingErrorOfMerged = 0.006;
// Where less than this share of the entries is dead, it makes no difference which ones are.
constexpr double kFewDead = 0.005;

class BtreeMeasurement {
 public:
    BtreeMeasurement(Measuring& measuring, Relation heap, BlockNumber blocks)
        : measuring_(measuring),
          heap_(heap),
          blocks_(blocks),
          fillfactor_(BTGetFillFactor(measuring.relation)),
          is_partial_(!heap_attisnull(measuring.relation->rd_indextuple, Anum_pg_index_indpred, nullptr)),
          plan_(plan_for(measuring.relation, blocks, measuring)),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring),
          free_space_(measuring.relation, blocks, measuring.ring),
          fates_(heap, measuring),
          keys_(measuring.relation),
          entries_(fates_, measuring.sample_pages, measuring.memory) {
        if (measuring.expect_damage) {
            reader_.expect_damage();
            free_space_.expect_damage();
        }
    }

    void run() {
        const std::optional<BtreeMeta> meta = blocks_ > 0 ? btree_meta(reader_.read_one(BTREE_METAPAGE), reader_.page()) : std::nullopt;
        if (!meta) {
            measuring_.bloat.damaged_pages = blocks_ > 0 ? 1 : 0;
            return measuring_.bloat.set_unknown("its metapage is damaged");
        }
        merges_ = rebuild_merges(measuring_.relation, *meta);
        leaves_ = &make_in<LeafSample>(measuring_.memory, merges_, fillfactor_, measuring_.memory);
        if (!fates_.learn()) return measuring_.bloat.set_unknown(kGivenUp);
        const bool in_order = plan_.reads_all() && read_in_order(*meta);
        measuring_.bloat.method = in_order && fates_.all_known() ? BloatMethod::Exact : BloatMethod::Sampled;
        if (!given_up_ && measuring_.bloat.method == BloatMethod::Sampled) {
            // In order only leaves were visited: all of them.
            if (in_order) {
                inner_pages_ = blocks_ - 1 - static_cast<double>(leaves_->pages());
                judge();
            } else {
                inner_pages_ = inner_pages_of(reader_, *meta, blocks_, measuring_.memory);
                sample();
            }
        }
        if (given_up_) measuring_.bloat.set_unknown(kGivenUp);
        else if (measuring_.bloat.known && measuring_.bloat.damaged_pages > 0) measuring_.bloat.distrust = kDamagedTaken;
        measuring_.bloat.pages_read = reader_.pages_read() + free_space_.pages_read() + fates_.pages_read() + (heap_entries_ ? heap_entries_->pages_read : 0);
    }

 private:
    // Follows the leaves' links. False where they do not lead through the whole index: then nothing of it counts.
    bool read_in_order(const BtreeMeta& meta) {
        if (follow_leaves(meta)) return true;
        forget();
        return false;
    }

    void forget() {
        leaves_->clear();
        entries_.clear();
        high_keys_ = high_key_bytes_ = 0;
        kept_seen_ = held_back_seen_ = 0;
    }

    bool follow_leaves(const BtreeMeta& meta) {
        auto& rebuild = make_in<BtreeRebuild>(measuring_.memory, measuring_.relation, fillfactor_, merges_);
        if (meta.root != P_NONE) {
            const std::optional<BlockNumber> first = first_leaf_of(reader_, meta, blocks_, measuring_.memory);
            if (!first) return false;
            BlockNumber block = *first;
            // More steps than blocks: the links run in a circle (or the index grows just now).
            for (BlockNumber steps = 0; block != P_NONE; ++steps, block = page_.right()) {
                if (steps >= blocks_ || block >= blocks_) return false;
                if ((steps & 0x1FU) == 0 && somebody_waits_for(RelationGetRelid(measuring_.relation))) {
                    given_up_ = true;
                    return false;
                }
                const BtreePageKind kind = page_.look_at(reader_.read_one(block), reader_.page());
                if (kind == BtreePageKind::Damaged || kind == BtreePageKind::Inner) return false;
                if (kind != BtreePageKind::Leaf) continue;
                for (const BtreeEntry& entry : page_.entries()) {
                    const Kept kept = kept_of(entry);
                    rebuild.add(entry, kept.pointers);
                    if (!fates_.all_known()) continue;
                    kept_seen_ += kept.pointers;
                    held_back_seen_ += kept.held_back;
                }
                if (!fates_.all_known()) add_leaf(block);
            }
        }
        const auto pages = static_cast<double>(rebuild.pages());
        leaves_in_order_ = rebuild.leaves();
        measuring_.bloat.set_rebuilt(blocks_, {pages, pages, pages});
        measuring_.bloat.held_back_bytes = static_cast<std::int64_t>(held_back_share() * pages * BLCKSZ);
        return true;
    }

    struct Kept {
        std::uint32_t pointers = 0, held_back = 0;
    };
    // How many rows of an entry a rebuild writes again, as far as their fates are known.
    Kept kept_of(const BtreeEntry& entry) const {
        if (fates_.all_kept() || !fates_.all_known()) return {entry.killed ? 0U : entry.pointers, 0};
        Kept kept;
        for (int i = 0; i < entry.pointers; ++i) {
            const TupleFate fate = fates_.of(entry.pointer(i));
            if (fate != TupleFate::Dead) ++kept.pointers;
            if (fate == TupleFate::HeldBack) ++kept.held_back;
        }
        return kept;
    }

    void sample() {
        free_space_.sum_up(measuring_.memory);
        for (std::span<const std::uint32_t> batch = plan_.next(); !batch.empty(); batch = plan_.next()) {
            if (!reader_.read(batch, [this](BlockNumber block, PageState state, PageCopy& copy) { add(block, state, copy); })) {
                given_up_ = true;
                return;
            }
            if (plan_.reads_all()) continue;
            judge();
            if (measuring_.bloat.percent.high - measuring_.bloat.percent.low <= 2 * kNarrowEnough) return;
        }
        if (plan_.reads_all()) judge();
    }

    void add(BlockNumber block, PageState state, PageCopy& copy) {
        if (block == BTREE_METAPAGE) return;
        switch (page_.look_at(state, copy)) {
            case BtreePageKind::Damaged: ++measuring_.bloat.damaged_pages; return;
            case BtreePageKind::Inner: ++inner_seen_; return;
            case BtreePageKind::Empty: return leaves_->add_page(block, free_space_.of(block));
            case BtreePageKind::Leaf: return add_leaf(block);
        }
    }

    void add_leaf(BlockNumber block) {
        const std::span<const BtreeEntry> entries = page_.entries();
        const BtreeEntry* group = nullptr;
        std::uint32_t pointers = 0;
        leaves_->add_page(block, free_space_.of(block));
        for (const BtreeEntry& entry : entries) {
            const Kept kept = kept_of(entry);
            held_back_seen_ += kept.held_back;
            kept_seen_ += kept.pointers;
            if (kept.pointers == 0) continue;
            const bool joins = merges_ && group != nullptr && have_equal_keys(group->tuple, group->key_bytes, entry.tuple, entry.key_bytes);
            if (!joins) {
                if (group != nullptr) leaves_->add_group(group->key_bytes, pointers, false);
                group = &entry;
                pointers = 0;
            }
            pointers += kept.pointers;
        }
        if (group != nullptr) leaves_->add_group(group->key_bytes, pointers, page_.last_key_goes_on());
        if (entries.empty()) return;
        keep_high_key(block, entries);
        if (!fates_.all_known()) entries_.keep_some(block, entries);
    }

    void keep_high_key(BlockNumber block, std::span<const BtreeEntry> entries) {
        if (entries.size() < 2) return;
        const std::size_t at = 1 + block % (entries.size() - 1);
        const BtreeEntry &left = entries[at - 1], &right = entries[at];
        high_key_bytes_ += keys_.high_key_bytes(left.tuple, left.key_bytes, right.tuple, right.key_bytes);
        ++high_keys_;
    }

    // How many pages are not inner ones: what the sample is of.
    double population() const {
        const auto seen = static_cast<double>(leaves_->pages()), inner_seen = static_cast<double>(inner_seen_);
        return std::max({1.0, blocks_ - 1 - inner_pages_.value_or(inner_seen / (seen + inner_seen) * blocks_), seen});
    }

    // The free space map knows of unused pages.
    Covariates mean_free_space() const {
        Covariates mean = free_space_.mean();
        for (double& known : mean) known *= blocks_ / population();
        return mean;
    }

    // The heap says how many entries the index needs.
    const DeadEntries& heap_entries() {
        if (!heap_entries_) heap_entries_ = dead_and_kept_entries_of(heap_, measuring_);
        return *heap_entries_;
    }

    // Merged entries whose rows die one by one keep their key; those that die together do not. Factor on the bytes that are left.
    Interval keys_that_stay(double kept) {
        constexpr double kNoDifference = 1.005;
        const double most = kept < 1 - kFewDead ? leaves_->keys_that_stay(kept) : 1;
        if (most < kNoDifference) return {1, 1, 1};
        const Interval share = entries_.independence(kept);
        return {1 + (most - 1) * share.value, 1 + (most - 1) * share.low, 1 + (most - 1) * share.high};
    }

    // Bytes of items on all leaves after a rebuild: as the leaves tell, or as the heap's rows and the bytes per entry do.
    Interval rebuilt_bytes() {
        leaves_->sort_by_block();
        const Interval by_pages = leaves_->total_bytes(mean_free_space(), population());
        const auto by_rows = [this] { return product(heap_entries().kept, leaves_->bytes_per_entry(population())); };
        if (fates_.all_known()) {
            const bool is_narrow = half_width(by_pages) <= kNarrowEnough / 100 * blocks_ * btree::kUsable * fillfactor_ / 100;
            return is_partial_ || !fates_.all_kept() || is_narrow ? by_pages : combined(by_pages, by_rows());
        }
        if (is_partial_) {
            const Interval kept = entries_.kept_share();
            return product(product(by_pages, kept), keys_that_stay(kept.value));
        }
        if (const Interval& dead = heap_entries().dead_share; dead.high < kFewDead) {
            // Some of them may be gone from the index already.
            return combined(product(by_pages, {1 - dead.value, 1 - dead.high, 1}), by_rows());
        }
        const double has = leaves_->total_entries(mean_free_space(), population()).value;
        return product(by_rows(), keys_that_stay(has > 0 ? std::min(1.0, heap_entries().kept.value / has) : 1));
    }

    double bytes_per_leaf() const {
        if (leaves_in_order_ > 0) return std::max(1.0, leaves_->bytes() / static_cast<double>(leaves_in_order_));
        return leaves_->bytes_per_full_leaf();
    }

    double packing_error() const { return leaves_->has_large_items() && leaves_in_order_ == 0 ? kPackingErrorOfMerged : kPackingError; }

    void judge() {
        if (leaves_->pages() == 0) return measuring_.bloat.set_unknown("all pages that were looked at are damaged");
        const Interval bytes = rebuilt_bytes();
        const double per_leaf = bytes_per_leaf(), high_key = high_keys_ > 0 ? static_cast<double>(high_key_bytes_) / static_cast<double>(high_keys_) : 16;
        const auto pages = [&](double leaf_bytes) { return btree_pages(std::ceil(std::max(0.0, leaf_bytes) / per_leaf), high_key); };
        const double value = pages(bytes.value), margin = 1 + packing_error() * value;
        measuring_.bloat.set_rebuilt(
            blocks_, {value, std::isfinite(bytes.low) ? pages(bytes.low) - margin : 0, std::isfinite(bytes.high) ? pages(bytes.high) + margin : blocks_});
        measuring_.bloat.held_back_bytes = static_cast<std::int64_t>(held_back_share() * value * BLCKSZ);
    }

    // Of the entries that a rebuild writes.
    double held_back_share() const {
        if (fates_.all_known()) return kept_seen_ > 0 ? held_back_seen_ / kept_seen_ : 0;
        if (is_partial_) return entries_.held_back_share();
        const double kept = heap_entries_ ? 1 - heap_entries_->dead_share.value : 0;
        return kept > 0 ? heap_entries_->held_back_share.value / kept : 0;
    }

    Measuring& measuring_;
    Relation heap_;
    BlockNumber blocks_;
    int fillfactor_;
    bool is_partial_, merges_ = false, given_up_ = false;
    SamplePlan plan_;
    PageReader reader_;
    SpaceMaps free_space_;
    HeapFates fates_;
    BtreeKeys keys_;
    BtreePage page_;
    std::optional<double> inner_pages_{};
    std::int64_t leaves_in_order_ = 0;  // of a rebuild that removes nothing, where all was read
    std::optional<DeadEntries> heap_entries_{};
    LeafSample* leaves_ = nullptr;
    EntrySamples entries_;
    std::size_t inner_seen_ = 0, high_keys_ = 0, high_key_bytes_ = 0;
    double kept_seen_ = 0, held_back_seen_ = 0;
};

}  // namespace

void measure_btree(Measuring& measuring, Relation heap) {
    const BlockNumber blocks = RelationGetNumberOfBlocks(measuring.relation);
    make_in<BtreeMeasurement>(measuring.memory, measuring, heap, blocks).run();
}

}  // namespace pgops
