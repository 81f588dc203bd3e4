// A reference whose target table another column chooses: no foreign key can check it.
#include <algorithm>
#include <array>

#include "checks/schema/chooser_values.hpp"
#include "checks/schema/reference_pairs.hpp"
#include "checks/schema/sampled.hpp"

namespace pgops {

namespace {

constexpr double kThreshold = 4.5;  // chosen on the schemas of 24 published applications: doc/checks/polymorphic.md

// What is sure in one table tells of columns of the same names in another.
void learn_from_elsewhere(Server& server, Vector<ReferencePair>& pairs, const TableNames& names, Memory* memory) {
    constexpr std::string_view kElsewhere = "columns of the same names choose tables elsewhere";
    FlatMap<std::string_view, int> sure_references(memory);
    FlatSet<std::pair<std::string_view, std::string_view>> sure_pairs(memory);
    for (const ReferencePair& pair : polled(server, pairs)) {
        if (pair.score.total() < kThreshold) continue;
        ++sure_references[pair.reference.column->name];
        sure_pairs.insert({pair.chooser->column->name, pair.reference.column->name});
    }
    for (ReferencePair& pair : polled(server, pairs)) {
        if (pair.score.total() >= kThreshold) continue;
        const std::string_view name = pair.reference.column->name, words = pair.reference.column->words;
        if (pair.same_stem && sure_pairs.contains({pair.chooser->column->name, name})) {
            pair.score.add(2.5, kElsewhere);
            continue;
        }
        // "object_id" and nothing else: its table is chosen, though not in this row.
        const auto known = sure_references.find(name);
        if (known == sure_references.end() || known->second < 2 || !says_nothing(words)) continue;
        if (names.is_key_column(words) || names.is_table(without_last_word(words))) continue;
        pair.chooser.reset();
        pair.score = {};
        pair.score.add(2, "its name says nothing of its target, and no table has such a key");
        pair.score.add(2.5, kElsewhere);
    }
}

constexpr Sign kNamesTables{2.5, "the other column's values name tables"}, kNamesNone{-2, "none of the other column's values names a table"};

// What the choosers hold, where ANALYZE has seen it.
void learn_from_values(const Model& model, Vector<ReferencePair>& pairs, const TableNames& names, Memory* memory) {
    for (ReferencePair& pair : polled(model.server(), pairs)) {
        if (!pair.chooser || pair.chooser->is_foreign_key || pair.score.total() + kNamesTables.weight < kThreshold) continue;
        const ChooserValues values = chooser_values(model, *pair.chooser->column, names, memory);
        if (values.name_tables()) pair.score.add(kNamesTables);
        else if (values.name_none() && !pair.chooser->names_tables) pair.score.add(kNamesNone);
    }
}

bool is_judged(const Vector<ReferencePair>& pairs, const Column& reference) {
    return std::ranges::any_of(pairs, [&](const ReferencePair& pair) { return pair.reference.column == &reference && pair.chooser; });
}

// A column that names tables, whatever it is called, and beside it an id that could be of any of them.
void add_pairs_by_values(const Model& model, const Table& table, const TableNames& names, Vector<ReferencePair>& pairs, Memory* memory) {
    constexpr double kFewest = 2, kMost = 60;
    const std::optional<double> rows = table.estimated_rows();
    if (!rows || *rows < kFewRows) return;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& chooser = table.columns[i];
        if (!chooser.statistics.known || foreign_key_of(table, chooser) != nullptr) continue;
        const double distinct = distinct_values(chooser, *rows);
        if (distinct < kFewest || distinct > kMost) continue;
        const auto beside = [&](std::size_t place) -> std::optional<Reference> {
            if (place >= table.columns.size()) return std::nullopt;
            const Column& column = table.columns[place];
            const std::string_view words = column.words;
            if (foreign_key_of(table, column) != nullptr || is_unique_alone(table, column) || column.generates_numbers() || is_judged(pairs, column))
                return std::nullopt;
            const std::optional<Reference> reference = as_reference(column, words, names);
            return reference && !names.is_table(reference->stem) ? reference : std::nullopt;
        };
        std::optional<Reference> reference = beside(i + 1);
        if (!reference && i > 0) reference = beside(i - 1);
        if (!reference || !chooser_values(model, chooser, names, memory).name_tables()) continue;
        ReferencePair pair{.table = &table, .reference = *reference, .chooser = Chooser{.column = &chooser}};
        if (reference->names_no_thing()) pair.score.add(reference->sign);
        pair.score.add(kNamesTables);
        pair.score.add(2, "and stand beside an id without a foreign key");
        pairs.push_back(pair);
    }
}

void describe(const Model& model, Findings& found, const ReferencePair& pair, Memory* memory) {
    const Table& table = *pair.table;
    const Column& reference = *pair.reference.column;
    const Column* const chooser = pair.chooser ? pair.chooser->column : nullptr;
    const std::array<std::int16_t, 2> both{chooser != nullptr ? chooser->number : reference.number, reference.number};
    Finding& finding = found.add(table, std::span(both).last(chooser != nullptr ? 2 : 1), severity_of_design(model, table)).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (rows) finding.says("column chooses the table, ", counted_rows(memory, *rows)).evidence("rows", static_cast<std::int64_t>(*rows));
    else finding.says("reference whose table a column chooses");
    finding.evidence("reference", reference.name);
    if (chooser != nullptr) finding.evidence("chooser", chooser->name);
    tell(finding, pair.score, kThreshold, memory);
    finding.because(reference.quoted, " points into a table that ", chooser != nullptr ? chooser->quoted : std::string_view("something outside the row"),
                    " chooses, so no foreign key can exist: orphans stay unnoticed, deletes cascade nowhere, and every join needs a branch per type. A "
                    "nullable foreign key column for each "
                    "target with CHECK (num_nonnulls(...) = 1), or a join table for each, keeps every reference checked.");
}

}  // namespace

Findings polymorphic(const Model& model, Memory* memory) {
    Findings found(memory);
    const TableNames names(model, memory);
    Vector<ReferencePair> pairs(memory);
    for (const Table& table : model.tables())
        if (is_judged_for_design(table)) add_reference_pairs(model, table, names, pairs, memory);
    learn_from_values(model, pairs, names, memory);
    for (const Table& table : model.tables())
        if (is_judged_for_design(table)) add_pairs_by_values(model, table, names, pairs, memory);
    learn_from_elsewhere(model.server(), pairs, names, memory);
    for (const ReferencePair& pair : polled(model.server(), pairs))
        if (pair.score.total() >= kThreshold) describe(model, found, pair, memory);
    return found;
}

}  // namespace pgops
