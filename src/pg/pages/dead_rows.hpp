// The dead rows of one table, by the transaction that deleted them: read from the pages that the visibility map does not vouch for.
#pragma once

#include "model/vacuum/dead_rows.hpp"
#include "pg/pages/page_reader.hpp"

namespace pgops {

// Never throws but Interrupted: what goes wrong becomes the reason why nothing is known. `next` dates the ids on the pages.
DeadRows read_dead_rows(const DeadRowsRequest& request, FullXid next, Memory* memory);

// A page of an index that makes every VACUUM of its table fail.
struct IndexDamage {
    std::string_view name, quoted;  // quoted: schema-qualified
    BlockNumber block = 0;
    std::string_view error;  // as VACUUM reports it
};

// Looks through all pages of a table's indexes, as far as the number of pages goes, which it lowers by what was read.
Vector<IndexDamage>& find_damaged_indexes(ObjectId table, std::int64_t* most_pages, Memory* memory);

}  // namespace pgops
