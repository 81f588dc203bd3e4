// What the statement says about the columns of one index, as the planner sees it after all of its rewriting.
#pragma once

#include "model/index_choice.hpp"
#include "pg/planner/what_if.hpp"

namespace pgops {

struct IndexConditions {
    Vector<SearchKey>& keys;
    Vector<Condition>& conditions;
    bool searched_by_leading = false;
    bool gives_order = false;
    bool awaits_parameter = false;
    std::string_view predicate{};
    bool predicate_awaits_parameter = false, predicate_asked_for = false, predicate_refuted = false;
    Sorted sorted = Sorted::No;
    std::string_view sort_collation{};
    Fence fence = Fence::None;
};

IndexConditions read_conditions(const MetTable& met, const IndexOptInfo* index, Memory* memory);

}  // namespace pgops
