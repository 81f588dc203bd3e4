#include <algorithm>

#include "pg/pages/heap_page.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

namespace {

class EntrySample {
 public:
    EntrySample(Relation heap, BlockNumber blocks, bool count_kept, Measuring& measuring)
        : blocks_(blocks),
          count_kept_(count_kept),
          plan_(plan_for(heap, blocks, measuring)),
          reader_(heap, MAIN_FORKNUM, measuring.ring),
          maps_(heap, blocks, measuring.ring),
          pages_(heap, 0, measuring.memory),
          entries_(measuring.memory),
          dead_(measuring.memory),
          held_back_(measuring.memory),
          kept_(measuring.memory),
          by_page_(measuring.memory) {
        if (measuring.expect_damage) {
            reader_.expect_damage();
            maps_.expect_damage();
        }
        maps_.sum_up(measuring.memory);
    }

    DeadEntries run() {
        DeadEntries shares;
        const bool tells_nothing = maps_.all_visible() && !count_kept_;
        for (std::span<const std::uint32_t> batch = plan_.next(); !batch.empty() && !tells_nothing; batch = plan_.next()) {
            if (!reader_.read(batch, [this](BlockNumber block, PageState state, PageCopy& copy) { add(block, state, copy); })) break;
            if (plan_.reads_all()) continue;
            shares = judge();
            if (is_narrow(shares)) break;
        }
        if (plan_.reads_all()) shares = judge();
        shares.pages = dead_by_page();
        shares.pages_read = reader_.pages_read() + maps_.pages_read();
        return shares;
    }

 private:
    bool is_narrow(const DeadEntries& shares) const {
        if (count_kept_) return shares.kept.high - shares.kept.low <= 2 * kNarrowEnough / 100 * shares.kept.value;
        return shares.dead_share.high - shares.dead_share.low <= 2 * kNarrowEnough / 100;
    }

    // The samples have been sorted.
    std::span<const DeadEntries::Page> dead_by_page() {
        for (std::size_t i = 0; i < entries_.size(); ++i)
            if (entries_[i].value > 0) by_page_.push_back({entries_[i].block, dead_[i].value / entries_[i].value});
        return span_of(by_page_);
    }

    void add(BlockNumber block, PageState state, PageCopy& copy) {
        HeapPageContent content;
        if (state == PageState::Read) content = pages_.look_at(copy.page());
        const Covariates known = maps_.of(block);
        entries_.push_back({block, static_cast<double>(content.entries), known});
        dead_.push_back({block, static_cast<double>(content.entries_dead), known});
        held_back_.push_back({block, static_cast<double>(content.entries_held_back), known});
        if (count_kept_) kept_.push_back({block, static_cast<double>(content.entries - content.entries_dead), known});
    }

    DeadEntries judge() {
        const auto mean = [&](Vector<SampledValue>& values) {
            std::ranges::sort(values, {}, &SampledValue::block);
            return regression_mean(span_of(values), maps_.mean(), blocks_);
        };
        const double per_page = mean(entries_).value;
        const auto share = [&](const Interval& count) {
            const auto of = [&](double part) { return per_page > 0 ? std::clamp(part / per_page, 0.0, 1.0) : 0.0; };
            return Interval{of(count.value), of(count.low), of(count.high)};
        };
        DeadEntries shares{.dead_share = share(mean(dead_)), .held_back_share = share(mean(held_back_))};
        if (count_kept_) {
            const Interval per_block = mean(kept_);
            shares.kept = {std::max(0.0, per_block.value * blocks_), std::max(0.0, per_block.low * blocks_), std::max(0.0, per_block.high * blocks_)};
        }
        return shares;
    }

    BlockNumber blocks_;
    bool count_kept_;
    SamplePlan plan_;
    PageReader reader_;
    SpaceMaps maps_;
    HeapPages pages_;
    Vector<SampledValue> entries_, dead_, held_back_, kept_;
    Vector<DeadEntries::Page> by_page_;
};

}  // namespace

DeadEntries dead_entries_of(Relation heap, Measuring& measuring) {
    return make_in<EntrySample>(measuring.memory, heap, RelationGetNumberOfBlocks(heap), false, measuring).run();
}

DeadEntries dead_and_kept_entries_of(Relation heap, Measuring& measuring) {
    return make_in<EntrySample>(measuring.memory, heap, RelationGetNumberOfBlocks(heap), true, measuring).run();
}

}  // namespace pgops
