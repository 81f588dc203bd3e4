// A table of its own for a set of short words that belong to a row of another: tags, labels, which an array would hold.
#include <algorithm>

#include "checks/schema/attribute_columns.hpp"
#include "checks/schema/junctions.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::int32_t kModifierHeader = 4;  // VARHDRSZ, which the type modifier of character types counts in
constexpr std::size_t kMostColumns = 4;      // the pair, a key of its own, a time
constexpr std::int32_t kLongestWord = 100, kWidestAverage = 32;

// What a program computes or hands out, or what stands for a person or a place of its own.
constexpr std::string_view kNoWords[] = {"digest", "hash",  "checksum", "fingerprint", "signature", "token", "secret",  "key", "id",    "uuid",    "guid",
                                         "path",   "email", "mail",     "phone",       "url",       "uri",   "address", "ip",  "login", "username"};
constexpr Vocabulary kNoWord(kNoWords);

// The table of tags: which row of the parent has them, and where the words stand.
struct Tags {
    const Constraint* to_parent = nullptr;
    const Column* owner = nullptr;
    const Column* tag = nullptr;           // the word itself, or the reference to it
    const Constraint* to_words = nullptr;  // null: the word itself
    const Column* word = nullptr;
};

bool holds_short_words(const Column& column) {
    if (is_enum(column)) return true;
    if (!column.base->is_string() || column.base->id == type_id::kBpchar) return false;
    const std::int32_t modifier = column.type->kind == TypeKind::Domain ? column.type->domain_modifier : column.type_modifier;
    if (column.statistics.known) return column.statistics.average_width <= kWidestAverage;
    return modifier < kModifierHeader || modifier - kModifierHeader <= kLongestWord;
}

const Column* only_column(const Constraint& key) { return key.columns.size() == 1 ? key.table->column(key.columns.front()) : nullptr; }

// (parent, word), unique as a pair, and nothing else.
std::optional<Tags> as_words(const Table& table, Memory* memory) {
    Tags tags;
    for (const Constraint& constraint : table.constraints) {
        if (constraint.kind != ConstraintKind::ForeignKey || constraint.of_parent) continue;
        if (tags.to_parent != nullptr) return std::nullopt;
        tags.to_parent = &constraint;
    }
    if (tags.to_parent == nullptr || tags.to_parent->referenced == &table) return std::nullopt;
    tags.owner = only_column(*tags.to_parent);
    if (tags.owner == nullptr || tags.owner->base->is_string() || is_unique_alone(table, *tags.owner)) return std::nullopt;
    for (const Column& column : table.columns) {
        if (!holds_short_words(column) || !is_unique_pair(table, tags.owner->number, column.number)) continue;
        tags.tag = tags.word = &column;
        if (kNoWord.has(last_word(column.own_words()))) return std::nullopt;
        // The count stands for at least one column of values, which is none of these.
        const bool has_flags = std::ranges::any_of(table.columns, [](const Column& other) { return data_kind_of(other) == DataKind::Boolean; });
        const bool nothing_else = count_of_core_columns(table, Vector<ValueColumn>(memory)) - 1 <= 2;
        return nothing_else && !has_flags && table.columns.size() <= kMostColumns ? std::optional(tags) : std::nullopt;
    }
    return std::nullopt;
}

// A table of words and nothing else: a key and one unique text, which nobody but this one refers to.
const Column* word_of(const Constraint& key) {
    const Table* const words = key.referenced;
    if (words == nullptr || words->columns.size() > 3 || words->referenced_by.size() != 1 || has_foreign_keys(*words)) return nullptr;
    const Column* word = nullptr;
    for (const Column& column : words->columns) {
        if (is_whole_primary_key(*words, column) || data_kind_of(column) == DataKind::Time) continue;
        if (word != nullptr || !holds_short_words(column) || !is_unique_alone(*words, column)) return nullptr;
        word = &column;
    }
    return word;
}

std::optional<Tags> as_references(const Table& table, Memory* memory) {
    const std::optional<Junction> junction = as_junction(table, memory);
    if (!junction || !is_unique_pair(table, junction->left_column()->number, junction->right_column()->number)) return std::nullopt;
    const Column *const left = word_of(*junction->left), *const right = word_of(*junction->right);
    if ((left == nullptr) == (right == nullptr)) return std::nullopt;
    if (left != nullptr) return Tags{junction->right, junction->right_column(), junction->left_column(), junction->left, left};
    return Tags{junction->left, junction->left_column(), junction->right_column(), junction->right, right};
}

std::string_view migration(const Table& table, const Tags& tags, Memory* memory) {
    const Table* const parent = tags.to_parent->referenced;
    const Column* const key =
        parent == nullptr || tags.to_parent->referenced_columns.empty() ? nullptr : parent->column(tags.to_parent->referenced_columns.front());
    if (key == nullptr) return {};
    std::string_view from = concat(memory, table.quoted, " t");
    if (tags.to_words != nullptr) {
        const Table& words = *tags.to_words->referenced;
        from = concat(memory, from, " JOIN ", words.quoted, " w ON w.", words.column(tags.to_words->referenced_columns.front())->quoted, " = t.",
                      tags.tag->quoted);
    }
    const std::string_view word = concat(memory, tags.to_words != nullptr ? "w." : "t.", tags.word->quoted);
    return concat(memory, "ALTER TABLE ", parent->quoted, " ADD COLUMN pgops_words text[] NOT NULL DEFAULT '{}';\nUPDATE ", parent->quoted,
                  " p SET pgops_words = ARRAY(SELECT ", word, "::text FROM ", from, " WHERE t.", tags.owner->quoted, " = p.", key->quoted, " ORDER BY 1);\n",
                  create_index(memory, *parent), " USING gin (pgops_words);");
}

void describe(const Model& model, Findings& found, const Table& table, const Tags& tags, Memory* memory) {
    const std::int16_t pair[] = {std::min(tags.owner->number, tags.tag->number), std::max(tags.owner->number, tags.tag->number)};
    const std::int64_t bytes = model.total_bytes(table);
    Finding& finding = found.add(table, pair, bytes >= kGigabyte ? Severity::Low : Severity::Info).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (rows && *rows > 0) finding.says("words in a table of their own, ", counted_rows(memory, *rows)).evidence("rows", static_cast<std::int64_t>(*rows));
    else finding.says("words in a table of their own");
    finding.evidence("total_bytes", bytes).evidence("parent", tags.to_parent->referenced != nullptr ? tags.to_parent->referenced->qualified : "");
    finding.evidence("words_in", quoted_name(memory, *tags.word)).evidence("migration", migration(table, tags, memory));
    finding.because(
        "The rows say nothing but that a word belongs to a row of another table: each costs a header of 24 bytes, a pointer, keys and index entries, and each "
        "reader a join and an aggregate. An array (text[]) in the other table holds the same words in one row, and a GIN index finds them (@>, &&). What is "
        "given up is the foreign key or the single place for renaming a word: keep the table where words have facts of their own or are renamed often.");
}

}  // namespace

Findings tag_subsidiary_table(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table) || !has_foreign_keys(table) || !table.referenced_by.empty()) continue;
        std::optional<Tags> tags = as_words(table, memory);
        if (!tags) tags = as_references(table, memory);
        if (tags) describe(model, found, table, *tags, memory);
    }
    return found;
}

}  // namespace pgops
