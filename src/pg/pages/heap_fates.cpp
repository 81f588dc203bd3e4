#include "pg/pages/heap_fates.hpp"

#include <algorithm>

namespace pgops {

namespace {

// A page that is not vouched for takes 300 bytes of memory, and the search for it in the map takes time on a large heap.
constexpr std::int64_t kMostRemembered = 20000;
constexpr BlockNumber kMostSearched = 1U << 20U;

}  // namespace

HeapFates::HeapFates(Relation heap, Measuring& measuring)
    : measuring_(measuring),
      blocks_(RelationGetNumberOfBlocks(heap)),
      reader_(heap, MAIN_FORKNUM, measuring.ring),
      maps_(heap, blocks_, measuring.ring),
      pages_(heap, 0, measuring.memory),
      remembered_(measuring.memory) {
    if (measuring.expect_damage) {
        reader_.expect_damage();
        maps_.expect_damage();
    }
}

bool HeapFates::learn() {
    maps_.sum_up(measuring_.memory);
    all_kept_ = maps_.all_visible();
    const double unsure = (1 - maps_.mean()[1]) * blocks_;
    const std::int64_t most = std::min(measuring_.sample_pages, kMostRemembered);
    if (all_kept_ || unsure > static_cast<double>(most) || blocks_ > kMostSearched) return true;
    auto& unsure_blocks = make_in<Vector<std::uint32_t>>(measuring_.memory, measuring_.memory);
    for (BlockNumber block = 0; block < blocks_; ++block)
        if (maps_.of(block)[1] == 0) unsure_blocks.push_back(block);
    remembered_.reserve(unsure_blocks.size());
    if (!reader_.read(span_of(unsure_blocks), [this](BlockNumber block, PageState state, PageCopy& copy) { remember(block, state, copy); })) return false;
    all_known_ = true;
    return true;
}

void HeapFates::remember(BlockNumber block, PageState state, PageCopy& copy) {
    Remembered& here = *remembered_.emplace(remembered_.end());
    here.block = block;
    const bool readable = state == PageState::Read && !pages_.look_at(copy.page()).damaged;
    for (OffsetNumber offset = 0; offset <= MaxHeapTuplesPerPage; ++offset) here.fates[offset] = readable ? pages_.entry_fate(offset) : TupleFate::Kept;
}

TupleFate HeapFates::of(const ItemPointerData& pointer) const {
    if (all_kept_) return TupleFate::Kept;
    const BlockNumber block = ItemPointerGetBlockNumberNoCheck(&pointer);
    const OffsetNumber offset = ItemPointerGetOffsetNumberNoCheck(&pointer);
    const auto* const found = std::ranges::lower_bound(remembered_.data(), remembered_.data() + remembered_.size(), block, {}, &Remembered::block);
    if (found == remembered_.data() + remembered_.size() || found->block != block || offset > MaxHeapTuplesPerPage) return TupleFate::Kept;
    return found->fates[offset];
}

TupleFate HeapFates::look_up(const ItemPointerData& pointer) {
    if (all_known()) return of(pointer);
    const BlockNumber block = ItemPointerGetBlockNumberNoCheck(&pointer);
    if (block >= blocks_ || maps_.of(block)[1] != 0) return TupleFate::Kept;
    if (block != at_hand_) {
        at_hand_ = block;
        if (reader_.read_one(block) != PageState::Read || pages_.look_at(reader_.page().page()).damaged) {
            at_hand_ = InvalidBlockNumber;
            return TupleFate::Kept;
        }
    }
    return pages_.entry_fate(ItemPointerGetOffsetNumberNoCheck(&pointer));
}

}  // namespace pgops
