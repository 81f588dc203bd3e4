// Columns whose values have parts (arrays, documents, ranges, full text): which access method finds rows by those parts.
#pragma once

#include "model/model.hpp"

namespace pgops {

enum class PartsIndex : std::uint8_t { None, Gin, Gist };

// By the column's type; none for arrays of types that have no order.
PartsIndex parts_index_for(const Column& column);

// "gin" and "gist", as CREATE INDEX has them.
std::string_view method_name(PartsIndex index);

// An index that finds rows by parts of the column's values: anything but a btree, a hash or a BRIN index.
bool has_parts_index(const Column& column);

// An ordinary btree that begins with the column and was never scanned; null where there is none.
const Index* idle_btree_on(const Column& column);

}  // namespace pgops
