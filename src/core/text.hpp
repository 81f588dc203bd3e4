// Text for people and for SQL: pieces joined in the run's memory, and numbers the way a person reads them.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "core/memory.hpp"

namespace pgops {

// A short text without an owner, for numbers on their way into a longer text.
struct ShortText {
    std::array<char, 32> characters{};
    std::uint8_t length = 0;

    std::string_view view() const { return {characters.data(), length}; }
    operator std::string_view() const { return view(); }  // NOLINT: reads as text wherever text is wanted
    void append(std::string_view more) {
        for (const char c : more)
            if (length < characters.size()) characters[length++] = c;
    }
};

// 1234567 -> "1,234,567".
ShortText grouped(std::int64_t number);

// Which of the two words goes with a number of things.
constexpr std::string_view plural(std::int64_t number, std::string_view one, std::string_view several) { return number == 1 ? one : several; }

// A number with a fixed count of decimals (0 to 6).
ShortText decimal(double number, int decimals);

// Bytes as PostgreSQL's users read them, in powers of 1024: "512 bytes", "8.0 kB", "1.3 GB".
ShortText human_bytes(std::int64_t bytes);

// Microseconds as the two largest units: "3 d 4 h", "2 h 5 min", "40 s", "0 s".
ShortText human_duration(std::int64_t microseconds);

// A point in time as PostgreSQL reads it back exactly: "2026-01-31 23:59:59.123456+00".
ShortText timestamp_text(std::int64_t microseconds_since_2000);

std::string_view join(Memory* memory, std::initializer_list<std::string_view> pieces);

namespace text_detail {
struct Piece {
    ShortText number{};
    std::string_view text{};
    bool is_number = false;
    std::string_view view() const { return is_number ? number.view() : text; }
};
template <std::integral Number>
Piece piece(Number number) {
    Piece made{.is_number = true};
    const auto end = std::to_chars(made.number.characters.data(), made.number.characters.data() + 32, number).ptr;
    made.number.length = static_cast<std::uint8_t>(end - made.number.characters.data());
    return made;
}
inline Piece piece(std::string_view text) { return {.text = text}; }
inline Piece piece(const char* text) { return {.text = text}; }
inline Piece piece(const ShortText& number) { return {.number = number, .is_number = true}; }
}  // namespace text_detail

// Joins texts and integers into one text that lives as long as the memory.
template <class... Pieces>
std::string_view concat(Memory* memory, const Pieces&... pieces) {
    const std::array<text_detail::Piece, sizeof...(Pieces)> made{text_detail::piece(pieces)...};
    return [&]<std::size_t... I>(std::index_sequence<I...>) { return join(memory, {made[I].view()...}); }
    (std::index_sequence_for<Pieces...>{});
}

// At most `limit` characters (not bytes, at least 3) of UTF-8 text; what is cut is replaced by three dots.
std::string_view at_most(Memory* memory, std::string_view text, std::size_t limit);

// The number of characters of UTF-8 text (bytes that do not continue a character).
std::size_t character_count(std::string_view text);

// A text with every control character replaced by a space, so that it can stand in a `--` comment or on one line.
std::string_view one_line(Memory* memory, std::string_view text);

// A text as an SQL string literal: quotes doubled, and the E'' form when a backslash occurs.
std::string_view literal(Memory* memory, std::string_view text);

}  // namespace pgops
