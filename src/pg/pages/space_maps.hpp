// What the free space map and the visibility map say of the pages of a heap: known of every page, they explain what is measured on a few.
#pragma once

#include "core/sampling.hpp"
#include "pg/pages/page_reader.hpp"

namespace pgops {

class SpaceMaps {
 public:
    SpaceMaps(Relation heap, BlockNumber blocks, BufferAccessStrategy ring);

    // Reads the maps from end to end; of a free space map of more than kMostLeaves leaves a sample of them.
    void sum_up(Memory* memory);

    // Means over the heap of: free bytes as recorded, whether all rows are visible to all (0 or 1), and the product of both.
    const Covariates& mean() const { return mean_; }
    // Of these means, where not all of the maps was read.
    const Covariates& mean_variance() const { return mean_variance_; }
    bool all_visible() const { return mean_[1] >= 1; }
    // The same three of one page. Cheap for pages asked for in order.
    Covariates of(BlockNumber block);

    // The free space as the map records it, 0 (none, or nothing known) to 255 (all of a page).
    int category(BlockNumber block);

    // What the visibility map says of a page: VISIBILITYMAP_ALL_VISIBLE, VISIBILITYMAP_ALL_FROZEN.
    unsigned visibility(BlockNumber block);

    void expect_damage();
    std::int64_t pages_read() const { return free_space_.pages_read() + visibility_.pages_read(); }

 private:
    // Over a range of blocks: free space in the map's categories, blocks visible to all, and free space of these.
    struct Sums {
        std::uint64_t free = 0, visible = 0, free_and_visible = 0;
        Sums& operator+=(const Sums& other) {
            free += other.free;
            visible += other.visible;
            free_and_visible += other.free_and_visible;
            return *this;
        }
        Covariates mean(double blocks) const;
    };
    // Within one leaf of the free space map.
    Sums sum_of(BlockNumber begin, BlockNumber end);
    const std::uint8_t* leaf_categories(BlockNumber leaf);
    const std::uint8_t* visibility_bits(BlockNumber page);

    // Leaves of the free space map: so many speak for 4 GB.
    static constexpr std::uint32_t kMostLeaves = 128;

    BlockNumber blocks_, free_space_pages_ = 0, visibility_pages_ = 0;
    PageReader free_space_, visibility_;
    BlockNumber leaf_at_hand_ = InvalidBlockNumber, visibility_at_hand_ = InvalidBlockNumber;
    bool leaf_readable_ = false, visibility_readable_ = false;
    Covariates mean_{}, mean_variance_{};
};

}  // namespace pgops
