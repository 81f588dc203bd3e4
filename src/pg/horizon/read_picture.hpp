// Fills the picture of what VACUUM depends on: sessions, slots, settings, locks, running vacuums, and pg_class in one pass.
#pragma once

#include "model/vacuum/picture.hpp"
#include "pg/prelude.hpp"

namespace pgops {

// Notable: without the relations that are no blocker's, which are nearly all of a large database; figures of rows need all.
enum class RelationScope : std::uint8_t { All, Notable };

// Raises the server's errors; the caller's frames own nothing.
VacuumPicture& read_vacuum_picture(Memory* memory, RelationScope scope = RelationScope::All);

// Its parts.
void read_vacuum_settings(VacuumPicture& picture);
// After read_running_vacuums: what they work on is notable.
void read_vacuum_relations(VacuumPicture& picture, RelationScope scope, Memory* memory);
void read_relation_locks(VacuumPicture& picture, Memory* memory);
void read_running_vacuums(VacuumPicture& picture);
void read_multixact_holders(VacuumPicture& picture);

}  // namespace pgops
