// The commands that more than one check advises, and what they lock.
#pragma once

#include "model/finding.hpp"

namespace pgops {

// Waits for transactions that use the index, but blocks nobody.
std::string_view drop_index(Memory* memory, const Index& index);
std::string_view drop_index_lock(Memory* memory, const Index& index);

// The commands that make the index again as it was, comment and marks included; empty when it is gone meanwhile.
std::string_view create_index_again(const Model& model, const Index& index, Memory* memory);

// The command that makes an index like this one over the rows that the predicate selects, under a name that the server chooses; empty
// when the index is gone meanwhile.
std::string_view create_partial_index(const Model& model, const Index& index, std::string_view predicate, Memory* memory);

// A new index: "CREATE INDEX CONCURRENTLY ON schema.table", to be followed by the method or the columns, and its lock. That of a
// partitioned table cannot be built concurrently.
std::string_view create_index(Memory* memory, const Table& table);
std::string_view create_index_lock(Memory* memory, const Table& table);

// "ACCESS EXCLUSIVE on schema.table"; a command on a partitioned table takes its lock on every partition as well.
std::string_view lock_on(Memory* memory, std::string_view mode, const Table& table);

// A column whose type ALTER TABLE can change on its own table alone: no domain, nothing inherited or generated.
bool is_plain(const Column& column);

// Whether ALTER TABLE ... ALTER COLUMN TYPE of this column alone can succeed: nothing that depends on it stands in the way.
bool type_can_be_altered(const Model& model, const Column& column);

// One statement, for ALTER SYSTEM runs in no transaction block; it counts after the next reload.
std::string_view alter_system(Memory* memory, std::string_view setting, std::string_view value);

}  // namespace pgops
