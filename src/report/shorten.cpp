#include "report/shorten.hpp"

#include <algorithm>

#include "report/columns.hpp"

namespace pgops {

std::string_view shorten(Memory* memory, std::string_view name, std::size_t width, std::string_view ellipsis) {
    name = one_line(memory, name);
    std::size_t left = columns_of(name);
    if (left <= width) return name;
    // The end gets what the ellipsis and the start leave.
    const std::size_t room = width - std::min(width, columns_of(ellipsis));
    const std::size_t head_width = room / 2;
    std::size_t head = 0, used = 0;
    while (true) {
        const Character character = character_at(name.substr(head));
        if (used + character.columns > head_width) break;
        used += character.columns;
        head += character.bytes;
    }
    std::size_t tail = head;
    left -= used;
    while (left > room - used) {
        const Character character = character_at(name.substr(tail));
        left -= character.columns;
        tail += character.bytes;
    }
    return concat(memory, name.substr(0, head), ellipsis, name.substr(tail));
}

}  // namespace pgops
