#include "pg/pages/tail_space.hpp"

#include "core/sampling.hpp"
#include "pg/guard.hpp"
#include "pg/pages/heap_page.hpp"
#include "pg/pages/open_relation.hpp"
#include "pg/pages/space_maps.hpp"

namespace pgops {

namespace {

// An empty page is of category 255, one with a few unused line pointers of 254 (fsm_space_avail_to_cat).
constexpr int kEmpty = 254;
constexpr BlockNumber kMostLeaves = 256;
// Pages that the map does not call empty and that are looked at for rows.
constexpr int kMostLooks = 64;
constexpr std::uint32_t kVerified = 16;

class TailWalk {
 public:
    TailWalk(Relation heap, Memory* memory, TailSpace* tail)
        : heap_(heap),
          memory_(memory),
          tail_(*tail),
          blocks_(RelationGetNumberOfBlocks(heap)),
          ring_(GetAccessStrategy(BAS_BULKREAD)),
          reader_(heap, MAIN_FORKNUM, ring_),
          maps_(heap, blocks_, ring_),
          pages_(heap, 0, memory) {}

    void run() {
        tail_.table_pages = blocks_;
        walk();
        tail_.straggler_pages = 0;
        tail_.straggler_rows = 0;
        // What lies above the last page with rows that has empty pages below it: rows that only themselves are above say nothing.
        for (const Straggler& straggler : stragglers())
            if (straggler.block > first_empty_) {
                ++tail_.straggler_pages;
                tail_.straggler_rows += straggler.rows;
            }
        tail_.tail_pages = first_empty_ < blocks_ ? blocks_ - first_empty_ - tail_.straggler_pages : 0;
        tail_.cuttable_pages = blocks_ - end_of_rows_;
        if (tail_.tail_pages > 0 && !verify()) tail_.obstacle = "its free space map does not fit its pages; a VACUUM mends that";
        tail_.pages_read = reader_.pages_read() + maps_.pages_read();
    }

 private:
    struct Straggler {
        BlockNumber block = 0;
        std::int64_t rows = 0;
    };
    std::span<const Straggler> stragglers() const { return {stragglers_, straggler_count_}; }

    // From the end backwards, until a page has rows that are too many to be stragglers.
    void walk() {
        first_empty_ = end_of_rows_ = blocks_;
        int looks = 0;
        for (BlockNumber block = blocks_; block-- > 0;) {
            if (block % SlotsPerFSMPage == SlotsPerFSMPage - 1 || block + 1 == blocks_) {
                if ((blocks_ - 1) / SlotsPerFSMPage - block / SlotsPerFSMPage >= kMostLeaves) return;
                if (somebody_waits_for(RelationGetRelid(heap_))) {
                    tail_.obstacle = "another session waits for a lock on it";
                    return;
                }
                CHECK_FOR_INTERRUPTS();
            }
            if (maps_.category(block) < kEmpty) {
                if (++looks > kMostLooks) return;
                const std::int64_t rows = rows_on(block);
                if (rows > 0) {
                    if (straggler_count_ == TailSpace::kMostStragglers) return;
                    stragglers_[straggler_count_++] = {block, rows};
                    continue;
                }
            }
            first_empty_ = block;
            if (straggler_count_ == 0) end_of_rows_ = block;
        }
    }

    // Rows that VACUUM could not remove.
    std::int64_t rows_on(BlockNumber block) {
        switch (reader_.read_one(block)) {
            case PageState::New: return 0;
            case PageState::Damaged: return 1;
            case PageState::Read: break;
        }
        const HeapPageContent content = pages_.look_at(reader_.page().page());
        return content.damaged ? 1 : static_cast<std::int64_t>(content.entries) - content.entries_dead;
    }

    bool is_straggler(BlockNumber block) const {
        for (const Straggler& straggler : stragglers())
            if (straggler.block == block) return true;
        return false;
    }

    // A few of the pages that the map calls empty, for it may be out of date.
    bool verify() {
        const BlockNumber length = blocks_ - first_empty_;
        auto& plan = make_in<SamplePlan>(memory_, length, std::min<std::uint32_t>(length, kVerified), heap_->rd_id, memory_);
        for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next())
            for (const std::uint32_t offset : batch)
                if (const BlockNumber block = first_empty_ + offset; !is_straggler(block) && rows_on(block) > 0) return false;
        return true;
    }

    Relation heap_;
    Memory* memory_;
    TailSpace& tail_;
    BlockNumber blocks_, first_empty_ = 0, end_of_rows_ = 0;
    BufferAccessStrategy ring_;
    PageReader reader_;
    SpaceMaps maps_;
    HeapPages pages_;
    Straggler stragglers_[TailSpace::kMostStragglers];
    std::size_t straggler_count_ = 0;
};

void walk_open(Relation heap, TailSpace* tail) {
    if (const std::string_view reason = obstacle_to(heap); !reason.empty() || heap->rd_rel->relam != HEAP_TABLE_AM_OID) {
        tail->obstacle = reason.empty() ? "its table access method is not heap" : reason;
        return;
    }
    with_scratch_memory([&](ContextMemory* memory) { make_in<TailWalk>(memory, heap, memory, tail).run(); });
}

void walk_unlocked(ObjectId table, TailSpace* tail, int* holder) {
    const Opened opened = with_relation(table, [&](Relation heap) { walk_open(heap, tail); });
    if (opened == Opened::Locked) {
        tail->obstacle = "locked by another session";
        *holder = holder_of(table);
    }
    if (opened == Opened::Gone) tail->obstacle = "it was dropped meanwhile";
}

}  // namespace

TailSpace measure_tail(ObjectId table, Memory* memory) {
    TailSpace tail;
    int holder = 0;
    try {
        guarded(memory, [&] { walk_unlocked(table, &tail, &holder); });
        if (holder != 0) tail.obstacle = concat(memory, "locked by process ", holder);
    } catch (const ServerError& error) {
        tail = {.obstacle = concat(memory, error.sqlstate(), " ", error.what())};
    }
    return tail;
}

}  // namespace pgops
