// Where a check's page is found.
#pragma once

#include "core/text.hpp"

namespace pgops {

// The page's path in the source tree.
inline std::string_view documentation_page(Memory* memory, std::string_view check_id) { return concat(memory, "doc/checks/", check_id, ".md"); }

}  // namespace pgops
