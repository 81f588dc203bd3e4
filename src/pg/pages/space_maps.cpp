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

int SpaceMaps::category(BlockNumber block) {
    const BlockNumber leaf = block / kSlots;
    if (leaf != leaf_at_hand_) {
        leaf_at_hand_ = leaf;
        leaf_readable_ = place_of_leaf(leaf) < free_space_pages_ && free_space_.read_one(place_of_leaf(leaf)) == PageState::Read;
    }
    return leaf_readable_ ? fsm_get_avail(free_space_.page().page(), static_cast<int>(block % kSlots)) : 0;
}

bool SpaceMaps::visible(BlockNumber block) {
    const BlockNumber page = block / kBlocksPerVisibilityPage, place = block % kBlocksPerVisibilityPage;
    if (page != visibility_at_hand_) {
        visibility_at_hand_ = page;
        visibility_readable_ = page < visibility_pages_ && visibility_.read_one(page) == PageState::Read;
    }
    if (!visibility_readable_) return false;
    const auto byte = static_cast<unsigned char>(PageGetContents(visibility_.page().page())[place / kBlocksPerByte]);
    return ((byte >> (place % kBlocksPerByte * BITS_PER_HEAPBLOCK)) & VISIBILITYMAP_ALL_VISIBLE) != 0;
}

Covariates SpaceMaps::of(BlockNumber block) {
    const double free = category(block) * kBytesPerCategory, all_visible = visible(block) ? 1 : 0;
    return {free, all_visible, free * all_visible};
}

void SpaceMaps::sum_up(Memory* memory) {
    const BlockNumber leaves = (blocks_ + kSlots - 1) / kSlots;
    auto& plan = make_in<SamplePlan>(memory, leaves, kMostLeaves, blocks_, memory);
    double counted = 0, visible_pages = 0, free = 0, free_and_visible = 0;
    for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next())
        for (const std::uint32_t leaf : batch) {
            const auto end = static_cast<BlockNumber>(std::min<std::uint64_t>(blocks_, (std::uint64_t{leaf} + 1) * kSlots));
            for (BlockNumber block = leaf * kSlots; block < end; ++block) {
                const Covariates here = of(block);
                free += here[0];
                visible_pages += here[1];
                free_and_visible += here[2];
            }
            counted += end - leaf * kSlots;
        }
    if (counted > 0) mean_ = {free / counted, visible_pages / counted, free_and_visible / counted};
}

}  // namespace pgops
