// Fills the picture of what VACUUM depends on: sessions, slots, settings, locks, running vacuums, and pg_class in one pass.
#pragma once

#include "model/vacuum/picture.hpp"
#include "pg/prelude.hpp"

namespace pgops {

// Raises the server's errors; the caller's frames own nothing.
VacuumPicture& read_vacuum_picture(Memory* memory);

// Its parts.
void read_vacuum_settings(VacuumPicture& picture);
void read_vacuum_relations(VacuumPicture& picture, Memory* memory);
void read_relation_locks(VacuumPicture& picture, Memory* memory);
void read_running_vacuums(VacuumPicture& picture);
void read_multixact_holders(VacuumPicture& picture);

}  // namespace pgops
