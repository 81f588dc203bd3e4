// A walk along a text from its beginning, and what letters and digits are (ASCII, whatever the locale).
#pragma once

#include <cstdint>
#include <string_view>

namespace pgops {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// Of a text of at most nine digits; what is none counts nothing.
constexpr int number_of(std::string_view digits) {
    int number = 0;
    for (const char c : digits.substr(0, 9))
        if (is_digit(c)) number = number * 10 + (c - '0');
    return number;
}

class TextScanner {
 public:
    constexpr explicit TextScanner(std::string_view text) : rest_(text) {}
    constexpr bool at_end() const { return rest_.empty(); }
    constexpr char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    constexpr std::string_view rest() const { return rest_; }

    constexpr std::string_view take(std::size_t length) {
        const std::string_view taken = rest_.substr(0, length);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    constexpr bool skip(char c) {
        if (next() != c || rest_.empty()) return false;
        rest_.remove_prefix(1);
        return true;
    }
    constexpr bool skip(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    constexpr void skip_spaces() {
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
    }
    // The next character where it is one of these; else nothing.
    constexpr std::string_view one_of(std::string_view characters) {
        return !rest_.empty() && characters.find(rest_.front()) != std::string_view::npos ? take(1) : std::string_view();
    }
    constexpr void skip_one_of(std::string_view characters) { one_of(characters); }
    constexpr std::string_view digits() {
        std::size_t length = 0;
        while (length < rest_.size() && is_digit(rest_[length])) ++length;
        return take(length);
    }

 private:
    std::string_view rest_;
};

}  // namespace pgops
