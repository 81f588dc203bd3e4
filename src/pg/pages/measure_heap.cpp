// Tables, TOAST tables and materialized views.
#include <algorithm>
#include <cmath>

#include "core/packing.hpp"
#include "pg/pages/heap_page.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

namespace {

constexpr std::size_t kMostSizes = 100000;
// Relative error of the bytes that a full page holds, seen on tables of all shapes.
constexpr double kPackingError = 0.002, kPackingErrorOfToast = 0.015;

PageSpace space_on_page(Relation heap) {
    return {.usable = BLCKSZ - SizeOfPageHeaderData,
            .reserve = static_cast<std::uint32_t>(RelationGetTargetPageFreeSpace(heap, HEAP_DEFAULT_FILLFACTOR)),
            .most_rows = MaxHeapTuplesPerPage};
}

class HeapSample {
 public:
    HeapSample(Measuring& measuring, BlockNumber blocks)
        : measuring_(measuring),
          blocks_(blocks),
          space_(space_on_page(measuring.relation)),
          plan_(plan_for(measuring.relation, blocks, measuring)),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring),
          maps_(measuring.relation, blocks, measuring.ring),
          pages_(measuring.relation, kMostSizes, measuring.memory),
          whole_(space_),
          values_(measuring.memory) {
        if (measuring.expect_damage) {
            reader_.expect_damage();
            maps_.expect_damage();
        }
    }

    void run() {
        if (!plan_.reads_all()) maps_.sum_up(measuring_.memory);
        for (std::span<const std::uint32_t> batch = plan_.next(); !batch.empty(); batch = plan_.next()) {
            if (!reader_.read(batch, [this](BlockNumber block, PageState state, PageCopy& copy) { add(block, state, copy); }))
                return measuring_.bloat.set_unknown(kGivenUp);
            if (plan_.reads_all()) {
                pack();
                continue;
            }
            judge_sample();
            if (measuring_.bloat.percent.high - measuring_.bloat.percent.low <= 2 * kNarrowEnough) break;
        }
        if (plan_.reads_all()) judge_whole();
        measuring_.bloat.pages_read = reader_.pages_read() + maps_.pages_read();
        measuring_.bloat.method = plan_.reads_all() ? BloatMethod::Exact : BloatMethod::Sampled;
    }

 private:
    bool is_toast() const { return measuring_.relation->rd_rel->relkind == RELKIND_TOASTVALUE; }

    void add(BlockNumber block, PageState state, PageCopy& copy) {
        HeapPageContent content;
        if (state == PageState::Read) content = pages_.look_at(copy.page());
        if (state == PageState::Damaged || content.damaged) ++measuring_.bloat.damaged_pages;
        held_back_bytes_ += content.held_back_bytes;
        rewritten_bytes_ += content.rewritten_bytes;
        if (!plan_.reads_all()) values_.push_back({block, static_cast<double>(content.rewritten_bytes), maps_.of(block)});
    }

    // Rows come in the order in which they will be written; the chunks of TOAST values do not.
    void pack() {
        if (is_toast()) return;
        for (const std::uint16_t bytes : pages_.row_bytes()) whole_.add(bytes);
        pages_.forget_row_bytes();
    }

    double pages_for(double bytes, double per_page) const { return bytes > 0 ? std::ceil(bytes / per_page) : 0; }

    FullPage full_page() const {
        const FullPage packed = full_page_of(space_, pages_.row_bytes());
        return packed.bytes > 0 ? packed : FullPage{static_cast<double>(space_.usable), 0};
    }

    // Relative, 95 %: what the sample itself shows, less the part of the table that was read, and what it cannot show.
    double packing_error(const FullPage& full) const {
        const double unread = 1 - std::min(1.0, static_cast<double>(values_.size()) / blocks_);
        return (is_toast() ? kPackingErrorOfToast : kPackingError) + 1.96 * full.relative_error * std::sqrt(unread);
    }

    void judge(const Interval& pages) {
        measuring_.bloat.set_rebuilt(blocks_, pages);
        const double held_back_share = rewritten_bytes_ > 0 ? held_back_bytes_ / rewritten_bytes_ : 0;
        measuring_.bloat.held_back_bytes = static_cast<std::int64_t>(held_back_share * pages.value * BLCKSZ);
    }

    void judge_sample() {
        std::ranges::sort(values_, {}, &SampledValue::block);
        const Interval needed = regression_mean(span_of(values_), maps_.mean(), blocks_, maps_.mean_variance());
        const FullPage full = full_page();
        const double per_page = full.bytes;
        // The last page is not full, and rows of a sample do not pack quite like all rows.
        const double margin = 1 + packing_error(full) * needed.value * blocks_ / per_page;
        judge({pages_for(needed.value * blocks_, per_page), pages_for(needed.low * blocks_, per_page) - margin,
               pages_for(needed.high * blocks_, per_page) + margin});
    }

    void judge_whole() {
        const double pages = is_toast() ? pages_for(rewritten_bytes_, full_page().bytes) : static_cast<double>(whole_.pages());
        judge({pages, pages, pages});
    }

    Measuring& measuring_;
    BlockNumber blocks_;
    PageSpace space_;
    SamplePlan plan_;
    PageReader reader_;
    SpaceMaps maps_;
    HeapPages pages_;
    Packer whole_;
    Vector<SampledValue> values_;
    double held_back_bytes_ = 0, rewritten_bytes_ = 0;
};

}  // namespace

void measure_heap(Measuring& measuring) {
    const BlockNumber blocks = RelationGetNumberOfBlocks(measuring.relation);
    measuring.bloat.size_bytes = static_cast<std::int64_t>(blocks) * BLCKSZ;
    make_in<HeapSample>(measuring.memory, measuring, blocks).run();
}

}  // namespace pgops
