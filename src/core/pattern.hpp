// Patterns of names, as in a shell: * stands for any text, ? for one character, and a backslash takes both their meaning.
#pragma once

#include <string_view>

namespace pgops {

// Whether the pattern fits the whole text. Time grows with the product of both lengths at worst, never beyond.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace pgops
