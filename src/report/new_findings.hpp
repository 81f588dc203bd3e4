// What a run found that a baseline does not know: the judgement behind pgops.assert_clean.
#pragma once

#include "model/document.hpp"
#include "report/entry.hpp"

namespace pgops {

// The findings of `least` or worse whose key the baseline does not have, or has as less severe; in their order.
// `baseline` is what pgops.baseline gave, or a null, which knows none.
Vector<Entry> new_findings(std::span<const Entry> entries, const Document& baseline, Severity least, Memory* memory);

// One line for each, at most `most` of them and a line that counts the rest; empty for none.
std::string_view listed(std::span<const Entry> findings, std::size_t most, Memory* memory);

}  // namespace pgops
