// A column that repeats what the row that a foreign key points to has already: the key would have been enough.
#include <algorithm>

#include "checks/schema/identifier_names.hpp"
#include "checks/schema/sampled.hpp"
#include "core/scratch_memory.hpp"

namespace pgops {

namespace {

struct Reference {
    const Constraint* foreign_key;
    const Column* column;
    const Table* target;
    std::string_view stem, target_words;  // of "customer_id": "customer"
};

// What the statistics of both columns say.
struct Comparison {
    std::size_t compared = 0, found = 0;
    double expected = 0;  // to be found, if all values of the one are values of the other
    double distinct = 0, distinct_keys = 0, distinct_originals = 0;

    bool is_told() const { return expected >= 3; }
    bool is_contained() const { return static_cast<double>(found) >= 0.5 * expected; }
    // One value per key at most; estimates of the two err alike.
    bool may_depend_on_key() const { return distinct <= 1.2 * distinct_keys + 5; }
    bool goes_with_key() const { return may_depend_on_key() && distinct >= 0.7 * distinct_keys; }
};

Comparison compare(const Model& model, const Column& copy, double rows, const Column& key, const Column& original, double original_rows, Memory* memory) {
    ScratchMemory texts(memory);
    const ColumnValues ours = model.server().column_values(copy.table_id, copy.number, &texts);
    const ColumnValues theirs = model.server().column_values(original.table_id, original.number, &texts);
    FlatSet<std::string_view> known(&texts);
    for (const std::string_view value : theirs.common) known.insert(value);
    for (const std::string_view value : theirs.bounds) known.insert(value);
    Comparison comparison{
        .distinct = distinct_values(copy, rows), .distinct_keys = distinct_values(key, rows), .distinct_originals = distinct_values(original, original_rows)};
    const auto look_at = [&](std::string_view value) {
        ++comparison.compared;
        if (known.contains(value)) ++comparison.found;
    };
    for (const std::string_view value : ours.common) look_at(value);
    for (const std::string_view value : ours.bounds) look_at(value);
    if (comparison.distinct_originals >= 1)
        comparison.expected = static_cast<double>(comparison.compared) * std::min(1.0, static_cast<double>(known.size()) / comparison.distinct_originals);
    return comparison;
}

bool is_similarly_wide(const Column& a, const Column& b) {
    const auto ours = static_cast<double>(a.statistics.average_width), theirs = static_cast<double>(b.statistics.average_width);
    return std::min(ours, theirs) >= 0.85 * std::max(ours, theirs);
}

class Judge {
 public:
    Judge(const Model& model, Findings& found, Memory* memory) : model_(model), found_(found), memory_(memory) {}

    void judge(const Table& table, double rows) {
        const Vector<Reference> references = references_of(table);
        if (references.empty()) return;
        for (const Column& column : table.columns) {
            model_.server().poll();
            if (is_candidate(table, column, rows)) judge(column, rows, references);
        }
    }

 private:
    Vector<Reference> references_of(const Table& table) const {
        Vector<Reference> references(memory_);
        for (const Constraint& constraint : table.constraints) {
            const Table* const target = constraint.referenced;
            if (constraint.kind != ConstraintKind::ForeignKey || constraint.columns.size() != 1 || target == nullptr) continue;
            const Column* const column = table.column(constraint.columns.front());
            if (column == nullptr || !column->statistics.known || is_unique_alone(table, *column)) continue;
            const std::string_view words = column->words;
            references.push_back({&constraint, column, target, has_several_words(words) ? without_last_word(words) : words, target->words});
        }
        return references;
    }

    static bool is_candidate(const Table& table, const Column& column, double rows) {
        const DataKind kind = data_kind_of(column);
        return (kind == DataKind::Text || kind == DataKind::Number || kind == DataKind::Time) && !column.inherited && !column.generated &&
               !column.generates_numbers() && column.statistics.known && rows_with_value(column, rows) >= kFewRows && distinct_values(column, rows) >= 2 &&
               !is_enum(column) && !is_unique_alone(table, column) && foreign_key_of(table, column) == nullptr;
    }

    void judge(const Column& column, double rows, const Vector<Reference>& references) {
        const std::string_view words = column.words;
        // What was paid then is not what it costs now.
        if (may_name_money(words)) return;
        for (const Reference& reference : references)
            for (const Column& original : reference.target->columns) {
                if (original.base != column.base || !original.statistics.known || &original == &column || is_key(reference, original)) continue;
                const std::string_view name = original.words;
                const bool says_whose = is_name_of(words, reference, name);
                if (!says_whose && (words != name || reference.target == column.table)) continue;
                const std::optional<double> original_rows = reference.target->estimated_rows();
                if (!original_rows || *original_rows < 2) continue;
                const Comparison comparison = compare(model_, column, rows, *reference.column, original, *original_rows, memory_);
                if (!is_copy(column, original, *original_rows, says_whose, comparison)) continue;
                describe(column, rows, reference, original, comparison);
                return;
            }
    }

    static bool is_key(const Reference& reference, const Column& original) {
        return std::ranges::find(reference.foreign_key->referenced_columns, original.number) != reference.foreign_key->referenced_columns.end();
    }

    // "customer_name" beside "customer_id", or of a table of customers.
    static bool is_name_of(std::string_view words, const Reference& reference, std::string_view name) {
        if (words.size() <= name.size() + 1 || !ends_with_words(words, name)) return false;
        const std::string_view whose = words.substr(0, words.size() - name.size() - 1);
        return whose == reference.stem || ends_with_words(reference.target_words, whose) || ends_with_words(reference.stem, whose);
    }

    static bool is_copy(const Column& column, const Column& original, double original_rows, bool says_whose, const Comparison& comparison) {
        if (!comparison.may_depend_on_key() || comparison.compared == 0) return false;
        if (comparison.is_told() && !comparison.is_contained()) return false;
        const bool tells_rows_apart = comparison.distinct_originals >= 0.5 * original_rows && comparison.distinct_originals >= 20;
        if (says_whose) return comparison.is_told() || is_similarly_wide(column, original);
        // Two tables may well have a name each, or a country; a copy has as many values as there are keys.
        return data_kind_of(column) == DataKind::Text && tells_rows_apart && comparison.goes_with_key() &&
               (comparison.is_told() || is_similarly_wide(column, original));
    }

    void describe(const Column& column, double rows, const Reference& reference, const Column& original, const Comparison& comparison) {
        const Table &table = *column.table, &target = *reference.target;
        Finding& finding = found_.add(column, severity_of_taste(model_, table)).confidence(Confidence::Review);
        finding.says("repeats ", target.name, ".", original.name).evidence("rows", static_cast<std::int64_t>(rows));
        finding.evidence("original", concat(memory_, target.qualified, ".", original.name)).evidence("foreign_key", reference.foreign_key->name);
        finding.evidence("values_compared", comparison.compared)
            .evidence("values_found_there", comparison.found)
            .evidence("expected_there", comparison.expected);
        finding.evidence("distinct_values", static_cast<std::int64_t>(comparison.distinct));
        finding.evidence("distinct_keys", static_cast<std::int64_t>(comparison.distinct_keys));
        const Column* const key = target.column(reference.foreign_key->referenced_columns.front());
        if (key != nullptr)
            finding.evidence("query", concat(memory_, "SELECT count(*) FROM ", table.quoted, " c JOIN ", target.quoted, " o ON o.", key->quoted, " = c.",
                                             reference.column->quoted, " WHERE c.", column.quoted, " IS DISTINCT FROM o.", original.quoted, ";"));
        finding.because(
            "Its values are those of ", target.quoted, ".", original.quoted, ", which ", reference.column->quoted,
            " leads to. Nothing keeps the two alike: a change there leaves the old value in all rows here, and both are asked for. The query in the evidence "
            "counts the rows that differ already. A join, or a view, reads the value where it is kept; if what held at that time is meant, the name should say "
            "so.");
    }

    const Model& model_;
    Findings& found_;
    Memory* memory_;
};

}  // namespace

Findings copied_denormalization(const Model& model, Memory* memory) {
    Findings found(memory);
    Judge judge(model, found, memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) { judge.judge(table, rows); });
    return found;
}

}  // namespace pgops
