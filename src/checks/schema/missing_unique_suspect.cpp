// A column that is to tell rows apart, whose values do so, and that nothing keeps unique.
#include <algorithm>

#include "core/name_words.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr double kManyRows = 1000;
// What is made to be unique, wherever it stands for the row itself.
constexpr std::string_view kIdentityWords[] = {"username", "login", "slug", "sku", "isbn", "ean", "gtin", "iban", "vin", "uuid", "guid", "imei", "barcode"};
// What numbers the things of a table; of another thing it is a reference.
constexpr std::string_view kNumberWords[] = {"number", "no", "nr", "code", "key"};
constexpr Vocabulary kIdentity(kIdentityWords), kNumber(kNumberWords);

bool is_about_the_row(std::string_view words, std::string_view table) {
    const std::string_view before = without_last_word(words);
    return before.empty() || before == table || before == last_word(table);
}

bool names_the_row(std::string_view words, std::string_view table) {
    const std::string_view last = last_word(words);
    return (kIdentity.has(last) || kNumber.has(last) || last == "email") && is_about_the_row(words, table);
}

bool is_in_a_unique_key(const Table& table, const Column& column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return (index.unique || index.exclusion) &&
               (std::ranges::any_of(index.key_columns(), [&](const IndexKey& key) { return key.column_number == column.number; }) ||
                std::ranges::find(index.used_columns, column.number) != index.used_columns.end());
    });
}

// ANALYZE met none of the values twice: its figure is then the share of rows that have one, exactly (compute_scalar_stats).
bool had_no_equal_values(const Column& column) {
    constexpr double kRounding = 1e-4;
    const auto distinct = static_cast<double>(column.statistics.distinct), present = 1 - static_cast<double>(column.statistics.null_fraction);
    return distinct < 0 && -distinct >= present - kRounding && column.statistics.most_common <= 0;
}

bool is_candidate(const Table& table, const Column& column, double rows) {
    return key_kind_of(column) != KeyKind::None && !column.inherited && !column.generated && column.statistics.known &&
           rows_with_value(column, rows) >= kManyRows && had_no_equal_values(column) && foreign_key_of(table, column) == nullptr &&
           !is_in_a_unique_key(table, column);
}

void describe(const Model& model, Findings& found, const Column& column, double rows, Memory* memory) {
    const Table& table = *column.table;
    Finding& finding = found.add(column, severity_of_design(model, table)).confidence(Confidence::Review).urgency(std::min(1.0, rows / 1e8));
    finding.says("unique, and nothing keeps it so, ", counted_rows(memory, rows)).evidence("rows", static_cast<std::int64_t>(rows));
    finding.evidence("null_fraction", static_cast<double>(column.statistics.null_fraction)).evidence("type", column.type->name);
    if (table.kind == RelationKind::Table)
        finding.evidence("migration", concat(memory, "CREATE UNIQUE INDEX CONCURRENTLY ON ", table.quoted, " (", column.quoted, ");"));
    finding.because(
        "Its name says that it tells the rows apart, and ANALYZE met no value twice in its sample; but two programs at the same time, or one retry, can write "
        "the same value twice, and every lookup by it then finds two rows. A program's own check before the INSERT does not help: both see that nothing "
        "is there. A unique index does, lets INSERT ... ON CONFLICT work, and tells the planner that there is one row.");
}

}  // namespace

Findings missing_unique_suspect(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        // Where rows themselves are not told apart nothing is meant to be unique: logs, imports.
        if (table.primary_key() == nullptr) return;
        const std::string_view own = table.words;
        for (const Column& column : table.columns)
            if (is_candidate(table, column, rows) && names_the_row(column.words, own)) describe(model, found, column, rows, memory);
    });
    return found;
}

}  // namespace pgops
