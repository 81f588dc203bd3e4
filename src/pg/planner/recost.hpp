// What a way to read a table by an index would cost if something were otherwise: the server's own cost functions, without planning anew.
#pragma once

#include "pg/planner/what_if.hpp"

namespace pgops {

// What is otherwise; as it stands nothing is.
struct Otherwise {
    double share = 1;                     // of the rows that the conditions let through
    std::optional<double> correlation{};  // between the order of the index and that of the rows
    std::optional<double> random_page_cost{};
    bool plain_scan = false;  // row by row, though the path collects a bitmap first
};

// Of a path that is not for the inner side of a nested loop, and uses one index once.
bool can_recost(const Path* path);
double recost(const MetTable& met, const Path* path, const Otherwise& otherwise);

// The fraction of the table's rows that the path's conditions let through by the planner's estimate.
double selectivity_of(const Path* path);
double correlation_of(const MetTable& met, const Path* path);

}  // namespace pgops
