// The fresh btree, made of all entries in the order of their keys: how many pages it takes.
#pragma once

#include "core/btree_packing.hpp"
#include "pg/pages/btree_page.hpp"

namespace pgops {

class BtreeRebuild {
 public:
    BtreeRebuild(Relation index, int fillfactor, bool merges) : keys_(index), packer_(fillfactor), merges_(merges) {}

    // So many of the entry's rows are written again.
    void add(const BtreeEntry& entry, std::uint32_t pointers);
    // Metapage included; nothing more is added then.
    std::int64_t pages();
    std::int64_t leaves() const { return packer_.leaves(); }

 private:
    struct Key {
        alignas(MAXIMUM_ALIGNOF) char tuple[BLCKSZ];
        std::size_t bytes = 0;
        void set(const char* from, std::size_t size) {
            memcpy(tuple, from, size);
            bytes = size;
        }
    };
    void write_group();
    void write(LeafItem item);

    BtreeKeys keys_;
    BtreePacker packer_;
    bool merges_;
    bool has_entries_ = false;
    Key group_, last_, before_last_;
    std::uint64_t pointers_ = 0;
};

// Pages above the leaves, counted without reading those right above them; nothing where the tree is damaged.
std::optional<double> inner_pages_of(PageReader& reader, const BtreeMeta& meta, BlockNumber blocks, Memory* memory);

// The first leaf in the order of keys; nothing where the tree is damaged.
std::optional<BlockNumber> first_leaf_of(PageReader& reader, const BtreeMeta& meta, BlockNumber blocks, Memory* memory);

}  // namespace pgops
