// Columns that point to another table's rows, as their names and types say, without a foreign key.
#pragma once

#include "checks/schema/judgement.hpp"

namespace pgops {

// From which score a suspect is named: chosen on the schemas of 24 published applications, doc/checks/missing_fk_suspect.md.
constexpr double kSuspectThreshold = 3;

struct ReferenceSuspect {
    const Column* column = nullptr;
    const Column* key = nullptr;  // that it means
    Score score{};
};

// All of the database, in the order of its tables. References whose table another column chooses are none.
Vector<ReferenceSuspect> reference_suspects(const Model& model, Memory* memory);

}  // namespace pgops
