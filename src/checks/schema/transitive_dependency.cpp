// Columns that depend on a key inside the row, and not on the row: the data of one thing kept with each row of another.
#include <algorithm>

#include "checks/schema/identifier_names.hpp"
#include "checks/schema/sampled.hpp"

namespace pgops {

namespace {

constexpr std::string_view kKeyEnds[] = {"id", "key", "code", "number", "no", "nr", "uuid"};
constexpr Vocabulary kKeyWords(kKeyEnds);
// Of a person at the time, not of the person.
constexpr std::string_view kCircumstanceWords[] = {"agent", "ip", "session", "token", "note", "comment"};
constexpr Vocabulary kCircumstances(kCircumstanceWords);

constexpr double kFewKeys = 20;
// A key that few rows share has nothing that is repeated.
constexpr double kRowsPerKey = 2;

double most_common(const Column& column) { return static_cast<double>(column.statistics.most_common); }

bool can_be_judged(const Column& column, double rows) {
    return !column.inherited && !column.generated && column.statistics.known && rows_with_value(column, rows) >= kFewRows;
}

// A column that tells a thing apart which has several rows here: "customer_id".
bool is_repeated_key(const Table& table, const Column& column, std::string_view words, double rows) {
    if (!can_be_judged(column, rows) || !has_several_words(words) || !kKeyWords.has(last_word(words)) || key_kind_of(column) == KeyKind::None) return false;
    const double keys = distinct_values(column, rows);
    return !is_unique_alone(table, column) && keys >= kFewKeys && keys * kRowsPerKey <= rows_with_value(column, rows);
}

// One value per key: not more values than keys, and the most frequent is at least as frequent as the most frequent key.
bool may_depend(const Column& column, const Column& key, double rows) {
    return distinct_values(column, rows) <= 1.1 * distinct_values(key, rows) + 2 && most_common(column) >= 0.8 * most_common(key);
}

// "customer_name" beside "customer_id", unless a column of the customers has it: copied_denormalization tells that.
bool is_about(const Table& table, const Column& column, std::string_view words, std::string_view stem, const Table* target) {
    if (words.size() <= stem.size() + 1 || !words.starts_with(stem) || words[stem.size()] != '_') return false;
    const std::string_view what = words.substr(stem.size() + 1);
    if (kKeyWords.has(last_word(what)) || kCircumstances.has_any_of(what) || may_name_money(words) || foreign_key_of(table, column) != nullptr) return false;
    if (data_kind_of(column) == DataKind::Other || data_kind_of(column) == DataKind::Boolean) return false;
    return target == nullptr || std::ranges::none_of(target->columns, [&](const Column& original) { return original.words == what; });
}

void judge(const Model& model, Findings& found, const Table& table, double rows, Memory* memory) {
    for (const Column& key : table.columns) {
        model.server().poll();
        if (!is_repeated_key(table, key, key.words, rows)) continue;
        const std::string_view stem = without_last_word(key.words);
        const Constraint* const reference = foreign_key_of(table, key);
        Vector<std::int16_t> dependent(memory);
        bool tells_apart = false;  // one that nearly each key has another value of, as a name: others may be few by chance
        for (const Column& column : table.columns) {
            if (&column == &key || !can_be_judged(column, rows) || distinct_values(column, rows) < 2) continue;
            if (!is_about(table, column, column.words, stem, reference != nullptr ? reference->referenced : nullptr)) continue;
            if (!may_depend(column, key, rows)) continue;
            dependent.push_back(column.number);
            tells_apart = tells_apart || (data_kind_of(column) == DataKind::Text && distinct_values(column, rows) >= 0.5 * distinct_values(key, rows));
        }
        if (dependent.size() < 2 || !tells_apart) continue;
        Finding& finding = found.add(table, span_of(dependent), severity_of_taste(model, table)).confidence(Confidence::Review);
        const std::string_view columns = column_list(memory, table, span_of(dependent));
        finding.says("depend on ", key.name, ", not on the row");
        finding.evidence("key", key.name)
            .evidence("distinct_keys", static_cast<std::int64_t>(distinct_values(key, rows)))
            .evidence("rows", static_cast<std::int64_t>(rows));
        finding.evidence("query", concat(memory, "SELECT ", key.quoted, " FROM ", table.quoted, " GROUP BY 1 HAVING count(DISTINCT (", columns, ")) > 1;"));
        finding.because("By their names and numbers of values, ", columns, " belong to what ", key.quoted,
                        " names, and are repeated in each of its rows: a change has to be made in all of them, and what has no row here has no such data at "
                        "all. The query in the "
                        "evidence gives the keys whose rows differ already. Keep them in a table of their own, by that key; if what held at that time is "
                        "meant, the names should say so.");
    }
}

}  // namespace

Findings transitive_dependency(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) { judge(model, found, table, rows, memory); });
    return found;
}

}  // namespace pgops
