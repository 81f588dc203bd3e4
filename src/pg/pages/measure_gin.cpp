// GIN indexes: what the entries and the posting trees on a sample of the pages would take in a fresh index.
#include <algorithm>
#include <cmath>

#include "core/interval.hpp"
#include "pg/pages/gin_page.hpp"
#include "pg/pages/gin_rows.hpp"
#include "pg/pages/gin_trees.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

namespace {

// Relative error of the model of a fresh build, seen on indexes of all kinds of keys.
constexpr double kModelError = 0.03;
// Posting trees that are followed from their entries.
constexpr std::size_t kMostTrees = 60;
// Of a sampled leaf, how many entries with posting trees are kept to be followed.
constexpr std::size_t kTreesPerPage = 2;

std::uint32_t aligned(std::uint32_t bytes) { return static_cast<std::uint32_t>(MAXALIGN(bytes)); }

class GinMeasurement {
 public:
    GinMeasurement(Measuring& measuring, Relation heap, BlockNumber blocks)
        : measuring_(measuring),
          blocks_(blocks),
          plan_(plan_for(measuring.relation, blocks, measuring)),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring),
          free_space_(measuring.relation, blocks, measuring.ring),
          rows_(heap, measuring),
          pages_(measuring.memory),
          items_(measuring.memory),
          trees_(measuring.memory),
          roots_(measuring.memory),
          pending_keys_(measuring.memory) {
        if (measuring.expect_damage) {
            reader_.expect_damage();
            free_space_.expect_damage();
        }
    }

    void run() {
        const std::optional<GinMetaPageData> meta = blocks_ > 0 ? gin_meta(reader_.read_one(GIN_METAPAGE_BLKNO), reader_.page()) : std::nullopt;
        if (!meta) {
            measuring_.bloat.damaged_pages = blocks_ > 0 ? 1 : 0;
            return measuring_.bloat.set_unknown("its metapage is damaged");
        }
        pending_pages_ = meta->nPendingPages;
        if (!rows_.learn(*meta, blocks_)) return measuring_.bloat.set_unknown(kGivenUp);
        measuring_.bloat.method = BloatMethod::Sampled;
        sample();
        if (measuring_.bloat.known && measuring_.bloat.damaged_pages > 0) measuring_.bloat.distrust = kDamagedTaken;
        measuring_.bloat.pages_read = reader_.pages_read() + free_space_.pages_read() + rows_.pages_read();
    }

 private:
    // What was found on a page, in bytes that a fresh index takes for it.
    struct PageBytes {
        std::uint32_t block = 0;
        GinPageKind kind = GinPageKind::Empty;
        double entries = 0, posting = 0, in_entry = 0, pending = 0;
        bool is_last = false;  // the rightmost leaf of its posting tree
    };
    void sample() {
        free_space_.sum_up(measuring_.memory);
        std::size_t followed = 0;
        for (std::span<const std::uint32_t> batch = plan_.next(); !batch.empty(); batch = plan_.next()) {
            if (!reader_.read(batch, [this](BlockNumber block, PageState state, PageCopy& copy) { add(block, state, copy); }))
                return measuring_.bloat.set_unknown(kGivenUp);
            if (plan_.reads_all()) continue;
            followed = follow(followed);
            judge();
            if (measuring_.bloat.percent.high - measuring_.bloat.percent.low <= 4 * kNarrowEnough) return;
        }
        if (plan_.reads_all()) {
            follow(followed);
            judge();
        }
    }

    void add(BlockNumber block, PageState state, PageCopy& copy) {
        if (block == GIN_METAPAGE_BLKNO) return;
        PageBytes page{.block = block, .kind = page_.look_at(state, copy)};
        switch (page.kind) {
            case GinPageKind::EntryLeaf: add_entries(page); break;
            case GinPageKind::PostingLeaf: add_posting_leaf(page); break;
            case GinPageKind::Pending: add_pending(page); break;
            default: break;
        }
        // Some are found out only while their content is read.
        if (page.kind == GinPageKind::Damaged) ++measuring_.bloat.damaged_pages;
        else pages_.push_back(page);
    }

    void add_entries(PageBytes& page) {
        std::size_t trees = 0;
        for (OffsetNumber offset = FirstOffsetNumber; offset <= page_.items(); ++offset) {
            const std::optional<GinEntry> entry = page_.entry(offset);
            if (!entry) {
                page.kind = GinPageKind::Damaged;
                return;
            }
            const bool has_tree = entry->posting_tree != InvalidBlockNumber;
            std::uint32_t list = 0, pointers = 0;
            if (!has_tree) {
                if (entry->pointers == 0) continue;
                PostingSize size;
                PostingReader reader(entry->first, entry->rest);
                do {
                    if (rows_.keeps(reader.pointer())) size.add(reader.pointer());
                } while (reader.next());
                list = size.in_entry();
                pointers = size.pointers();
                pointers_ += pointers;
                if (list == 0) continue;
            } else if (trees++ < kTreesPerPage) {
                roots_.push_back(entry->posting_tree);
            }
            const std::uint32_t bytes = aligned(entry->key_bytes + list);
            page.entries += bytes + gin::kLinePointer;
            items_.push_back({.key_bytes = entry->key_bytes, .bytes = static_cast<std::uint16_t>(bytes), .pointers = pointers});
            key_bytes_ += entry->key_bytes;
        }
    }

    void add_posting_leaf(PageBytes& page) {
        const std::optional<PostingSize> size = posting_size(page_, rows_);
        if (!size) {
            page.kind = GinPageKind::Damaged;
            return;
        }
        page.posting = size->in_tree();
        page.in_entry = size->in_entry();
        page.is_last = page_.right() == InvalidBlockNumber;
        pointers_ += size->pointers();
    }

    void add_pending(PageBytes& page) {
        for (OffsetNumber offset = FirstOffsetNumber; offset <= page_.items(); ++offset) {
            const std::span<const char> key = page_.pending_key(offset);
            if (key.empty()) continue;
            page.pending += 1;
            pending_key_bytes_ += static_cast<double>(key.size() + sizeof(ItemPointerData));
            pending_keys_.push_back(std::hash<std::string_view>{}({key.data(), key.size()}));
        }
    }

    // Reads some posting trees from their roots; those of the entries before `followed` have been.
    std::size_t follow(std::size_t followed) {
        const std::size_t most = std::min(roots_.size(), kMostTrees);
        for (; followed < most; ++followed) trees_.follow(roots_[followed], blocks_, reader_, page_, rows_);
        return followed;
    }

    double population() const { return std::max(1.0, static_cast<double>(blocks_) - 1 - static_cast<double>(measuring_.bloat.damaged_pages)); }

    // The free space map knows of unused pages, the metapage how many pages wait in the pending list; an index has no visibility map.
    Covariates known_of(const PageBytes& page) {
        Covariates known = free_space_.of(page.block);
        known[1] = page.kind == GinPageKind::Pending ? 1 : 0;
        return known;
    }
    Covariates mean_known() const {
        Covariates mean = free_space_.mean();
        mean[1] = std::min(pending_pages_, static_cast<double>(blocks_));
        mean[0] *= blocks_;
        for (double& known : mean) known /= population();
        return mean;
    }

    // How often a build would run out of memory: what it gathers of a key and of a pointer (ginbulk.c), in bytes.
    int batches() const {
        constexpr double kOfKey = 110, kOfPointer = 9;
        constexpr int kMostBatches = 16;
        const double seen = kOfKey * static_cast<double>(items_.size()) + kOfPointer * pointers_;
        const double all = seen * population() / std::max<double>(1, static_cast<double>(pages_.size()));
        return static_cast<int>(std::clamp(std::ceil(all / (1024.0 * maintenance_work_mem)), 1.0, static_cast<double>(kMostBatches)));
    }

    // Pages of the entry tree per byte on its leaves, inner pages included.
    double entry_pages_per_byte() const {
        constexpr std::size_t kMostItems = 20000;
        auto& items = make_in<Vector<GinItem>>(measuring_.memory, measuring_.memory);
        items.assign(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(std::min(items_.size(), kMostItems)));
        // Posting trees that have become small move into their entries.
        for (std::size_t i = 0; i < items.size() && !trees_.lists().empty(); ++i) {
            const std::uint32_t bytes = aligned(items[i].key_bytes + trees_.lists()[i % trees_.lists().size()]);
            if (items[i].pointers == 0 && bytes <= gin::kMostItem) items[i].bytes = static_cast<std::uint16_t>(bytes);
        }
        const double leaf = bytes_per_entry_page(span_of(items), batches(), measuring_.memory);
        const double key = items_.empty() ? kTypicalKey : key_bytes_ / static_cast<double>(items_.size());
        const double above = (key + gin::kLinePointer) / (gin::kEntryUsable / 2.0);
        return 1 / (leaf * (1 - above));
    }

    // Pages that the pending entries of one page take in the trees: as those that are there already, or, where there are hardly any,
    // as their own keys tell.
    double pages_per_pending(double pages_of_trees, double pending_seen) {
        if (pending_seen <= 0) return 0;
        if (pointers_ > pending_seen) return pages_of_trees / pointers_;
        std::ranges::sort(pending_keys_);
        const double keys = static_cast<double>(std::unique(pending_keys_.begin(), pending_keys_.end()) - pending_keys_.begin());
        constexpr double kBytesPerPointer = 2;
        const double bytes = keys * (pending_key_bytes_ / pending_seen + gin::kSegmentHeader + gin::kLinePointer) + pending_seen * kBytesPerPointer;
        return bytes / (gin::kEntryUsable / 2.0) / pending_seen;
    }

    void judge() {
        if (pages_.empty()) return measuring_.bloat.set_unknown("all pages that were looked at are damaged");
        std::ranges::sort(pages_, {}, &PageBytes::block);
        const double per_byte = entry_pages_per_byte();
        const double small = trees_.share_of_small(), extra = trees_.extra_pages(per_byte);
        auto& values = make_in<Vector<SampledValue>>(measuring_.memory, measuring_.memory);
        double trees = 0, pending = 0;
        for (const PageBytes& page : pages_) {
            SampledValue& value = *values.emplace(values.end());
            value.block = page.block;
            value.known = known_of(page);
            value.value = page.entries * per_byte + page.posting / gin::kPostingUsable;
            if (page.is_last) {
                const double alone = page.in_entry + kTypicalKey <= gin::kMostItem ? page.in_entry * per_byte : 1;
                value.value += small * (alone - page.posting / gin::kPostingUsable) + (1 - small) * extra;
            }
            trees += value.value;
            pending += page.pending;
        }
        for (SampledValue& value : values) value.value *= rows_.growth().value;
        const double per_pending = rows_.growth().value > 1 ? 0 : pages_per_pending(trees, pending) * (1 - rows_.dead().value);
        for (std::size_t i = 0; i < pages_.size(); ++i) values[i].value += pages_[i].pending * per_pending;
        const Interval mean = regression_mean(span_of(values), mean_known(), population(), free_space_.mean_variance());
        const bool whole = plan_.reads_all();
        const double value = std::max(2.0, 1 + mean.value * population());
        const double sampled = whole ? 0 : half_width(mean) * population();
        const double dead = half_width(rows_.dead()) * value;
        const double growth = half_width(rows_.growth()) / rows_.growth().value * value;
        const double margin = 1 + std::sqrt(sampled * sampled + dead * dead + growth * growth + kModelError * kModelError * value * value);
        measuring_.bloat.set_rebuilt(blocks_, {value, value - margin, std::isfinite(margin) ? value + margin : blocks_});
        measuring_.bloat.held_back_bytes = static_cast<std::int64_t>(rows_.held_back_share() * value * BLCKSZ);
    }

    Measuring& measuring_;
    BlockNumber blocks_;
    SamplePlan plan_;
    PageReader reader_;
    SpaceMaps free_space_;
    GinRows rows_;
    GinPage page_;
    Vector<PageBytes> pages_;
    Vector<GinItem> items_;  // of a fresh entry tree; without pointers: with a posting tree
    GinTrees trees_;
    Vector<BlockNumber> roots_;
    Vector<std::size_t> pending_keys_;  // hashes
    double pointers_ = 0, key_bytes_ = 0, pending_key_bytes_ = 0;
    double pending_pages_ = 0;
};

}  // namespace

void measure_gin(Measuring& measuring, Relation heap) {
    make_in<GinMeasurement>(measuring.memory, measuring, heap, RelationGetNumberOfBlocks(measuring.relation)).run();
}

}  // namespace pgops
