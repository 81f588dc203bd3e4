// When one index does the work of another, on the catalog's own terms; and which of a set of equals stays.
#pragma once

#include <optional>

#include "model/model.hpp"

namespace pgops {

// Valid, built, and not an exclusion constraint's: one that can stand in for another.
bool is_comparable(const Index& index);

// Whether advice may name it for dropping: not part of a partitioned index, not on a partition (its parent speaks for it).
bool is_droppable(const Index& index);

// Equal in method, keys (columns, expression trees, operator classes, collations, order or its exact reverse), predicate and
// INCLUDE; and, where both are unique, in what they enforce.
bool are_equal(const Index& a, const Index& b);

// Whether `wider` serves every query that the plain btree `narrow` serves, because it begins with the same keys.
bool makes_redundant(const Index& wider, const Index& narrow);

// Of two equals the one that stays, and why: constraint, foreign keys that rest on it, replica identity, uniqueness, CLUSTER, a
// comment, more use, lower oid; in this order.
struct Kept {
    const Index* index;
    std::string_view reason;
};
Kept keep_of(const Index& a, const Index& b);

// For each index of the table that advice drops as a duplicate or as redundant, the one that stays for it; null for the others.
struct Replacement {
    const Index* stays = nullptr;
    std::string_view reason{};
    bool duplicate = false;       // of `like`; else redundant to it
    const Index* like = nullptr;  // what it is compared with, which may give way to `stays` as well
};
Replacement replacement_of(const Index& index);

// A foreign key of another table rests on this unique index: it cannot be dropped.
bool is_referenced(const Index& index);

// The foreign key finds its rows through this index.
bool supports(const Model& model, const Index& index, const Constraint& foreign_key);

}  // namespace pgops
