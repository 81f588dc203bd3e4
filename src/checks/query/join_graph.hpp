// Which tables of a query are linked by its conditions.
#pragma once

#include "checks/query/costly_statements.hpp"

namespace pgops {

// Tables that no condition links to the others of their query.
struct Island {
    explicit Island(Memory* memory) : tables(memory) {}
    Vector<const Table*> tables;
    double rows = 0;  // that its largest table gives at least, by its conditions on single columns
};

// The islands of one query of the statement; one where all is linked, none where names leave it open.
Vector<Island> islands_of(const CostlyStatements& statements, const Statement& statement, std::int32_t scope);

}  // namespace pgops
