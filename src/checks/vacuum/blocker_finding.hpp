// A blocker of VACUUM as a finding.
#pragma once

#include "model/vacuum/blocker.hpp"

namespace pgops {

// Its object is the table that it is about, or what `otherwise` names; remedy, numbers and severity are the blocker's.
Finding& add_blocker(Findings& found, const Model& model, const Blocker& blocker, std::string_view otherwise, std::string_view lock, Memory* memory);

// Whether it is about a table that checks of size care about.
bool is_of_size(const Model& model, const Blocker& blocker);

}  // namespace pgops
