// How wide a text stands in a terminal.
#pragma once

#include <cstddef>
#include <string_view>

namespace pgops {

struct Character {
    std::size_t bytes;
    std::size_t columns;
};

// The first character of UTF-8 text that is not empty; wide East Asian characters and emoji take two columns.
Character character_at(std::string_view text);

std::size_t columns_of(std::string_view text);

}  // namespace pgops
