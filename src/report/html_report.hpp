// A whole report as one page that needs nothing from elsewhere.
#pragma once

#include "core/memory.hpp"
#include "model/document.hpp"

namespace pgops {

// `report` is what pgops.report_json gives. The page is plain ASCII (what is not is a character reference), so that it reads the same
// in every encoding; its script and style are in it, and its content security policy forbids every request.
std::string_view html_report(Memory* memory, const Document& report);

}  // namespace pgops
