#include "core/name_words.hpp"

#include <algorithm>
#include <cstring>

namespace pgops {

namespace {

// Words that people write onto the one before without a sign between: "objectid", "varname".
constexpr std::string_view kGluedWords[] = {"attribute", "reference", "datatype", "property", "number", "class", "field", "value",
                                            "guid",      "kind",      "name",     "type",     "uuid",   "key",   "id"};
constexpr Vocabulary kGlued(kGluedWords);

// English words that only look glued.
constexpr std::string_view kWholeWords[] = {"airfield", "android", "archetype",  "asteroid", "avoid",     "battlefield", "candid",  "covid",   "donkey",
                                            "fluid",    "hockey",  "humid",      "hybrid",   "invalid",   "jockey",      "lipid",   "liquid",  "mankind",
                                            "monkey",   "orchid",  "placid",     "prepaid",  "prototype", "pyramid",     "rapid",   "rename",  "rigid",
                                            "solid",    "squid",   "stereotype", "steroid",  "stupid",    "surname",     "tabloid", "thyroid", "timid",
                                            "turkey",   "unpaid",  "valid",      "vivid",    "whiskey"};
constexpr Vocabulary kWhole(kWholeWords);

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c) || static_cast<unsigned char>(c) >= 0x80U; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// "fooBar", "HTTPRequest": a new word begins at this capital.
bool begins_word(std::string_view name, std::size_t at) {
    if (at == 0 || !is_upper(name[at])) return false;
    const char before = name[at - 1];
    return !is_upper(before) || (at + 1 < name.size() && is_lower(name[at + 1]));
}

// Good enough to make the two forms of a table's or a column's name meet; not a dictionary.
std::size_t make_singular(char* word, std::size_t length) {
    const std::string_view text(word, length);
    if (text == "ids") return 2;
    if (length > 3 && text.ends_with("ies")) {
        word[length - 3] = 'y';
        return length - 2;
    }
    if (length > 4)
        for (const std::string_view ending : {"sses", "xes", "zzes", "ches", "shes"})
            if (text.ends_with(ending)) return length - 2;
    if (length > 5 && text.ends_with("yses")) {
        word[length - 2] = 'i';
        return length;
    }
    const bool plural = length > 3 && text.ends_with('s') && !text.ends_with("ss") && !text.ends_with("us") && !text.ends_with("is");
    return plural ? length - 1 : length;
}

// Most words end in another letter than all of these.
constexpr std::uint32_t last_letters(std::span<const std::string_view> words) {
    std::uint32_t letters = 0;
    for (const std::string_view word : words) letters |= 1U << (static_cast<unsigned char>(word.back()) % 32U);
    return letters;
}

std::size_t glued_length(std::string_view word) {
    constexpr std::uint32_t kLastLetters = last_letters(kGluedWords);
    if (word.empty() || ((kLastLetters >> (static_cast<unsigned char>(word.back()) % 32U)) & 1U) == 0) return 0;
    for (const std::string_view glued : kGluedWords)
        if (word.ends_with(glued)) return word.size() >= glued.size() + 3 && !kWhole.has(word) && !kGlued.has(word) ? glued.size() : 0;
    return 0;
}

// Puts the missing underscores into the word; returns its new length.
std::size_t separate(char* word, std::size_t length) {
    std::size_t head = length;
    while (const std::size_t tail = glued_length({word, head})) {
        head -= tail;
        std::memmove(word + head + 1, word + head, length - head);
        word[head] = '_';
        ++length;
    }
    return length;
}

}  // namespace

std::string_view normalized(std::string_view name, Memory* memory) {
    if (name.empty()) return {};
    // At most one underscore is added per letter.
    char* const start = static_cast<char*>(memory->allocate(2 * name.size(), 1));
    std::size_t size = 0;
    for (std::size_t at = 0; at < name.size();) {
        if (!is_letter(name[at])) {
            ++at;
            continue;
        }
        if (size > 0) start[size++] = '_';
        char* const word = start + size;
        std::size_t length = 0;
        do word[length++] = to_lower(name[at++]);
        while (at < name.size() && is_letter(name[at]) && !begins_word(name, at));
        size += separate(word, make_singular(word, length));
    }
    return {start, size};
}

std::string_view first_word(std::string_view words) { return words.substr(0, words.find('_')); }

std::string_view last_word(std::string_view words) {
    const std::size_t before = words.rfind('_');
    return before == std::string_view::npos ? words : words.substr(before + 1);
}

std::string_view without_first_word(std::string_view words) {
    const std::size_t after = words.find('_');
    return after == std::string_view::npos ? std::string_view{} : words.substr(after + 1);
}

std::string_view without_last_word(std::string_view words) {
    const std::size_t before = words.rfind('_');
    return before == std::string_view::npos ? std::string_view{} : words.substr(0, before);
}

std::string_view last_words(std::string_view words, std::size_t count) {
    std::string_view rest = words;
    for (std::size_t i = 0; i < count; ++i) rest = without_last_word(rest);
    return rest.empty() ? words : words.substr(rest.size() + 1);
}

bool has_several_words(std::string_view words) { return words.find('_') != std::string_view::npos; }

bool ends_with_words(std::string_view words, std::string_view tail) {
    if (tail.empty() || !words.ends_with(tail)) return false;
    return words.size() == tail.size() || words[words.size() - tail.size() - 1] == '_';
}

std::string_view trailing_digits(std::string_view name) {
    std::size_t start = name.size();
    while (start > 0 && name[start - 1] >= '0' && name[start - 1] <= '9') --start;
    return name.substr(start);
}

bool Vocabulary::is_listed(std::string_view word) const { return std::ranges::find(words_, word) != words_.end(); }

}  // namespace pgops
