#include "pg/pages/gin_rows.hpp"

#include <algorithm>

#include "core/interval.hpp"

namespace pgops {

namespace {

ItemPointerData row_pointer(std::uint64_t pointer) {
    const std::uint64_t block = pointer >> gin::kOffsetBits;
    return {.ip_blkid = {.bi_hi = static_cast<std::uint16_t>(block >> 16U), .bi_lo = static_cast<std::uint16_t>(block)},
            .ip_posid = static_cast<OffsetNumber>(pointer & ((1U << gin::kOffsetBits) - 1))};
}

}  // namespace

bool GinRows::learn(const GinMetaPageData& meta, BlockNumber blocks) {
    if (!fates_.learn()) return false;
    // Rows tell how much the pending list adds to the trees. Those of a partial index are not known.
    constexpr double kMuchPending = 0.02;
    const bool has_all_rows = heap_attisnull(measuring_.relation->rd_indextuple, Anum_pg_index_indpred, nullptr);
    const bool need_rows = has_all_rows && meta.nPendingPages > kMuchPending * blocks;
    if (fates_.all_known() && !need_rows) return true;
    const DeadEntries rows = need_rows ? dead_and_kept_entries_of(heap_, measuring_) : dead_entries_of(heap_, measuring_);
    if (need_rows) learn_growth(rows, static_cast<double>(meta.nPendingHeapTuples));
    pages_read_ = rows.pages_read;
    if (fates_.all_known()) return true;
    dead_ = rows.dead_share;
    held_back_ = rows.held_back_share.value;
    dead_by_page_ = rows.pages;
    return true;
}

void GinRows::learn_growth(const DeadEntries& rows, double pending) {
    const double in_trees = rows.kept.value - pending * (1 - rows.dead_share.value);
    if (in_trees <= pending) return;
    const double growth = rows.kept.value / in_trees, margin = growth * half_width(rows.kept) / in_trees;
    growth_ = {growth, growth - margin, growth + margin};
}

bool GinRows::keeps(std::uint64_t pointer) {
    if (fates_.all_kept()) return true;
    if (fates_.all_known()) {
        const TupleFate fate = fates_.of(row_pointer(pointer));
        seen_ += 1;
        if (fate == TupleFate::HeldBack) held_back_seen_ += 1;
        return fate != TupleFate::Dead;
    }
    const std::uint64_t mixed = (pointer + 0x9E3779B97F4A7C15ULL) * 0xBF58476D1CE4E5B9ULL;
    const std::uint64_t again = (mixed ^ (mixed >> 31U)) * 0x94D049BB133111EBULL;
    return static_cast<double>(again >> 11U) * 0x1p-53 >= dead_share_near(static_cast<BlockNumber>(pointer >> gin::kOffsetBits));
}

// Rows often die together with their neighbours: as on the nearest page that was looked at.
double GinRows::dead_share_near(BlockNumber block) const {
    if (dead_by_page_.empty()) return dead_.value;
    const auto after = std::ranges::lower_bound(dead_by_page_, block, {}, &DeadEntries::Page::block);
    if (after == dead_by_page_.begin()) return after->dead_share;
    const auto before = std::prev(after);
    return after == dead_by_page_.end() || block - before->block <= after->block - block ? before->dead_share : after->dead_share;
}

}  // namespace pgops
