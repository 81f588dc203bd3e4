// Tables whose rows are a key and one document: the schema has gone into the documents, where nothing checks it.
#include <algorithm>

#include "core/name_words.hpp"
#include "checks/schema/sampled.hpp"

namespace pgops {

namespace {

constexpr std::size_t kMostOthers = 4;  // besides the document: keys, and when it was made and changed
constexpr double kChangedShare = 0.1;   // of the rows; logs are only written, and what is read back whole is a message
constexpr std::int32_t kSmallDocument = 60;

bool is_document(const Column& column) { return column.base->id == type_id::kJson || column.base->id == type_id::kJsonb; }

// Sessions and caches: what comes back as it went in, and is gone tomorrow.
constexpr std::string_view kShortLivedWords[] = {"expire", "expires", "expiry", "expiration", "ttl"};
constexpr Vocabulary kShortLived(kShortLivedWords);

bool is_part_of_key(const Table& table, const Column& column) {
    return std::ranges::any_of(table.constraints, [&](const Constraint& constraint) {
        const bool is_key =
            constraint.kind == ConstraintKind::PrimaryKey || constraint.kind == ConstraintKind::Unique || constraint.kind == ConstraintKind::ForeignKey;
        return is_key && std::ranges::find(constraint.columns, column.number) != constraint.columns.end();
    });
}

// The one document of a table that has nothing else to say; null for others.
const Column* only_document(const Table& table) {
    const Column* document = nullptr;
    if (table.columns.size() > kMostOthers + 1 || table.primary_key() == nullptr) return nullptr;
    for (const Column& column : table.columns) {
        if (is_document(column)) {
            if (document != nullptr) return nullptr;
            document = &column;
            continue;
        }
        if (kShortLived.has_any_of(column.words)) return nullptr;
        if (!is_part_of_key(table, column) && data_kind_of(column) != DataKind::Time) return nullptr;
    }
    return document;
}

}  // namespace

Findings schemaless_json(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        const Column* const document = only_document(table);
        if (document == nullptr || rows < kFewRows || !document->statistics.known || document->statistics.average_width < kSmallDocument) return;
        const bool is_referenced = !table.referenced_by.empty();
        const bool is_changed = table.counters.known && static_cast<double>(table.counters.updated) >= kChangedShare * rows;
        if (!is_referenced && !is_changed) return;
        Finding& finding = found.add(*document, severity_of_taste(model, table)).confidence(Confidence::Review);
        finding.says("all of a row is in it, ", counted_rows(memory, rows)).evidence("rows", static_cast<std::int64_t>(rows));
        finding.evidence("average_bytes", document->statistics.average_width).evidence("referenced_by", table.referenced_by.size());
        if (table.counters.known) finding.evidence("updates", table.counters.updated);
        finding.because(
            is_referenced ? "Other tables refer to its rows" : "Its rows are changed", ", but what a row is made of stands in ", document->quoted,
            " alone: no type, NOT NULL, CHECK or foreign key holds there, ANALYZE sees next to nothing of it, and each change writes the whole document anew. "
            "Give a column of its own to what every document has, and what is searched or joined; ADD COLUMN ... GENERATED ALWAYS AS ((",
            document->quoted, " ->> '...')) STORED is a first step. Keep the rest as it is.");
    });
    return found;
}

}  // namespace pgops
