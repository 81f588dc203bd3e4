// For each index of a statement's tables: whether its plan uses it, and if not, why. The statement never runs.
#pragma once

#include "model/index_choice.hpp"
#include "pg/prelude.hpp"

namespace pgops {

struct IndexAnswer {
    Oid index = InvalidOid, table = InvalidOid;
    std::optional<bool> used{};  // nothing: it could not be planned
    Explanation explanation{};
    std::optional<double> cost_chosen{}, cost_with_index{};
};

struct Answers {
    explicit Answers(Memory* memory) : indexes(memory) {}
    Vector<IndexAnswer> indexes;
    int planner_calls = 0;
};

// index: InvalidOid asks about all. Runs in a subtransaction that is rolled back whatever happens, so that locks, settings and the work
// of functions that planning calls leave nothing behind. Raises what EXPLAIN of the statement would raise, 42601, 0A000, 55P03, and 42501
// for the code of other roles (whose_code.hpp). Frames above must own nothing.
void why_not_used(const char* text, Oid index, Memory* memory, Answers* answers);

}  // namespace pgops
