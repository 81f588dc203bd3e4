// The commands that give bloat back, what they lock, and what they need.
#pragma once

#include "model/bloat.hpp"
#include "model/finding.hpp"

namespace pgops {

std::string_view rebuild_table(Memory* memory, const Table& table);
std::string_view rebuild_lock(Memory* memory, const Table& table);
// A TOAST table alone, by its own quoted name.
std::string_view rebuild_toast(Memory* memory, std::string_view quoted);
std::string_view rebuild_index(Memory* memory, const Index& index);
std::string_view rebuild_index(Memory* memory, std::string_view quoted, bool exclusion);
std::string_view rebuild_lock(Memory* memory, const Index& index);

// Disk space and time that the rebuild of a table and its indexes takes, as far as sizes tell, and the gentler ways.
std::string_view rebuild_advice(const Model& model, const Table& table, const Bloat& bloat, Memory* memory);
// The same where so many bytes are written anew, and not the whole table.
std::string_view rebuild_advice(const Model& model, const Table& table, std::int64_t written, const Bloat& bloat, Memory* memory);

// A sentence, after a space, about what a rebuild cannot give back yet; empty where nothing is held back.
std::string_view held_back_note(const Bloat& bloat, Memory* memory);

}  // namespace pgops
