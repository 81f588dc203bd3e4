// GiST and SP-GiST indexes: what live items take of a sample of their leaves, against the leaves of a fresh build.
#include <algorithm>
#include <cmath>

#include "core/interval.hpp"
#include "core/tree_rebuild.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"
#include "pg/pages/tree_page.hpp"

namespace pgops {

namespace {

// Shares of a page that leaves fill after a REINDEX, measured on 12 operator classes each, in three orders and four sizes.
// GiST by splits of full pages: of the share that the fillfactor allows, in random order and in the order of the table.
constexpr double kGistRandom = 0.67, kGistOrdered = 0.52, kGistError = 0.08;
// GiST by sorting, where the operator class can: four pages at a time are split again, whatever the fillfactor.
constexpr TreeFill kGistSorted{.share = 0.665, .error = 0.03};
// SP-GiST, by the functions that choose the groups of a page's items: where these come out equal, many do not fit a page just so.
constexpr TreeFill kSpgist{.share = 0.80, .error = 0.08}, kSpgistText{.share = 0.86, .error = 0.12}, kSpgistHalves{.share = 0.73, .error = 0.08},
    kSpgistRanges{.share = 0.64, .error = 0.14}, kSpgistAddresses{.share = 0.68, .error = 0.15};
// How much of that error remains for a tree of other size than the one that was built.
constexpr double kOtherTree = 0.6;
// Pages of even a small SP-GiST index that inner tuples of three kinds and the last leaves leave nearly empty.
constexpr double kSpgistFixedPages = 6;
// Relative error of a build that is repeated.
constexpr double kGistRepeated = 0.015;
// Rows of one leaf that come from less than this share of the table came one after the other.
constexpr double kOrdered = 0.1;
// Pages whose neighbours are asked whether they were written by the same build.
constexpr int kNeighbours = 8;
// The sample's error, relative to the whole error, where more pages no longer pay.
constexpr double kSmallPart = 0.3;

struct TreeKind {
    TreePageContent (*look_at)(PageState, PageCopy&);
    double usable;
    TreeFill random, ordered;
    BlockNumber first_page;  // behind metapages
    double least_pages;      // of an empty index
    double fixed_pages;      // that do not depend on its size
    double repeatable;       // relative error of a build that is repeated
    XLogRecPtr least_lsn;    // of a page that a build has written
};

class TreeMeasurement {
 public:
    TreeMeasurement(Measuring& measuring, Relation heap, const TreeKind& kind, BlockNumber blocks)
        : measuring_(measuring),
          heap_(heap),
          kind_(kind),
          blocks_(blocks),
          heap_blocks_(RelationGetNumberOfBlocks(heap)),
          plan_(plan_for(measuring.relation, blocks, measuring)),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring),
          free_space_(measuring.relation, blocks, measuring.ring),
          pages_(measuring.memory),
          changed_(measuring.memory) {
        if (measuring.expect_damage) {
            reader_.expect_damage();
            free_space_.expect_damage();
        }
    }

    void run() {
        dead_ = dead_entries_of(heap_, measuring_);
        free_space_.sum_up(measuring_.memory);
        for (std::span<const std::uint32_t> batch = plan_.next(); !batch.empty(); batch = plan_.next()) {
            if (!reader_.read(batch, [this](BlockNumber block, PageState state, PageCopy& copy) { add(block, state, copy); }))
                return measuring_.bloat.set_unknown(kGivenUp);
            if (plan_.reads_all()) continue;
            judge();
            if (enough_) break;
        }
        if (plan_.reads_all()) judge();
        measuring_.bloat.method = BloatMethod::Sampled;
        measuring_.bloat.pages_read = reader_.pages_read() + free_space_.pages_read() + dead_.pages_read;
        if (measuring_.bloat.known && measuring_.bloat.damaged_pages > 0) measuring_.bloat.distrust = kDamagedTaken;
    }

 private:
    struct Changed {
        BlockNumber block = 0;
        XLogRecPtr lsn = InvalidXLogRecPtr;
        bool asked = false;
    };

    void add(BlockNumber block, PageState state, PageCopy& copy) {
        if (block < kind_.first_page) return;
        const TreePageContent content = kind_.look_at(state, copy);
        switch (content.kind) {
            case TreePageKind::Damaged: ++measuring_.bloat.damaged_pages; return;
            case TreePageKind::Inner: ++inner_; return;
            case TreePageKind::Empty: break;
            case TreePageKind::Leaf:
                if (content.items > 1) {
                    ++leaves_;
                    if (content.heap_blocks < kOrdered / 4 * heap_blocks_) ++ordered_leaves_;
                }
        }
        pages_.push_back({.block = block, .filled = content.bytes / kind_.usable, .known = free_space_.of(block)});
        changed_.push_back({.block = block, .lsn = content.changed});
    }

    // A build writes its pages to the log in batches, which share one position: whatever has an older one was not changed since.
    void find_unchanged() {
        std::ranges::sort(pages_, {}, &TreePage::block);
        std::ranges::sort(changed_, {}, &Changed::block);
        // The last pages of the build first; where all of these were changed, or added later, some of all.
        int asked = 0;
        for (std::size_t i = changed_.size(); i-- > 0 && asked < kNeighbours / 2;) asked += ask_neighbour(changed_[i]);
        const std::size_t step = std::max<std::size_t>(1, changed_.size() / kNeighbours);
        for (std::size_t i = 0; i < changed_.size() && built_until_ == InvalidXLogRecPtr; i += step) ask_neighbour(changed_[i]);
        if (built_until_ == InvalidXLogRecPtr) return;
        for (std::size_t i = 0; i < pages_.size(); ++i) pages_[i].unchanged = changed_[i].lsn >= kind_.least_lsn && changed_[i].lsn <= built_until_;
    }

    // One more if it tells something new.
    int ask_neighbour(Changed& page) {
        if (page.asked || page.lsn < kind_.least_lsn || page.lsn <= built_until_) return 0;
        page.asked = true;
        const BlockNumber neighbour = page.block % 2 == 0 ? page.block + 1 : page.block - 1;
        if (neighbour >= blocks_) return 0;
        if (reader_.read_one(neighbour) == PageState::Read && PageGetLSN(reader_.page().page()) == page.lsn) built_until_ = page.lsn;
        return 1;
    }

    double population() const {
        const auto seen = static_cast<double>(pages_.size()), all = static_cast<double>(blocks_ - kind_.first_page);
        return std::max({1.0, all * seen / (seen + static_cast<double>(inner_)), seen});
    }

    TreeFill fill() const {
        const double ordered = leaves_ > 0 ? ordered_leaves_ / leaves_ : 0;
        const TreeFill expected{.share = ordered * kind_.ordered.share + (1 - ordered) * kind_.random.share,
                                .error = std::max(kind_.ordered.error, kind_.random.error)};
        return learn_fill(expected, span_of(pages_), kOtherTree * expected.error);
    }

    void judge() {
        if (pages_.empty()) return measuring_.bloat.set_unknown("all pages that were looked at are damaged");
        find_unchanged();
        Covariates mean = free_space_.mean();
        for (double& known : mean) known *= blocks_ / population();
        const Interval kept{1 - dead_.dead_share.value, 1 - dead_.dead_share.high, 1 - dead_.dead_share.low};
        const TreeNeed need = tree_pages_needed(span_of(pages_), fill(), kept, kind_.repeatable, mean, population(), measuring_.memory);
        const auto pages = [&](double share) {
            if (!std::isfinite(share)) return static_cast<double>(blocks_);
            const double fixed = std::min(kind_.fixed_pages, static_cast<double>(blocks_)), rest = share * (blocks_ - fixed);
            return rest > 0 ? std::max(kind_.least_pages, fixed + rest) : kind_.least_pages;
        };
        const Interval& needed = need.pages;
        enough_ = need.sampling_error <= std::max(kNarrowEnough / 100, (needed.high - needed.low) / 2 * kSmallPart);
        measuring_.bloat.set_rebuilt(blocks_, {pages(needed.value), pages(needed.low) - 1, pages(needed.high) + 1});
        const double held_back = kept.value > 0 ? dead_.held_back_share.value / kept.value : 0;
        measuring_.bloat.held_back_bytes = static_cast<std::int64_t>(held_back * pages(needed.value) * BLCKSZ);
    }

    Measuring& measuring_;
    Relation heap_;
    const TreeKind& kind_;
    BlockNumber blocks_, heap_blocks_;
    SamplePlan plan_;
    PageReader reader_;
    SpaceMaps free_space_;
    DeadEntries dead_{};
    Vector<TreePage> pages_;
    Vector<Changed> changed_;
    XLogRecPtr built_until_ = InvalidXLogRecPtr;
    std::size_t inner_ = 0;
    bool enough_ = false;  // more pages would not make the interval narrower
    double leaves_ = 0, ordered_leaves_ = 0;
};

// Whether a build sorts (gistbuild).
bool is_sorted(Relation index) {
    const auto* const options = reinterpret_cast<const GiSTOptions*>(index->rd_options);
    if (options != nullptr && options->buffering_mode == GIST_OPTION_BUFFERING_ON) return false;
    for (AttrNumber column = 1; column <= IndexRelationGetNumberOfKeyAttributes(index); ++column)
        if (!OidIsValid(index_getprocid(index, column, GIST_SORTSUPPORT_PROC))) return false;
    return true;
}

TreeFill spgist_fill(Relation index) {
    switch (index_getprocid(index, 1, SPGIST_CONFIG_PROC)) {
        case F_SPG_TEXT_CONFIG: return kSpgistText;
        case F_SPG_KD_CONFIG: return kSpgistHalves;
        case F_SPG_RANGE_QUAD_CONFIG: return kSpgistRanges;
        case F_INET_SPG_CONFIG: return kSpgistAddresses;
        default: return kSpgist;
    }
}

void measure_tree(Measuring& measuring, Relation heap, const TreeKind& kind) {
    const BlockNumber blocks = RelationGetNumberOfBlocks(measuring.relation);
    if (blocks <= kind.first_page) return measuring.bloat.set_unknown("it has no pages");
    make_in<TreeMeasurement>(measuring.memory, measuring, heap, kind, blocks).run();
}

}  // namespace

void measure_gist(Measuring& measuring, Relation heap) {
    const auto* const options = reinterpret_cast<const GiSTOptions*>(measuring.relation->rd_options);
    const double allowed = (options != nullptr ? options->fillfactor : GIST_DEFAULT_FILLFACTOR) / 100.0;
    TreeKind kind{.look_at = look_at_gist_page,
                  .usable = GiSTPageSize,
                  .random = {kGistRandom * allowed, kGistError},
                  .ordered = {kGistOrdered * allowed, kGistError},
                  .first_page = 0,
                  .least_pages = 1,
                  .fixed_pages = 0,
                  .repeatable = kGistRepeated,
                  .least_lsn = GistBuildLSN};
    if (is_sorted(measuring.relation)) kind.random = kind.ordered = kGistSorted;
    measure_tree(measuring, heap, make_in<TreeKind>(measuring.memory, kind));
}

void measure_spgist(Measuring& measuring, Relation heap) {
    const TreeFill fill = spgist_fill(measuring.relation);
    const TreeKind kind{.look_at = look_at_spgist_page,
                        .usable = SPGIST_PAGE_CAPACITY,
                        .random = fill,
                        .ordered = fill,
                        .first_page = 1,
                        .least_pages = 3,
                        .fixed_pages = kSpgistFixedPages,
                        .repeatable = 0,
                        .least_lsn = GistBuildLSN + 1};
    measure_tree(measuring, heap, make_in<TreeKind>(measuring.memory, kind));
}

}  // namespace pgops
