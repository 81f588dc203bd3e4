// Names as words: what "objectTypeId", "object_type_ids" and "objecttypeid" have in common.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/memory.hpp"

namespace pgops {

// The words of a name in lower case and singular, joined by underscores: "orderLineItems" -> "order_line_item". Digits and other
// signs separate and vanish. Everything below takes and gives texts of this form; an empty one has no words.
std::string_view normalized(std::string_view name, Memory* memory);

std::string_view first_word(std::string_view words);
std::string_view last_word(std::string_view words);
std::string_view without_first_word(std::string_view words);
std::string_view without_last_word(std::string_view words);
std::string_view last_words(std::string_view words, std::size_t count);
bool has_several_words(std::string_view words);

// Whether `tail` is the last words of `words`, or all of them.
bool ends_with_words(std::string_view words, std::string_view tail);

// The digits at the end of a name as it is written: "fact_id_1" -> "1".
std::string_view trailing_digits(std::string_view name);

template <class Predicate>
bool any_word(std::string_view words, Predicate holds) {
    for (; !words.empty(); words = without_first_word(words))
        if (holds(first_word(words))) return true;
    return false;
}

inline bool has_word(std::string_view words, std::string_view word) {
    return any_word(words, [&](std::string_view other) { return other == word; });
}

// A short list of words of the field, all in lower case. Most words that are asked for are none of them, and their first letter and
// length tell.
class Vocabulary {
 public:
    template <std::size_t count>
    constexpr explicit Vocabulary(const std::string_view (&words)[count]) : words_(words, count) {
        for (const std::string_view word : words) initials_by_length_[word.size() % kLengths] |= letter(word.front());
    }
    bool has(std::string_view word) const {
        if (word.empty() || (initials_by_length_[word.size() % kLengths] & letter(word.front())) == 0) return false;
        return is_listed(word);
    }
    bool has_any_of(std::string_view words) const {
        return any_word(words, [this](std::string_view word) { return has(word); });
    }

 private:
    static constexpr std::size_t kLengths = 16;
    static constexpr std::uint32_t letter(char c) { return 1U << (static_cast<unsigned char>(c) % 32U); }
    bool is_listed(std::string_view word) const;

    std::span<const std::string_view> words_;
    std::array<std::uint32_t, kLengths> initials_by_length_{};
};

}  // namespace pgops
