// One page of a btree: the entries of a leaf, the children of an inner page, and what tells keys apart.
#pragma once

#include "pg/pages/page_reader.hpp"

namespace pgops {

enum class BtreePageKind : std::uint8_t {
    Leaf,
    Inner,
    Empty,  // deleted, about to be, never used, or the metapage
    Damaged,
};

// An item of a leaf: a key, and the rows that it points at. Points into the page.
struct BtreeEntry {
    const char* tuple = nullptr;
    std::uint16_t key_bytes = 0;  // header and key, without the posting list
    std::uint16_t pointers = 0;
    bool killed = false;  // known to be dead for everybody

    ItemPointerData pointer(int i) const;
};

// Same size, same nulls and same bytes: what the server calls equal images.
bool have_equal_keys(const char* tuple, std::size_t key_bytes, const char* other, std::size_t other_key_bytes);

// How an index's keys are cut to what tells two neighbours apart (suffix truncation, _bt_truncate).
class BtreeKeys {
 public:
    explicit BtreeKeys(Relation index) : description_(RelationGetDescr(index)), key_columns_(IndexRelationGetNumberOfKeyAttributes(index)) {}
    // Bytes of the high key between two neighbours.
    std::uint16_t high_key_bytes(const char* left, std::size_t left_bytes, const char* right, std::size_t right_bytes) const;

 private:
    TupleDesc description_;
    int key_columns_;
};

class BtreePage {
 public:
    // Looks at a copied page, which must stay as it is while the answers are used.
    BtreePageKind look_at(PageState state, PageCopy& copy);

    std::span<const BtreeEntry> entries() const { return {entries_, count_}; }     // of a leaf
    std::span<const BlockNumber> children() const { return {children_, count_}; }  // of an inner page
    std::uint32_t level() const { return level_; }
    BlockNumber right() const { return right_; }  // P_NONE: there is none
    // Whether entries with the last key of this leaf may go on in the next one.
    bool last_key_goes_on() const;

 private:
    bool take(Page page, OffsetNumber offset, bool leaf);

    std::size_t count_ = 0;
    std::uint32_t level_ = 0;
    BlockNumber right_ = P_NONE;
    const char* high_key_ = nullptr;
    std::size_t high_key_bytes_ = 0;
    BtreeEntry entries_[MaxIndexTuplesPerPage];
    BlockNumber children_[MaxIndexTuplesPerPage];
};

// What the metapage says; nothing when it is damaged.
struct BtreeMeta {
    BlockNumber root = P_NONE;
    std::uint32_t level = 0;
    bool keys_are_images = false;  // keys that compare equal have equal bytes: they may be merged
};
std::optional<BtreeMeta> btree_meta(PageState state, PageCopy& copy);

// Whether a rebuild would merge entries with equal keys; an index from before PostgreSQL 13 is merged only then.
bool rebuild_merges(Relation index, const BtreeMeta& meta);

}  // namespace pgops
