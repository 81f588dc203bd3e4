#include "pg/pages/space_maps.hpp"

#include <algorithm>

namespace pgops {

namespace {

// The layout of both maps, which freespace.c and visibilitymap.c keep to themselves.
constexpr int kBytesPerCategory = BLCKSZ / 256;
constexpr BlockNumber kSlots = SlotsPerFSMPage;
constexpr BlockNumber kBlocksPerByte = BITS_PER_BYTE / BITS_PER_HEAPBLOCK;
constexpr BlockNumber kBlocksPerVisibilityPage = (BLCKSZ - MAXALIGN(SizeOfPageHeaderData)) * kBlocksPerByte;

// Before a leaf stand the leaves before it, and the pages of the two levels above it (fsm_logical_to_physical).
BlockNumber place_of_leaf(BlockNumber leaf) { return leaf + leaf / kSlots + 1 + leaf / kSlots / kSlots + 1; }

BlockNumber pages_of(Relation relation, ForkNumber fork) {
    return smgrexists(RelationGetSmgr(relation), fork) ? RelationGetNumberOfBlocksInFork(relation, fork) : 0;
}

}  // namespace

SpaceMaps::SpaceMaps(Relation heap, BlockNumber blocks, BufferAccessStrategy ring)
    : blocks_(blocks),
      free_space_pages_(pages_of(heap, FSM_FORKNUM)),
      visibility_pages_(pages_of(heap, VISIBILITYMAP_FORKNUM)),
      free_space_(heap, FSM_FORKNUM, ring),
      visibility_(heap, VISIBILITYMAP_FORKNUM, ring) {}

void SpaceMaps::expect_damage() {
    free_space_.expect_damage();
    visibility_.expect_damage();
}

// One byte for each block of the leaf; null: nothing is recorded.
const std::uint8_t* SpaceMaps::leaf_categories(BlockNumber leaf) {
    if (leaf != leaf_at_hand_) {
        leaf_at_hand_ = leaf;
        leaf_readable_ = place_of_leaf(leaf) < free_space_pages_ && free_space_.read_one(place_of_leaf(leaf)) == PageState::Read;
    }
    if (!leaf_readable_) return nullptr;
    return reinterpret_cast<FSMPage>(PageGetContents(free_space_.page().page()))->fp_nodes + NonLeafNodesPerPage;
}

// Two bits for each block of the page; null: no block is known to be visible to all.
const std::uint8_t* SpaceMaps::visibility_bits(BlockNumber page) {
    if (page != visibility_at_hand_) {
        visibility_at_hand_ = page;
        visibility_readable_ = page < visibility_pages_ && visibility_.read_one(page) == PageState::Read;
    }
    return visibility_readable_ ? reinterpret_cast<const std::uint8_t*>(PageGetContents(visibility_.page().page())) : nullptr;
}

SpaceMaps::Sums SpaceMaps::sum_of(BlockNumber begin, BlockNumber end) {
    const std::uint8_t* const categories = leaf_categories(begin / kSlots);
    Sums sums;
    for (BlockNumber block = begin; block < end;) {
        const BlockNumber page = block / kBlocksPerVisibilityPage;
        const std::uint8_t* const bits = visibility_bits(page);
        const auto here = static_cast<BlockNumber>(std::min<std::uint64_t>(end, (std::uint64_t{page} + 1) * kBlocksPerVisibilityPage));
        for (; block < here; ++block) {
            const std::uint64_t category = categories != nullptr ? categories[block % kSlots] : 0;
            const BlockNumber place = block % kBlocksPerVisibilityPage;
            const unsigned visible =
                bits != nullptr ? (bits[place / kBlocksPerByte] >> (place % kBlocksPerByte * BITS_PER_HEAPBLOCK)) & VISIBILITYMAP_ALL_VISIBLE : 0U;
            sums.free += category;
            sums.visible += visible;
            sums.free_and_visible += category * visible;
        }
    }
    return sums;
}

Covariates SpaceMaps::Sums::mean(double blocks) const {
    return {static_cast<double>(free) * kBytesPerCategory / blocks, static_cast<double>(visible) / blocks,
            static_cast<double>(free_and_visible) * kBytesPerCategory / blocks};
}

int SpaceMaps::category(BlockNumber block) {
    const std::uint8_t* const categories = leaf_categories(block / kSlots);
    return categories != nullptr ? categories[block % kSlots] : 0;
}

unsigned SpaceMaps::visibility(BlockNumber block) {
    const std::uint8_t* const bits = visibility_bits(block / kBlocksPerVisibilityPage);
    const BlockNumber place = block % kBlocksPerVisibilityPage;
    return bits == nullptr ? 0U
                           : static_cast<unsigned>(bits[place / kBlocksPerByte] >> (place % kBlocksPerByte * BITS_PER_HEAPBLOCK)) & VISIBILITYMAP_VALID_BITS;
}

Covariates SpaceMaps::of(BlockNumber block) { return sum_of(block, block + 1).mean(1); }

void SpaceMaps::sum_up(Memory* memory) {
    const BlockNumber leaves = (blocks_ + kSlots - 1) / kSlots;
    auto& plan = make_in<SamplePlan>(memory, leaves, kMostLeaves, blocks_, memory);
    Sums total;
    double counted = 0;
    Covariates last{}, differences{};
    std::uint32_t read = 0;
    for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next())
        for (const std::uint32_t leaf : batch) {
            const auto end = static_cast<BlockNumber>(std::min<std::uint64_t>(blocks_, (std::uint64_t{leaf} + 1) * kSlots));
            const Sums sums = sum_of(leaf * kSlots, end);
            const Covariates here = sums.mean(end - leaf * kSlots);
            total += sums;
            counted += end - leaf * kSlots;
            for (std::size_t i = 0; i < kCovariates && read > 0; ++i) differences[i] += (here[i] - last[i]) * (here[i] - last[i]);
            last = here;
            ++read;
        }
    if (counted == 0) return;
    mean_ = total.mean(counted);
    // Neighbours in the sample tell how far the leaves that were not read may differ, as in regression_mean.
    const double unread = 1.0 - static_cast<double>(read) / leaves;
    for (std::size_t i = 0; i < kCovariates && read > 1; ++i) mean_variance_[i] = differences[i] / (2.0 * (read - 1)) / read * unread;
}

}  // namespace pgops
