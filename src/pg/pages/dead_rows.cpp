#include "pg/pages/dead_rows.hpp"

#include <algorithm>
#include <cmath>

#include "pg/guard.hpp"
#include "pg/horizon/processes.hpp"
#include "pg/pages/open_relation.hpp"
#include "pg/pages/space_maps.hpp"
#include "pg/pages/tuple_fate.hpp"

namespace pgops {

namespace {

constexpr FullXid kNotDead = 0, kNeverLived = 1;
// Pages that VACUUM alone would skip, looked at for rows that relfrozenxid does not allow; all of them once there is one.
constexpr std::uint32_t kFrozenLooks = 32;

HorizonKind horizon_of(Relation heap) {
    if (heap->rd_rel->relisshared) return HorizonKind::Shared;
    return IsCatalogRelation(heap) || RelationIsAccessibleInLogicalDecoding(heap) ? HorizonKind::Catalog : HorizonKind::Data;
}

class DeadRowsReader {
 public:
    DeadRowsReader(Relation heap, const DeadRowsRequest& request, FullXid next, bool expect_damage, Memory* memory, DeadRows* rows)
        : heap_(heap),
          request_(request),
          next_(next),
          memory_(memory),
          rows_(*rows),
          blocks_(RelationGetNumberOfBlocks(heap)),
          ring_(GetAccessStrategy(BAS_BULKREAD)),
          reader_(heap, MAIN_FORKNUM, ring_),
          maps_(heap, blocks_, ring_),
          fates_(heap) {
        reader_.copy_headers_only();
        if (!expect_damage) return;
        reader_.expect_damage();
        maps_.expect_damage();
    }

    void run() {
        rows_.horizon = horizon_of(heap_);
        rows_.table_pages = blocks_;
        const BlockNumber unsure = count_unsure();
        const bool whole = request_.most_pages < 0 || unsure <= request_.most_pages;
        rows_.known = whole ? read_all() : read_sample(unsure);
        rows_.exact = rows_.known && whole && damaged_ == 0;
        if (!rows_.known && rows_.obstacle.empty()) rows_.obstacle = "another session waits for a lock on it";
        if (damaged_ > 0) rows_.obstacle = "pages of it are damaged";
        if (rows_.known && whole && request_.look_into_frozen) look_into_frozen();
        rows_.pages_read = reader_.pages_read() + maps_.pages_read();
    }

 private:
    static constexpr std::size_t kBatch = 256;

    bool is_unsure(BlockNumber block) { return (maps_.visibility(block) & VISIBILITYMAP_ALL_VISIBLE) == 0; }

    BlockNumber count_unsure() {
        BlockNumber count = 0;
        for (BlockNumber block = 0; block < blocks_; ++block) {
            if ((block & 0xFFFFU) == 0) CHECK_FOR_INTERRUPTS();
            if (is_unsure(block)) ++count;
        }
        return count;
    }

    bool read_batch() {
        const bool read = reader_.read({batch_, batched_}, [&](BlockNumber, PageState state, PageCopy& copy) { add(state, copy); });
        batched_ = 0;
        return read;
    }
    bool take(BlockNumber block) {
        batch_[batched_++] = block;
        return batched_ < kBatch || read_batch();
    }

    bool read_all() {
        for (BlockNumber block = 0; block < blocks_; ++block)
            if (is_unsure(block) && !take(block)) return false;
        return read_batch();
    }

    // One page of each stratum of the pages that count, and the figures raised to all of them.
    bool read_sample(BlockNumber unsure) {
        if (request_.most_pages == 0) {
            rows_.obstacle = "pgops.vacuum_pages was spent";
            return false;
        }
        auto& chosen = make_in<Vector<std::uint32_t>>(memory_, memory_);
        auto& plan = make_in<SamplePlan>(memory_, unsure, static_cast<std::uint32_t>(request_.most_pages), heap_->rd_id, memory_);
        for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next()) chosen.insert(chosen.end(), batch.begin(), batch.end());
        std::ranges::sort(chosen);
        BlockNumber seen = 0;
        std::size_t place = 0;
        for (BlockNumber block = 0; block < blocks_ && place < chosen.size(); ++block) {
            if (!is_unsure(block) || seen++ != chosen[place]) continue;
            ++place;
            if (!take(block)) return false;
        }
        if (!read_batch()) return false;
        const double read = static_cast<double>(chosen.size()), factor = static_cast<double>(unsure) / read;
        const double mean = sum_ / read, variance = read > 1 ? std::max(0.0, (sum_of_squares_ - read * mean * mean) / (read - 1)) : 0;
        const double margin =
            student_t95(static_cast<int>(std::min(read, 1e6)) - 1) * static_cast<double>(unsure) * std::sqrt(variance / read * (1 - read / unsure));
        for (RowsAndBytes& band : rows_.bands) {
            band.rows = std::llround(static_cast<double>(band.rows) * factor);
            band.bytes = std::llround(static_cast<double>(band.bytes) * factor);
        }
        rows_.dead_pointers = std::llround(static_cast<double>(rows_.dead_pointers) * factor);
        rows_.pages_with_dead_rows = std::llround(static_cast<double>(rows_.pages_with_dead_rows) * factor);
        rows_.low = std::max<std::int64_t>(0, std::llround(sum_ * factor - margin));
        rows_.high = std::llround(sum_ * factor + margin);
        return true;
    }

    void add(PageState state, PageCopy& copy) {
        if (state == PageState::Damaged) ++damaged_;
        if (state != PageState::Read) return;
        const Page page = copy.page();
        last_offset_ = std::min<OffsetNumber>(last_offset(page), MaxHeapTuplesPerPage);
        std::int64_t pointers = 0, dead = 0;
        bool chains = false;
        for (OffsetNumber offset = FirstOffsetNumber; offset <= last_offset_; ++offset) {
            dead_after_[offset] = kNotDead;
            const ItemId item = PageGetItemId(page, offset);
            if (ItemIdIsDead(item)) ++pointers;
            if (!ItemIdIsNormal(item) || ItemIdGetLength(item) < SizeofHeapTupleHeader || ItemIdGetOffset(item) + ItemIdGetLength(item) > BLCKSZ) continue;
            auto* const tuple = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item));
            // Nearly all of most pages.
            if (is_frozen_and_whole(tuple)) continue;
            look_before_relfrozenxid(tuple);
            const TupleFate fate = fates_.of(tuple);
            if (fate != TupleFate::Dead && fate != TupleFate::HeldBack) continue;
            const FullXid deleted = full_xid(fates_.deleter(), next_);
            dead_after_[offset] = deleted == kNoXid ? kNeverLived : deleted;
            ++dead;
            chains = chains || HeapTupleHeaderIsHotUpdated(tuple);
        }
        if (chains) follow_chains(page);
        for (OffsetNumber offset = FirstOffsetNumber; offset <= last_offset_ && dead > 0; ++offset)
            if (dead_after_[offset] != kNotDead) add_row(dead_after_[offset], MAXALIGN(ItemIdGetLength(PageGetItemId(page, offset))));
        rows_.dead_pointers += pointers;
        rows_.pages_with_dead_rows += pointers + dead > 0 ? 1 : 0;
        sum_ += static_cast<double>(dead);
        sum_of_squares_ += static_cast<double>(dead) * static_cast<double>(dead);
    }

    static bool is_frozen_and_whole(HeapTupleHeader tuple) {
        constexpr int kMask = HEAP_XMIN_FROZEN | HEAP_XMAX_INVALID;
        return (tuple->t_infomask & kMask) == kMask;
    }

    // Pruning takes a version along when a later one of its chain on the page can go (heap_prune_chain).
    void follow_chains(Page page) {
        for (bool changed = true; changed;) {
            changed = false;
            for (OffsetNumber offset = FirstOffsetNumber; offset <= last_offset_; ++offset) {
                if (dead_after_[offset] <= kNeverLived) continue;
                auto* const tuple = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, PageGetItemId(page, offset)));
                const OffsetNumber next = ItemPointerGetOffsetNumberNoCheck(&tuple->t_ctid);
                if (!HeapTupleHeaderIsHotUpdated(tuple) || next < FirstOffsetNumber || next > last_offset_ || next == offset) continue;
                if (dead_after_[next] <= kNeverLived || dead_after_[next] >= dead_after_[offset]) continue;
                auto* const later = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, PageGetItemId(page, next)));
                if (!HeapTupleHeaderIsHeapOnly(later) || HeapTupleHeaderGetRawXmin(later) != HeapTupleHeaderGetUpdateXid(tuple)) continue;
                dead_after_[offset] = dead_after_[next];
                changed = true;
            }
        }
    }

    void add_row(FullXid deleted, std::size_t bytes) {
        if (deleted != last_deleted_) {
            last_deleted_ = deleted;
            last_band_ = static_cast<std::size_t>(std::upper_bound(rows_.limits.begin(), rows_.limits.end(), deleted) - rows_.limits.begin());
        }
        rows_.bands[last_band_] += {1, static_cast<std::int64_t>(bytes)};
    }

    // What heap_prepare_freeze_tuple refuses: an inserter, or a deleter, from before relfrozenxid.
    bool is_before_relfrozenxid(HeapTupleHeader tuple) const {
        const TransactionId oldest = heap_->rd_rel->relfrozenxid, xmin = HeapTupleHeaderGetXmin(tuple);
        if (!TransactionIdIsNormal(oldest)) return false;
        if (TransactionIdIsNormal(xmin) && TransactionIdPrecedes(xmin, oldest)) return true;
        if ((tuple->t_infomask & (HEAP_XMAX_INVALID | HEAP_XMAX_IS_MULTI)) != 0) return false;
        const TransactionId xmax = HeapTupleHeaderGetRawXmax(tuple);
        return TransactionIdIsNormal(xmax) && TransactionIdPrecedes(xmax, oldest) && !HEAP_XMAX_IS_LOCKED_ONLY(tuple->t_infomask);
    }
    void look_before_relfrozenxid(HeapTupleHeader tuple) {
        if (is_before_relfrozenxid(tuple)) ++rows_.before_relfrozenxid;
    }

    // Rows on pages that are visible to all, but not frozen: they fail the next vacuum that freezes.
    void look_into_frozen() {
        BlockNumber count = 0;
        for (BlockNumber block = 0; block < blocks_; ++block) count += maps_.visibility(block) == VISIBILITYMAP_ALL_VISIBLE ? 1 : 0;
        if (count == 0) return;
        const BlockNumber step = std::max<BlockNumber>(1, count / kFrozenLooks);
        if (count_old_rows(step) > 0) rows_.before_relfrozenxid += step == 1 ? counted_old_ : count_old_rows(1);
    }
    std::int64_t count_old_rows(BlockNumber step) {
        counted_old_ = 0;
        BlockNumber seen = 0;
        for (BlockNumber block = 0; block < blocks_; ++block) {
            if (maps_.visibility(block) != VISIBILITYMAP_ALL_VISIBLE || seen++ % step != 0) continue;
            if (reader_.read_one(block) != PageState::Read) continue;
            const Page page = reader_.page().page();
            for (OffsetNumber offset = FirstOffsetNumber; offset <= last_offset(page); ++offset) {
                const ItemId item = PageGetItemId(page, offset);
                if (!ItemIdIsNormal(item) || ItemIdGetOffset(item) + ItemIdGetLength(item) > BLCKSZ) continue;
                counted_old_ += is_before_relfrozenxid(reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item))) ? 1 : 0;
            }
        }
        return counted_old_;
    }

    Relation heap_;
    const DeadRowsRequest& request_;
    FullXid next_;
    Memory* memory_;
    DeadRows& rows_;
    BlockNumber blocks_;
    BufferAccessStrategy ring_;
    PageReader reader_;
    SpaceMaps maps_;
    TupleFates fates_;
    std::uint32_t batch_[kBatch];
    std::size_t batched_ = 0;
    FullXid dead_after_[MaxHeapTuplesPerPage + 1];
    OffsetNumber last_offset_ = 0;
    FullXid last_deleted_ = kNoXid;
    std::size_t last_band_ = 0;
    double sum_ = 0, sum_of_squares_ = 0;
    std::int64_t damaged_ = 0, counted_old_ = 0;
};

void read_open(Relation heap, const DeadRowsRequest& request, FullXid next, bool expect_damage, DeadRows* rows) {
    if (const std::string_view reason = obstacle_to(heap); !reason.empty() || heap->rd_rel->relam != HEAP_TABLE_AM_OID) {
        rows->obstacle = reason.empty() ? "its table access method is not heap" : reason;
        return;
    }
    with_scratch_memory([&](ContextMemory* memory) { make_in<DeadRowsReader>(memory, heap, request, next, expect_damage, memory, rows).run(); });
}

}  // namespace

DeadRows read_dead_rows(const DeadRowsRequest& request, FullXid next, Memory* memory) {
    const std::size_t count = request.limits.size() + 1;
    auto* const bands = static_cast<RowsAndBytes*>(memory->allocate(count * sizeof(RowsAndBytes), alignof(RowsAndBytes)));
    for (bool expect_damage = false;; expect_damage = true) {
        std::fill_n(bands, count, RowsAndBytes{});
        DeadRows rows;
        rows.relation = request.relation;
        rows.limits = request.limits;
        rows.bands = {bands, count};
        int holder = 0;
        bool locked = false;
        try {
            guarded(memory, [&] {
                const Opened opened = with_relation(request.relation, [&](Relation heap) { read_open(heap, request, next, expect_damage, &rows); });
                locked = opened == Opened::Locked;
                if (locked) holder = holder_of(request.relation);
                if (opened == Opened::Gone) rows.obstacle = "it was dropped meanwhile";
            });
            if (locked) rows.obstacle = holder != 0 ? concat(memory, "locked by process ", holder) : "locked by another session";
            return rows;
        } catch (const ServerError& error) {
            if (!expect_damage && std::string_view(error.sqlstate()) == "XX001") continue;
            rows.known = false;
            rows.obstacle = concat(memory, error.sqlstate(), " ", error.what());
            return rows;
        }
    }
}

}  // namespace pgops
