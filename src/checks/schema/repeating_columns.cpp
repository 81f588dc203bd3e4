// Columns that are numbered or lettered repetitions of one: phone1, phone2, phone3.
#include <algorithm>
#include <tuple>

#include "checks/schema/judgement.hpp"
#include "core/name_words.hpp"

namespace pgops {

namespace {

constexpr std::string_view kCardinals[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
constexpr std::string_view kOrdinals[] = {"", "first", "second", "third", "fourth", "fifth", "sixth"};
constexpr std::string_view kRanks[] = {"", "primary", "secondary", "tertiary", "quaternary"};
// Two of these are one address, or two coordinates.
constexpr std::string_view kPairWords[] = {"address", "addres", "addr", "adr", "adresse", "street", "strasse", "line", "zeile", "x", "y", "z"};
constexpr Vocabulary kPairs(kPairWords);

// How the repetitions are counted; those of one group are counted alike.
enum class Counting : std::uint8_t { None, Digits, Words, Ordinals, Ranks, Letters };

struct Numbered {
    std::string_view stem{};  // the name around the number, a blank in its place
    Counting counting = Counting::None;
    int number = -1;
    const Column* column = nullptr;

    auto group() const { return std::tuple(stem, counting, column->base->id); }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80U; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

Numbered numbered(const Column& column, std::size_t start, std::size_t end, Counting counting, int number, Memory* memory) {
    return {concat(memory, column.name.substr(0, start), " ", column.name.substr(end)), counting, number, &column};
}

// The last number in the name, of at most two digits and not within a word ("sha256", "x_2d").
std::optional<Numbered> by_digits(const Column& column, Memory* memory) {
    const std::string_view name = column.name;
    std::size_t end = name.size();
    while (end > 0 && !is_digit(name[end - 1])) --end;
    std::size_t start = end;
    while (start > 0 && is_digit(name[start - 1])) --start;
    if (start == end || end - start > 2) return std::nullopt;
    if (end < name.size() && is_letter(name[end]) && lower(name[end]) == name[end]) return std::nullopt;
    int number = 0;
    for (std::size_t i = start; i < end; ++i) number = 10 * number + (name[i] - '0');
    return numbered(column, start, end, Counting::Digits, number, memory);
}

std::optional<int> place_in(std::span<const std::string_view> words, std::string_view word) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (!word.empty() && words[i] == word) return static_cast<int>(i);
    return std::nullopt;
}

// A word between underscores, or at the end of a name in capitals and small letters, that counts.
std::optional<Numbered> by_words(const Column& column, Memory* memory) {
    const std::string_view name = column.name;
    for (std::size_t start = 0; start < name.size();) {
        std::size_t end = std::min(name.find('_', start), name.size());
        const std::string_view word = name.substr(start, end - start);
        if (const auto place = place_in(kCardinals, word)) return numbered(column, start, end, Counting::Words, *place, memory);
        if (const auto place = place_in(kOrdinals, word)) return numbered(column, start, end, Counting::Ordinals, *place, memory);
        if (const auto place = place_in(kRanks, word)) return numbered(column, start, end, Counting::Ranks, *place, memory);
        if (word.size() == 1 && word[0] >= 'a' && word[0] <= 'h' && name.size() > 2)
            return numbered(column, start, end, Counting::Letters, word[0] - 'a', memory);
        start = end + 1;
    }
    return std::nullopt;
}

bool is_reference(const Column& column) {
    const std::string_view last = last_word(column.words);
    return foreign_key_of(*column.table, column) != nullptr || last == "id" || last == "uuid" || last == "guid";
}

using Group = std::span<const Numbered>;

bool counts_from_the_start(Group group) {
    if (group.front().number > 1) return false;
    for (std::size_t i = 1; i < group.size(); ++i)
        if (group[i].number != group[i - 1].number + 1) return false;
    return true;
}

bool is_repetition(Group group, bool table_of_pairs, Memory* memory) {
    if (group.size() < 2 || !counts_from_the_start(group)) return false;
    const std::string_view words = normalized(group.front().stem, memory);
    if (words.empty() || words == "x" || words == "y" || words == "z") return false;
    if (group.size() > 2) return true;
    // Two of a kind are often two different things: both ends of a relationship, the lines of an address.
    return group.front().counting == Counting::Digits && !table_of_pairs && words.size() > 1 && !kPairs.has_any_of(words);
}

Vector<Numbered> numbered_columns(const Table& table, Memory* memory) {
    Vector<Numbered> columns(memory);
    for (const Column& column : table.columns) {
        if (column.inherited) continue;
        std::optional<Numbered> found = by_digits(column, memory);
        if (!found) found = by_words(column, memory);
        if (found) columns.push_back(*found);
    }
    std::ranges::sort(columns, [](const Numbered& a, const Numbered& b) { return std::tuple(a.group(), a.number) < std::tuple(b.group(), b.number); });
    return columns;
}

template <class Visit>
void for_each_group(const Vector<Numbered>& columns, Visit visit) {
    for (std::size_t start = 0; start < columns.size();) {
        std::size_t end = start;
        while (end < columns.size() && columns[end].group() == columns[start].group()) ++end;
        visit(Group(&columns[start], end - start));
        start = end;
    }
}

// "primary_color", "secondary_color" and "color" without a rank are three of a kind.
const Column* unranked(const Table& table, Group group, Memory* memory) {
    if (group.front().counting != Counting::Ranks || group.front().number != 2) return nullptr;
    const std::string_view words = normalized(group.front().stem, memory);
    for (const Column& column : table.columns)
        if (column.base == group.front().column->base && column.words == words) return &column;
    return nullptr;
}

void describe(const Model& model, Findings& found, const Table& table, std::span<const std::int16_t> columns, std::string_view stem, Memory* memory) {
    Finding& finding = found.add(table, columns, severity_of_design(model, table)).confidence(Confidence::Review);
    finding.says(columns.size(), " columns for one thing, counted");
    finding.evidence("count", columns.size()).evidence("thing", stem);
    if (const std::optional<double> rows = table.estimated_rows()) finding.evidence("rows", static_cast<std::int64_t>(*rows));
    std::string_view values;
    for (std::size_t i = 0; i < columns.size(); ++i) values = concat(memory, values, i > 0 ? ", (" : "(", i + 1, ", t.", table.column(columns[i])->quoted, ")");
    finding.evidence("as_rows", concat(memory, "SELECT t.*, r.number, r.value FROM ", table.quoted, " t CROSS JOIN LATERAL (VALUES ", values,
                                       ") r (number, value) WHERE r.value IS NOT NULL;"));
    finding.because(
        "A search for one value has to look into each of them, and each wants an index of its own; none of them keeps a value from standing there twice; "
        "and one more value is one more column, in the table and in every query. A row for each value in a table of its own (the query in as_rows "
        "gives them), or an array where the order is all that counts.");
}

}  // namespace

Findings repeating_columns(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        const Vector<Numbered> columns = numbered_columns(table, memory);
        bool of_pairs = false;
        for_each_group(columns, [&](Group group) { of_pairs = of_pairs || (group.size() == 2 && is_reference(*group.front().column)); });
        for_each_group(columns, [&](Group group) {
            const Column* const first = unranked(table, group, memory);
            if (!is_repetition(group, of_pairs, memory) && !(first != nullptr && group.size() > 1)) return;
            Vector<std::int16_t> numbers(memory);
            if (first != nullptr) numbers.push_back(first->number);
            for (const Numbered& one : group) numbers.push_back(one.column->number);
            describe(model, found, table, span_of(numbers), normalized(group.front().stem, memory), memory);
        });
    }
    return found;
}

}  // namespace pgops
