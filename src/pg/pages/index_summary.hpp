// What the first pages of an index tell of it as a whole.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// All take their locks without waiting, give them back at once, raise the server's errors, and add what they read to *pages_read.
// *found stays empty when the index or its table is gone, locked, damaged or cannot be read here.
void read_pending_list(ObjectId index, std::optional<PendingList>* found, std::int64_t* pages_read);
void read_brin_summary(ObjectId index, std::optional<BrinSummary>* found, std::int64_t* pages_read);
void read_btree_deduplication(ObjectId index, std::optional<BtreeDeduplication>* found, std::int64_t* pages_read);

}  // namespace pgops
