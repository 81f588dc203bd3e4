// Bloat of many relations at the price of a few: all are estimated, and those whose estimate (or lack of one) could make a finding are
// measured, largest possible gain first, while the run's budgets of pages and time last.
#pragma once

#include "checks/bloat/allowance.hpp"
#include "model/bloat.hpp"

namespace pgops {

class BloatSurvey {
 public:
    // share: of the pages left in the run's budget, what this survey may read.
    BloatSurvey(const Model& model, const LeftOut::Noun& noun, double share, Memory* memory);

    // `object` is given back to the judge.
    void propose(const void* object, ObjectId relation, const Bloat& estimate);

    // Calls judge(const void* object, const Bloat&) for each relation that is bloated by the settings' standards.
    template <class Judge>
    void run(Judge judge) {
        sort();
        for (const Candidate& candidate : candidates_)
            if (const Bloat bloat = measured(candidate); is_finding(bloat)) judge(candidate.object, bloat);
    }

    void tell_left_out(Findings& found) const { left_out_.tell(found); }

 private:
    struct Candidate {
        const void* object;
        ObjectId relation;
        Bloat estimate;
        std::int64_t possible_gain;
    };

    bool is_finding(const Bloat& bloat) const;
    bool reaches_thresholds(double percent, std::int64_t size) const;
    void sort();
    Bloat measured(const Candidate& candidate);

    const Model& model_;
    PageAllowance allowance_;
    LeftOut left_out_;
    Vector<Candidate> candidates_;
};

// Headline, impact, confidence and evidence that all findings about bloat share.
Finding& describe(Finding& finding, const Bloat& bloat);

}  // namespace pgops
