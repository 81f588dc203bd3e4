// Names that must be quoted: reserved words of SQL, and what has capitals or other signs; and schemas that name their tables now in
// the plural, now in the singular.
#include <algorithm>
#include <array>

#include "checks/schema/judgement.hpp"
#include "core/name_words.hpp"

namespace pgops {

namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// As scan.l reads an identifier: letters (whatever is not ASCII counts as one), digits, underscores, dollar signs; capitals are folded.
bool stays_as_typed(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80U; }
bool needs_quotes(std::string_view name) { return name.empty() || is_digit(name.front()) || name.front() == '$' || !std::ranges::all_of(name, stays_as_typed); }
bool folds_alike(std::string_view a, std::string_view b) {
    const auto fold = [](char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, fold, fold);
}

// Calls name(table, column): column is null for the table's own name.
template <class Name>
void for_each_name(const Model& model, Name name) {
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        name(table, nullptr);
        for (const Column& column : table.columns)
            if (!column.inherited) name(table, &column);
    }
}

Finding& add(Findings& found, const Table& table, const Column* column, Severity severity) {
    return column != nullptr ? found.add(*column, severity) : found.add(table, severity);
}

// Which of the two a table is called after; words that have one form for both, and others of no clear form, are neither.
enum class Form { Singular, Plural, Neither };
constexpr std::string_view kNeither[] = {"data",   "info",     "information", "history", "log",  "news",     "series", "sms",   "media", "metadata",
                                         "people", "children", "status",      "access",  "meta", "settings", "stats",  "queue", "stuff", "statistics"};

Form form_of(std::string_view name, Memory* memory) {
    std::size_t start = name.size();
    while (start > 0 && ((name[start - 1] | 0x20) >= 'a' && (name[start - 1] | 0x20) <= 'z') && !(start < name.size() && is_capital(name[start]))) --start;
    const std::string_view word = name.substr(start);
    const std::string_view singular = last_word(normalized(word, memory));
    if (word.size() < 3 || std::ranges::find(kNeither, singular) != std::end(kNeither) || singular.ends_with("s")) return Form::Neither;
    return singular.size() < word.size() && !has_several_words(normalized(word, memory)) ? Form::Plural : Form::Singular;
}

struct SchemaNames {
    std::size_t singular = 0, plural = 0;
    std::array<std::string_view, 3> singular_examples{}, plural_examples{};
};

void count(SchemaNames& names, Form form, std::string_view name) {
    if (form == Form::Neither) return;
    std::size_t& number = form == Form::Plural ? names.plural : names.singular;
    auto& examples = form == Form::Plural ? names.plural_examples : names.singular_examples;
    if (number < examples.size()) examples[number] = name;
    ++number;
}

void add_mixed_forms(const Model& model, Findings& found, Memory* memory) {
    constexpr std::size_t kFewest = 5;  // of each form; below it a few exceptions are no mixture
    FlatMap<std::string_view, SchemaNames> schemas(memory);
    for (const Table& table : model.tables())
        if (is_judged_for_design(table)) count(schemas[table.schema], form_of(table.name, memory), table.name);
    for (const auto& [schema, names] : schemas) {
        const std::size_t fewer = std::min(names.singular, names.plural);
        if (fewer < kFewest || fewer * 4 < names.singular + names.plural) continue;
        Finding& finding = found.add(Object{.text = concat(memory, "schema ", schema)}, Severity::Info);
        finding.says(names.singular, " tables in singular, ", names.plural, " in plural").confidence(Confidence::Review);
        finding.evidence("schema", schema).evidence("singular", names.singular).evidence("plural", names.plural);
        finding.evidence("singular_examples", names.singular_examples).evidence("plural_examples", names.plural_examples);
        finding.because(
            "Who writes a query has to look up each table's name. One form for new tables, whichever, ends the guessing; old ones can be renamed, "
            "with a view of the old name until no program uses it.");
    }
}

}  // namespace

Findings reserved_word_identifiers(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_name(model, [&](const Table& table, const Column* column) {
        const std::string_view name = column != nullptr ? column->name : table.name;
        const std::string_view quoted = column != nullptr ? column->quoted : table.quoted;
        // The server quotes every keyword but the unreserved ones: most names need no look at its list.
        if (needs_quotes(name) || !quoted.ends_with('"') || !model.server().is_reserved_word(name)) return;
        Finding& finding = add(found, table, column, column != nullptr ? Severity::Info : Severity::Low);
        finding.says(column != nullptr ? "column" : "table", " named by a reserved word").evidence("word", name);
        finding.because(
            "Without quotes a statement that names it fails, or means something else (user is current_user), in each query, each program and each "
            "migration by hand. Programs that generate SQL without quotes break on it.");
    });
    return found;
}

Findings naming_mixed(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_name(model, [&](const Table& table, const Column* column) {
        const std::string_view name = column != nullptr ? column->name : table.name;
        if (!needs_quotes(name)) return;
        const bool twin =
            column != nullptr && std::ranges::any_of(table.columns, [&](const Column& other) { return &other != column && folds_alike(other.name, name); });
        const bool capitals = std::ranges::any_of(name, is_capital);
        Finding& finding = add(found, table, column, twin ? Severity::Low : Severity::Info);
        finding.says(twin ? "differs from another name in case only" : capitals ? "name with capitals must be quoted" : "name with signs must be quoted");
        finding.evidence("has_capitals", capitals).evidence("differs_in_case_only", twin);
        finding.because(
            "The server folds names without quotes to lower case, so each statement must quote this one exactly as it was made; where the quotes are "
            "forgotten, the name does not exist. Lower case with underscores needs no quotes.");
    });
    add_mixed_forms(model, found, memory);
    return found;
}

}  // namespace pgops
