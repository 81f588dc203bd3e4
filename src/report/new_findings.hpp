// What a run found that a baseline does not know: the judgement behind pgops.assert_clean.
#pragma once

#include "checks/run.hpp"
#include "report/document.hpp"

namespace pgops {

// The findings of `least` or worse whose key the baseline does not have, or has as less severe; in the order of the run.
// `baseline` is what pgops.baseline gave, or a null, which knows none.
Vector<const Reported*> new_findings(const Run& run, const Document& baseline, Severity least, Memory* memory);

// One line for each, at most `most` of them and a line that counts the rest; empty for none.
std::string_view listed(const Vector<const Reported*>& findings, std::size_t most, Memory* memory);

}  // namespace pgops
