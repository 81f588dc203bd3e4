// The commands that would build an object again, as the server deparses them.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// All: null where the table is locked or the object is gone; palloc'd. They raise the server's errors.
const char* definition_of_index(ObjectId table, ObjectId index);
// What the definition doesn't say (statistics targets, comment), each command on its line.
const char* marks_of_index(ObjectId table, ObjectId index);
const char* definition_of_constraint(ObjectId table, ObjectId constraint);

}  // namespace pgops
