// How many pages a search tree takes that is built by inserts (GiST, SP-GiST), told from what some of its pages hold now: pages that
// nothing has changed since they were built stay as they are, what is left on the others is put together.
#pragma once

#include "core/sampling.hpp"

namespace pgops {

// The share of a page that leaves of a fresh tree fill on average, and the relative error of that (one standard deviation).
struct TreeFill {
    double share = 0, error = 0;
};

// One page that is not above the leaves.
struct TreePage {
    std::uint32_t block = 0;
    double filled = 0;       // share of its space that live items take; 0 for an empty page
    bool unchanged = false;  // since it was built
    Covariates known{};
};

// What is known beforehand of trees of a kind, and what unchanged pages of this one tell, weighted by their precision.
// A tree of other size does not fill its leaves quite as much as the one that was built: `other_tree` is the relative error.
TreeFill learn_fill(const TreeFill& expected, std::span<const TreePage> pages, double other_tree);

// What a rebuild needs per page that there is now.
struct TreeNeed {
    Interval pages{};
    double sampling_error = 0;  // half the width of what the sample alone leaves open
};

// `kept`: the share of the items on the pages whose rows are alive. `repeatable`: relative error of a rebuild of an unchanged tree, as
// splits are random in part. `pages` sorted by block.
TreeNeed tree_pages_needed(std::span<const TreePage> pages, const TreeFill& fill, const Interval& kept, double repeatable, const Covariates& mean,
                           double population, Memory* memory);

}  // namespace pgops
