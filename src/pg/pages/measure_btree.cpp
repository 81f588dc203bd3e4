// Btree indexes: read leaf by leaf in the order of their keys where all of it may be read, sampled otherwise.
#include <algorithm>
#include <cmath>

#include "core/btree_packing.hpp"
#include "pg/pages/btree_page.hpp"
#include "pg/pages/btree_rebuild.hpp"
#include "pg/pages/heap_fates.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

namespace {

constexpr std::size_t kMostGroups = 100000;
// Relative error of the bytes that a full leaf holds, seen on indexes of all kinds of keys.
constexpr double kPackingError = 0.002;
// Merged items are large, and how they fit a page depends on their exact order.
constexpr double kPackingErrorOfMerged = 0.006;
// Groups that are packed to see how they fit; the share of entries in whole groups that speaks for all; and the number of full items
// from which on a group that was cut counts, without its rest.
constexpr std::size_t kEnoughGroups = 20000;
constexpr double kEnoughWhole = 0.2;
constexpr std::uint32_t kManyItems = 4;
// Entries of a partial index whose rows are looked at: so many per leaf, and so many even where the request asks for fewer pages.
constexpr std::size_t kSinglesPerPage = 4;
constexpr std::int64_t kLeastSingles = 100;
// Where less than this share of the entries is dead, it makes no difference which ones are.
constexpr double kFewDead = 0.005;

// Entries with equal keys, next to each other on one page.
struct Group {
    std::uint16_t key_bytes = 0;
    std::uint32_t pointers = 0;
    bool goes_on = false;   // perhaps, on the next page
    bool is_first = false;  // of its page: it may have begun before
};

double half_width(const Interval& interval) { return (interval.high - interval.low) / 2; }

Interval scaled(const Interval& interval, double factor) { return {interval.value * factor, interval.low * factor, interval.high * factor}; }

// The product of two independent estimates.
Interval product(const Interval& a, const Interval& b) {
    const double value = a.value * b.value, of_a = half_width(a) * b.value, of_b = half_width(b) * a.value;
    const double margin = std::sqrt(of_a * of_a + of_b * of_b);
    return {value, value - margin, value + margin};
}

// Two independent estimates of the same, weighted by their precision.
Interval combined(const Interval& a, const Interval& b) {
    const double wide_a = half_width(a), wide_b = half_width(b);
    if (!std::isfinite(wide_a) || wide_b <= 0) return b;
    if (!std::isfinite(wide_b) || wide_a <= 0) return a;
    const double weight = wide_b * wide_b / (wide_a * wide_a + wide_b * wide_b), value = weight * a.value + (1 - weight) * b.value;
    const double margin = wide_a * wide_b / std::sqrt(wide_a * wide_a + wide_b * wide_b);
    return {value, value - margin, value + margin};
}

class BtreeMeasurement {
 public:
    BtreeMeasurement(Measuring& measuring, Relation heap, BlockNumber blocks)
        : measuring_(measuring),
          heap_(heap),
          blocks_(blocks),
          fillfactor_(BTGetFillFactor(measuring.relation)),
          is_partial_(!heap_attisnull(measuring.relation->rd_indextuple, Anum_pg_index_indpred, nullptr)),
          plan_(blocks, static_cast<std::uint32_t>(std::min<std::int64_t>(measuring.sample_pages, MaxBlockNumber)), measuring.relation->rd_id,
                measuring.memory),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring),
          free_space_(measuring.relation, blocks, measuring.ring),
          fates_(heap, measuring),
          keys_(measuring.relation),
          bytes_(measuring.memory),
          groups_(measuring.memory),
          pairs_(measuring.memory),
          singles_(measuring.memory) {
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
        if (!fates_.learn()) return measuring_.bloat.set_unknown(kGivenUp);
        const bool in_order = plan_.reads_all() && read_in_order(*meta);
        measuring_.bloat.method = in_order && fates_.all_known() ? BloatMethod::Exact : BloatMethod::Sampled;
        if (!given_up_ && measuring_.bloat.method == BloatMethod::Sampled) {
            // In order only leaves were visited: all of them.
            if (in_order) {
                inner_pages_ = blocks_ - 1 - static_cast<double>(bytes_.size());
                judge();
            } else {
                inner_pages_ = inner_pages_of(reader_, *meta, blocks_, measuring_.memory);
                sample();
            }
        }
        if (given_up_) measuring_.bloat.set_unknown(kGivenUp);
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
        bytes_.clear();
        groups_.clear();
        pairs_.clear();
        singles_.clear();
        high_keys_ = high_key_bytes_ = 0;
        entries_seen_ = held_back_seen_ = 0;
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
                    entries_seen_ += kept.pointers;
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
        if (fates_.all_kept()) return {entry.killed ? 0U : entry.pointers, 0};
        if (!fates_.all_known()) return {entry.killed ? 0U : entry.pointers, 0};
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

    struct PageBytes {
        SampledValue bytes{};
        double entries = 0;
        std::size_t first_group = 0, end_group = 0;
        double bytes_per_entry() const { return entries > 0 ? bytes.value / entries : 0; }
    };

    void add(BlockNumber block, PageState state, PageCopy& copy) {
        if (block == BTREE_METAPAGE) return;
        switch (page_.look_at(state, copy)) {
            case BtreePageKind::Damaged: ++measuring_.bloat.damaged_pages; return;
            case BtreePageKind::Inner: ++inner_seen_; return;
            case BtreePageKind::Empty: return bytes_.push_back({.bytes = {block, 0, free_space_.of(block)}});
            case BtreePageKind::Leaf: return add_leaf(block);
        }
    }

    void add_leaf(BlockNumber block) {
        const std::span<const BtreeEntry> entries = page_.entries();
        PageBytes here{.bytes = {block, 0, free_space_.of(block)}, .first_group = groups_.size()};
        Group group;
        bool is_first = true;
        const BtreeEntry* first_of_group = nullptr;
        const auto end_group = [&](bool goes_on) {
            if (group.pointers == 0) return;
            group.goes_on = goes_on;
            here.entries += group.pointers;
            here.bytes.value += bytes_of(group);
            group.is_first = is_first;
            is_first = false;
            if (groups_.size() < kMostGroups) groups_.push_back(group);
        };
        for (const BtreeEntry& entry : entries) {
            const Kept kept = kept_of(entry);
            held_back_seen_ += kept.held_back;
            if (kept.pointers == 0) continue;
            const bool joins =
                merges_ && first_of_group != nullptr && have_equal_keys(first_of_group->tuple, first_of_group->key_bytes, entry.tuple, entry.key_bytes);
            if (!joins) {
                end_group(false);
                group = {.key_bytes = entry.key_bytes, .pointers = 0};
                first_of_group = &entry;
            }
            group.pointers += kept.pointers;
        }
        end_group(merges_ && page_.last_key_goes_on());
        here.end_group = groups_.size();
        entries_seen_ += here.entries;
        bytes_.push_back(here);
        if (!entries.empty()) look_closer(block, entries);
    }

    double bytes_of(const Group& group) const {
        if (!merges_) return static_cast<double>(group.pointers * (group.key_bytes + btree::kLinePointer));
        return group_bytes(group.key_bytes, group.pointers, group.goes_on);
    }

    // Keeps of each leaf a high key, and a few entries whose rows may be looked at later.
    void look_closer(BlockNumber block, std::span<const BtreeEntry> entries) {
        const std::size_t at = block % entries.size();
        if (entries.size() > 1) {
            const BtreeEntry &right = entries[std::max<std::size_t>(at, 1)], &left = entries[std::max<std::size_t>(at, 1) - 1];
            high_key_bytes_ += keys_.high_key_bytes(left.tuple, left.key_bytes, right.tuple, right.key_bytes);
            ++high_keys_;
        }
        if (fates_.all_known()) return;
        for (std::size_t i = 0; i < kSinglesPerPage; ++i) {
            const BtreeEntry& entry = entries[(at + i * entries.size() / kSinglesPerPage) % entries.size()];
            if (!entry.killed) singles_.push_back(entry.pointer(static_cast<int>(block % entry.pointers)));
        }
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const BtreeEntry& entry = entries[(at + i) % entries.size()];
            if (entry.killed || entry.pointers < 2) continue;
            pairs_.push_back({entry.pointer(0), entry.pointer(entry.pointers - 1)});
            break;
        }
    }

    // Mean over the pages that are not inner ones, times their number.
    double population() const {
        const double inner = inner_pages_ ? *inner_pages_ : static_cast<double>(inner_seen_) / static_cast<double>(bytes_.size() + inner_seen_) * blocks_;
        return std::max({1.0, blocks_ - 1 - inner, static_cast<double>(bytes_.size())});
    }

    // A total over all leaves, explained by the pages that the free space map knows to be unused.
    Interval total(double PageBytes::*of) const {
        auto& values = make_in<Vector<SampledValue>>(measuring_.memory, measuring_.memory);
        for (const PageBytes& page : bytes_) values.push_back({page.bytes.block, of == nullptr ? page.bytes.value : page.*of, page.bytes.known});
        return total_of(values);
    }

    Interval total_of(const Vector<SampledValue>& values) const {
        Covariates mean = free_space_.mean();
        for (double& known : mean) known *= blocks_ / population();
        return scaled(regression_mean(span_of(values), mean, population()), population());
    }

    // Bytes per entry on a rebuilt leaf: fixed keys have no spread at all.
    Interval bytes_per_entry() const {
        double bytes = 0, entries = 0;
        for (const PageBytes& page : bytes_) bytes += page.bytes.value, entries += page.entries;
        const double ratio = entries > 0 ? bytes / entries : 0;
        auto& residuals = make_in<Vector<SampledValue>>(measuring_.memory, measuring_.memory);
        for (const PageBytes& page : bytes_) residuals.push_back({page.bytes.block, page.bytes.value - ratio * page.entries, {}});
        const double per_page = entries / static_cast<double>(bytes_.size());
        const double margin = per_page > 0 ? half_width(regression_mean(span_of(residuals), {}, population())) / per_page : 0;
        return {ratio, ratio - margin, ratio + margin};
    }

    // The heap says how many entries the index needs.
    const DeadEntries& heap_entries() {
        if (!heap_entries_) heap_entries_ = dead_and_kept_entries_of(heap_, measuring_);
        return *heap_entries_;
    }

    // How many of the entries that a partial index has are needed: looked up one by one.
    Interval kept_share() {
        const auto most = static_cast<std::size_t>(std::max(kLeastSingles, measuring_.sample_pages));
        while (looked_up_ < std::min(singles_.size(), most)) {
            const TupleFate fate = fates_.look_up(singles_[looked_up_++]);
            if (fate != TupleFate::Dead) ++single_kept_;
            if (fate == TupleFate::HeldBack) ++single_held_back_;
        }
        // Wilson's interval of a share.
        const double z = 1.96, count = std::max(1.0, static_cast<double>(looked_up_)), share = static_cast<double>(single_kept_) / count;
        const double middle = (share + z * z / (2 * count)) / (1 + z * z / count);
        const double margin = z / (1 + z * z / count) * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
        return {share, std::max(0.0, middle - margin), std::min(1.0, middle + margin)};
    }

    // Merged entries whose rows die one by one keep their key; those that die together do not. Factor on the bytes that are left.
    Interval keys_that_stay(double kept) {
        if (!merges_ || kept >= 1 - kFewDead || kept <= 0) return {1, 1, 1};
        double together = 0, one_by_one = 0;
        for (const Group& group : groups_) {
            together += bytes_of(group) * kept;
            one_by_one += thinned_group_bytes(group.key_bytes, group.pointers, kept);
        }
        const double most = together > 0 ? one_by_one / together : 1;
        if (most < 1.005) return {1, 1, 1};
        constexpr std::size_t kMostPairs = 100;
        const std::size_t count = std::min(kMostPairs, pairs_.size());
        while (pairs_looked_up_ < count) {
            const Pair& pair = pairs_[pairs_looked_up_ * pairs_.size() / count];
            ++pairs_looked_up_;
            if ((fates_.look_up(pair.first) == TupleFate::Dead) != (fates_.look_up(pair.last) == TupleFate::Dead)) ++unlike_pairs_;
        }
        if (count == 0) return {(1 + most) / 2, 1, most};
        const double pairs = static_cast<double>(pairs_looked_up_), unlike = static_cast<double>(unlike_pairs_) / pairs;
        const double expected = 2 * kept * (1 - kept), share = std::clamp(unlike / expected, 0.0, 1.0);
        const double margin = 1.96 * std::sqrt(std::max(unlike, 1 / pairs) * (1 - unlike) / pairs) / expected;
        const auto factor = [&](double independent) { return 1 + (most - 1) * std::clamp(independent, 0.0, 1.0); };
        return {factor(share), factor(share - margin), factor(share + margin)};
    }

    // Bytes of items on all leaves after a rebuild.
    Interval rebuilt_bytes() {
        std::ranges::sort(bytes_, {}, [](const PageBytes& page) { return page.bytes.block; });
        const Interval by_pages = total(nullptr);
        if (fates_.all_known()) {
            const bool is_narrow = half_width(by_pages) <= kNarrowEnough / 100 * blocks_ * btree::kUsable * fillfactor_ / 100;
            if (is_partial_ || !fates_.all_kept() || is_narrow) return by_pages;
            return combined(by_pages, product(heap_entries().kept, bytes_per_entry()));
        }
        if (!is_partial_ && heap_entries().dead_share.high < kFewDead) {
            // Some of them may be gone from the index already.
            const Interval& dead = heap_entries().dead_share;
            const Interval still_there = product(by_pages, {1 - dead.value, 1 - dead.high, 1});
            return combined(still_there, product(heap_entries().kept, bytes_per_entry()));
        }
        if (is_partial_) {
            const Interval kept = kept_share();
            return product(product(by_pages, kept), keys_that_stay(kept.value));
        }
        const Interval kept = heap_entries().kept;
        const double has = total(&PageBytes::entries).value;
        return product(product(kept, bytes_per_entry()), keys_that_stay(has > 0 ? std::min(1.0, kept.value / has) : 1));
    }

    double bytes_per_leaf() const {
        if (leaves_in_order_ > 0) {
            double bytes = 0;
            for (const PageBytes& page : bytes_) bytes += page.bytes.value;
            return std::max(1.0, bytes / static_cast<double>(leaves_in_order_));
        }
        auto& items = make_in<Vector<LeafItem>>(measuring_.memory, measuring_.memory);
        // Groups that the edges of pages have cut tell no sizes, but all may be like that.
        double entries_of_whole = 0;
        for (const Group& group : groups_)
            if (!is_cut(group)) entries_of_whole += group.pointers;
        const bool join = entries_of_whole < kEnoughWhole * entries_seen_;
        add_items(join, items);
        const double packed = bytes_per_full_leaf(fillfactor_, span_of(items));
        return packed > 0 ? packed : btree::kUsable * fillfactor_ / 100.0;
    }

    bool is_cut(const Group& group) const { return merges_ && (group.goes_on || (group.is_first && group.pointers > 1)); }

    // Items as a build would write them. Large ones and small ones lie together in the order of keys more often than not.
    void add_items(bool join, Vector<LeafItem>& items) const {
        auto& pages = make_in<Vector<const PageBytes*>>(measuring_.memory, measuring_.memory);
        for (const PageBytes& page : bytes_) pages.push_back(&page);
        std::ranges::stable_sort(pages, {}, &PageBytes::bytes_per_entry);
        const std::size_t step = std::max<std::size_t>(1, groups_.size() / kEnoughGroups);
        std::uint32_t cut = 0;
        for (std::size_t i = 0; i < pages.size(); i += step)
            for (std::size_t j = pages[i]->first_group; j < pages[i]->end_group; ++j) {
                const Group& group = groups_[j];
                const std::uint32_t most = merges_ ? most_pointers(group.key_bytes) : 1;
                std::uint32_t left = group.pointers, stays = 0;
                if (is_cut(group) && join) {
                    // Put together with the other half of another one.
                    left += group.is_first ? cut : 0;
                    stays = group.goes_on ? left % most : 0;
                    cut = stays;
                } else if (is_cut(group)) {
                    stays = left < kManyItems * most ? left : left % most;
                }
                for (; left > stays && items.size() < kMostGroups; left -= std::min(most, left))
                    items.push_back(merged_item(group.key_bytes, std::min(most, left)));
            }
    }

    double packing_error() const {
        if (leaves_in_order_ > 0 && fates_.all_known()) return 0;
        const bool has_groups = merges_ && entries_seen_ > 2 * static_cast<double>(groups_.size());
        return has_groups && leaves_in_order_ == 0 ? kPackingErrorOfMerged : kPackingError;
    }

    void judge() {
        if (bytes_.empty()) return measuring_.bloat.set_unknown("all pages that were looked at are damaged");
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
        if (fates_.all_known()) return entries_seen_ > 0 ? held_back_seen_ / entries_seen_ : 0;
        if (is_partial_) return single_kept_ > 0 ? static_cast<double>(single_held_back_) / static_cast<double>(single_kept_) : 0;
        const double kept = heap_entries_ ? 1 - heap_entries_->dead_share.value : 1;
        return heap_entries_ && kept > 0 ? heap_entries_->held_back_share.value / kept : 0;
    }

    struct Pair {
        ItemPointerData first, last;
    };

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
    Vector<PageBytes> bytes_;
    Vector<Group> groups_;
    Vector<Pair> pairs_;
    Vector<ItemPointerData> singles_;
    std::size_t inner_seen_ = 0, high_keys_ = 0, high_key_bytes_ = 0;
    std::size_t looked_up_ = 0, single_kept_ = 0, single_held_back_ = 0, pairs_looked_up_ = 0, unlike_pairs_ = 0;
    double entries_seen_ = 0, held_back_seen_ = 0;
};

}  // namespace

void measure_btree(Measuring& measuring, Relation heap) {
    const BlockNumber blocks = RelationGetNumberOfBlocks(measuring.relation);
    make_in<BtreeMeasurement>(measuring.memory, measuring, heap, blocks).run();
}

}  // namespace pgops
