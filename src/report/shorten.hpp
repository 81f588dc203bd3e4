// A name cut in its middle so that it fits into a column of a terminal.
#pragma once

#include "core/text.hpp"

namespace pgops {

// UTF-8 in, UTF-8 out; `width` is in terminal columns (wide East Asian characters take two). Control characters become spaces.
// Keeps the name's start and end, which tell more than its middle.
// `ellipsis` stands for what was cut: one character where the encoding has it, else three dots.
std::string_view shorten(Memory* memory, std::string_view name, std::size_t width, std::string_view ellipsis);

}  // namespace pgops
