// The pages of a hash index: its metapage, and the hash codes on a page of a bucket.
#pragma once

#include "pg/pages/page_reader.hpp"

namespace pgops {

// False where the metapage is damaged; then nothing is set.
bool take_hash_meta(PageState state, PageCopy& copy, HashMetaPageData& meta);

// A page of a bucket: the first one, or one behind it.
struct HashPage {
    bool damaged = false, overflow = false;
    Bucket bucket = 0;
    BlockNumber next = InvalidBlockNumber;
};
// Adds the codes of all items that are not known to be dead.
HashPage look_at_hash_page(PageState state, PageCopy& copy, Vector<std::uint32_t>& codes);

// Whether the overflow page with that number in the bitmaps is used.
bool is_overflow_used(PageCopy& bitmap, std::uint32_t bit);

}  // namespace pgops
