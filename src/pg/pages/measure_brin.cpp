// BRIN indexes: the summaries, written anew one after the other. They are small: a page for some hundred ranges.
#include <algorithm>
#include <cmath>

#include "pg/pages/brin_page.hpp"
#include "pg/pages/measure.hpp"

namespace pgops {

namespace {

constexpr double kUsable = BLCKSZ - SizeOfPageHeaderData - MAXALIGN(sizeof(BrinSpecialSpace));
// Relative error where the width of summaries varies.
constexpr double kPackingError = 0.02;

class BrinMeasurement {
 public:
    BrinMeasurement(Measuring& measuring, Relation heap)
        : measuring_(measuring),
          blocks_(RelationGetNumberOfBlocks(measuring.relation)),
          heap_blocks_(RelationGetNumberOfBlocks(heap)),
          reader_(measuring.relation, MAIN_FORKNUM, measuring.ring) {
        if (measuring.expect_damage) reader_.expect_damage();
    }

    void run() {
        const std::optional<BrinMeta> meta = blocks_ > 0 ? brin_meta(reader_.read_one(BRIN_METAPAGE_BLKNO), reader_.page()) : std::nullopt;
        if (!meta) {
            measuring_.bloat.damaged_pages = blocks_ > 0 ? 1 : 0;
            return measuring_.bloat.set_unknown("its metapage is damaged");
        }
        // A build summarizes every range, the last one, too, and one where the table is empty.
        ranges_ = std::max(1.0, std::ceil(static_cast<double>(heap_blocks_) / meta->pages_per_range));
        first_ = std::min(meta->last_range_map_page, blocks_ - 1) + 1;
        if (first_ < blocks_ && !sample()) return measuring_.bloat.set_unknown(kGivenUp);
        judge();
        measuring_.bloat.pages_read = reader_.pages_read();
        if (measuring_.bloat.damaged_pages > 0) measuring_.bloat.distrust = kDamagedTaken;
    }

 private:
    bool sample() {
        const std::uint32_t pages = blocks_ - first_;
        auto& plan = make_in<SamplePlan>(measuring_.memory, plan_for(measuring_.relation, pages, measuring_));
        all_ = plan.reads_all();
        auto& blocks = make_in<Vector<std::uint32_t>>(measuring_.memory, measuring_.memory);
        for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next()) {
            blocks.assign(batch.begin(), batch.end());
            for (std::uint32_t& block : blocks) block += first_;
            const auto visit = [this](BlockNumber, PageState state, PageCopy& copy) {
                if (const std::optional<BrinContent> content = brin_content(state, copy)) {
                    bytes_ += content->bytes;
                    summaries_ += content->summaries;
                } else {
                    ++measuring_.bloat.damaged_pages;
                }
            };
            if (!reader_.read(span_of(blocks), visit)) return false;
        }
        return true;
    }

    void judge() {
        constexpr double kTypicalSummary = 28;
        const double each = summaries_ > 0 ? bytes_ / summaries_ : kTypicalSummary;
        const double map = std::ceil(ranges_ / kRangesOfMapPage), per_page = std::max(1.0, std::floor(kUsable / each));
        const double pages = std::ceil(ranges_ / per_page), margin = 1 + kPackingError * pages;
        measuring_.bloat.method = BloatMethod::Sampled;
        measuring_.bloat.held_back_bytes = 0;
        const double value = 1 + map + pages;
        // Pages that are full of summaries of one width leave no doubt.
        const bool sure = all_ && measuring_.bloat.damaged_pages == 0 && pages <= 1;
        measuring_.bloat.set_rebuilt(blocks_, {value, sure ? value : value - margin, sure ? value : value + margin});
    }

    Measuring& measuring_;
    BlockNumber blocks_, heap_blocks_, first_ = 0;
    PageReader reader_;
    double ranges_ = 0, bytes_ = 0, summaries_ = 0;
    bool all_ = true;
};

}  // namespace

void measure_brin(Measuring& measuring, Relation heap) { make_in<BrinMeasurement>(measuring.memory, measuring, heap).run(); }

}  // namespace pgops
