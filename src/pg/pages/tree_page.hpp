// One page of a GiST or SP-GiST index: how much of it live items take.
#pragma once

#include "pg/pages/page_reader.hpp"

namespace pgops {

enum class TreePageKind : std::uint8_t { Leaf, Inner, Empty, Damaged };

// What the heap pointers of a leaf tell of the order in which its rows came.
struct TreePageContent {
    TreePageKind kind = TreePageKind::Damaged;
    double bytes = 0;         // of live items, with their line pointers
    std::uint32_t items = 0;  // live ones
    double heap_blocks = 0;   // mean distance of their heap blocks from the middle one
    XLogRecPtr changed = InvalidXLogRecPtr;
};

TreePageContent look_at_gist_page(PageState state, PageCopy& copy);
TreePageContent look_at_spgist_page(PageState state, PageCopy& copy);

}  // namespace pgops
