// What some leaves of a btree tell of all: how many bytes their entries will take on the leaves of a fresh one.
#pragma once

#include "core/btree_packing.hpp"
#include "core/sampling.hpp"

namespace pgops {

class LeafSample {
 public:
    // merges: whether the build merges entries with equal keys.
    LeafSample(bool merges, int fillfactor, Memory* memory) : merges_(merges), fillfactor_(fillfactor), memory_(memory), pages_(memory), groups_(memory) {}

    // A page, which is empty until groups are added to it: entries with equal keys, next to each other. goes_on: perhaps on the next page.
    void add_page(std::uint32_t block, const Covariates& known);
    void add_group(std::uint16_t key_bytes, std::uint32_t pointers, bool goes_on);
    void clear();
    void sort_by_block();

    std::size_t pages() const { return pages_.size(); }
    double entries() const { return entries_; }
    double bytes() const;
    // Groups have more than two entries on average, so that items are large.
    bool has_large_items() const { return merges_ && entries_ > 2 * static_cast<double>(groups_.size()); }

    // Totals over a population of so many pages, whose covariates have that mean.
    Interval total_bytes(const Covariates& mean, double population) const;
    Interval total_entries(const Covariates& mean, double population) const;
    // Keys of a fixed width have no spread at all.
    Interval bytes_per_entry(double population) const;
    double bytes_per_full_leaf() const;

    // Where of each group this share stays, each entry by itself: bytes that are left, relative to groups that stay or go as a whole.
    double keys_that_stay(double share) const;

 private:
    struct Group {
        std::uint16_t key_bytes = 0;
        std::uint32_t pointers = 0;
        bool goes_on = false, is_first = false;  // is_first: of its page; it may have begun before
    };
    struct PageBytes {
        SampledValue bytes{};
        double entries = 0;
        std::size_t first_group = 0, end_group = 0;
        double bytes_per_entry() const { return entries > 0 ? bytes.value / entries : 0; }
    };

    double bytes_of(const Group& group) const;
    bool is_cut(const Group& group) const { return merges_ && (group.goes_on || (group.is_first && group.pointers > 1)); }
    void add_items(bool join, Vector<LeafItem>& items) const;

    bool merges_;
    int fillfactor_;
    Memory* memory_;
    Vector<PageBytes> pages_;
    Vector<Group> groups_;
    double entries_ = 0;
};

}  // namespace pgops
