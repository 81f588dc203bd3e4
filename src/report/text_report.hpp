// A whole report as text for a terminal.
#pragma once

#include "core/memory.hpp"
#include "model/document.hpp"

namespace pgops {

// `report` is what pgops.report_json gives. Prose is broken at `width` columns (at least 40); commands are not, so that they can be copied.
std::string_view text_report(Memory* memory, const Document& report, std::size_t width);

}  // namespace pgops
