#include "core/pattern.hpp"

#include <cstddef>

namespace pgops {

namespace {

// The length of the character of UTF-8 that begins the text.
std::size_t character_length(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
    return length;
}

}  // namespace

bool fits(std::string_view pattern, std::string_view text) {
    std::size_t at = 0, read = 0;
    // Where to go on when what follows the last star does not fit: it takes one byte more. An earlier star need not be tried again.
    std::size_t after_star = std::string_view::npos, star_takes = 0;
    while (read < text.size()) {
        const bool escaped = at + 1 < pattern.size() && pattern[at] == '\\';
        if (at < pattern.size() && pattern[at] == '*') {
            after_star = ++at;
            star_takes = read;
        } else if (at < pattern.size() && pattern[at] == '?') {
            ++at;
            read += character_length(text.substr(read));
        } else if (at < pattern.size() && pattern[escaped ? at + 1 : at] == text[read]) {
            at += escaped ? 2 : 1;
            ++read;
        } else if (after_star != std::string_view::npos) {
            at = after_star;
            read = ++star_takes;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

}  // namespace pgops
