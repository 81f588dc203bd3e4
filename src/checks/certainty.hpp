// Whether a finding that a run did not see again is resolved, or whether the run could not tell.
#pragma once

#include "checks/run.hpp"
#include "model/history.hpp"

namespace pgops {

// Resolved is what its check looked for to the end and did not find. Of a check that left something out, what it was about must be gone.
class RunCertainty final : public Certainty {
 public:
    RunCertainty(const Model& model, const Run& run, Memory* memory);
    bool is_resolved(const FindingForm& form) const override;

 private:
    bool exists(std::string_view object) const;

    const Run& run_;
    Vector<std::string_view> names_;  // of tables and indexes, sorted
};

}  // namespace pgops
