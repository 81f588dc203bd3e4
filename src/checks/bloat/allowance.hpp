// What a check that reads pages may still spend of the run's budgets, and what it had to leave out.
#pragma once

#include "model/finding.hpp"

namespace pgops {

class PageAllowance {
 public:
    // share: of the pages that are left in the run's budget, what this check may read.
    PageAllowance(const Model& model, double share);
    // Pages that are left to it; 0 when the run's time is over.
    std::int64_t pages() const;

 private:
    const Model& model_;
    std::int64_t last_page_;  // of the run's reading
};

// Objects that were not judged, or not by their pages.
class LeftOut {
 public:
    struct Noun {
        std::string_view one, several;
    };
    // undone: "not measured".
    LeftOut(const Noun& noun, std::string_view undone) : noun_(noun), undone_(undone) {}

    void over_budget() { ++over_budget_; }
    void unreadable(std::string_view obstacle) {
        if (unreadable_++ == 0) first_obstacle_ = obstacle;
    }
    void tell(Findings& found) const;

 private:
    Noun noun_;
    std::string_view undone_, first_obstacle_{};
    std::int64_t over_budget_ = 0, unreadable_ = 0;
};

}  // namespace pgops
