// The commands for an index that is not wanted, or not whole.
#pragma once

#include "model/model.hpp"

namespace pgops {

struct IndexAdvice {
    std::string_view fix{}, lock{}, undo{};  // empty: only a person can decide, or there is none
    bool review = false;
};

// A constraint's index goes with the constraint; what foreign keys or replication rest on cannot go at all.
IndexAdvice advice_to_drop(const Model& model, const Index& index, Memory* memory);

// For one that is invalid: dropped where another index does its work, else built again.
IndexAdvice advice_for_invalid(const Index& index, Memory* memory);

// Whether a failed rebuild left it behind beside an index that does its work.
bool is_leftover(const Index& index);

// Whether an index of its table is being built or dropped now.
bool is_in_work(const Model& model, const Index& index);

}  // namespace pgops
