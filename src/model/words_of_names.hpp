// The names of tables and columns as words: taken apart once, for all checks that judge by names.
#pragma once

#include "model/polled.hpp"
#include "model/relation.hpp"

namespace pgops {

// Sets `words` and `shared_words_length` of the tables and of all their columns. `columns` is what the tables' spans point into.
void take_names_apart(Server& server, Vector<Table>& tables, Vector<Column>& columns, Memory* memory);

}  // namespace pgops
