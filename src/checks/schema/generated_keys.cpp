// Primary keys that a sequence fills: serial instead of identity, and int4 that ends at 2,147,483,647.
#include <algorithm>
#include <cmath>

#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr double kInt4Limit = 2147483647.0;
constexpr std::size_t kMostColumns = 100;          // to alter together: more are a project, not a command
constexpr std::int64_t kRewriteLimit = kGigabyte;  // above it a rewrite under ACCESS EXCLUSIVE is no careful DBA's way

bool is_judged(const Table& table) { return !table.is_partition && (table.kind == RelationKind::Table || table.kind == RelationKind::Partitioned); }

bool is_foreign_key_alone(const Table& table, std::int16_t column) {
    return std::ranges::any_of(table.constraints, [&](const Constraint& constraint) {
        return constraint.kind == ConstraintKind::ForeignKey && constraint.columns.size() == 1 && constraint.columns.front() == column;
    });
}

// The key and every column that takes its values, directly or through another key.
Vector<const Column*> columns_that_grow_along(const Model& model, const Column& key, Memory* memory) {
    Vector<const Column*> columns(memory);
    columns.push_back(&key);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column& column = *columns[i];
        for (const Constraint* const foreign_key : column.table->referenced_by) {
            model.server().poll();
            const auto place = std::ranges::find(foreign_key->referenced_columns, column.number);
            if (place == foreign_key->referenced_columns.end() || foreign_key->of_parent) continue;
            const Column* const follower =
                foreign_key->table->column(foreign_key->columns[static_cast<std::size_t>(place - foreign_key->referenced_columns.begin())]);
            if (follower != nullptr && std::ranges::find(columns, follower) == columns.end()) columns.push_back(follower);
        }
    }
    return columns;
}

std::string_view lock_of_rewrite(const Vector<const Table*>& tables, Memory* memory) {
    std::string_view list;
    for (const Table* const table : tables) list = concat(memory, list, list.empty() ? "" : ", ", table->quoted);
    return concat(memory, "ACCESS EXCLUSIVE on ", list, tables.size() == 1 ? ", while it is rewritten" : ", while they are rewritten");
}

// The commands, and what they lock; nothing when a column cannot be altered as it is, or all of it is too much.
struct Widening {
    std::string_view commands{}, lock{};
};

Widening widen_key(const Model& model, const Column& key, Memory* memory) {
    std::int64_t rewritten = 0;
    Widening widening;
    Vector<const Table*> tables(memory);
    const Vector<const Column*> columns = columns_that_grow_along(model, key, memory);
    if (columns.size() > kMostColumns) return {};
    // The followers first: a key may never exceed what they can hold.
    for (std::size_t i = columns.size(); i-- > 0;) {
        const Column& column = *columns[i];
        if (column.base->id == type_id::kInt8) continue;
        if (!is_plain(column) || model.server().column_has_dependents(column.table_id, column.number)) return {};
        rewritten += model.total_bytes(*column.table);
        widening.commands =
            concat(memory, widening.commands, "ALTER TABLE ", column.table->quoted, " ALTER COLUMN ", column.quoted, " TYPE bigint;", i > 0 ? "\n" : "");
        if (std::ranges::find(tables, column.table) == tables.end()) tables.push_back(column.table);
    }
    if (rewritten > kRewriteLimit) return {};
    // An identity column's sequence follows by itself.
    if (key.default_sequence != nullptr && key.default_sequence->type_id != type_id::kInt8)
        widening.commands = concat(memory, widening.commands, "\nALTER SEQUENCE ", key.default_sequence->quoted, " AS bigint;");
    widening.lock = lock_of_rewrite(tables, memory);
    return widening;
}

}  // namespace

Findings serial_pk(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        const Constraint* const key = is_judged(table) ? table.primary_key() : nullptr;
        if (key == nullptr) continue;
        for (const std::int16_t number : key->columns) {
            const Column* const column = table.column(number);
            if (column == nullptr || column->identity || !column->calls_nextval) continue;
            const Sequence* const sequence = column->default_sequence;
            const bool owned = sequence != nullptr && sequence->owner_table_id == table.id;
            Finding& finding = found.add(*column, Severity::Info)
                                   .says(owned ? "serial key, not an identity column" : "key from a sequence nobody owns")
                                   .confidence(Confidence::Review);
            finding.evidence("type", column->type->name).evidence("sequence_owned", owned);
            if (sequence != nullptr) finding.evidence("sequence", sequence->quoted);
            finding.because(
                "A serial key is an ordinary default: writers need rights on its sequence besides those on the table, and ",
                owned ? "a copy made with LIKE ... INCLUDING DEFAULTS draws from the same sequence."
                      : "dropping the sequence, or restoring the table without it, breaks every insert.",
                " GENERATED BY DEFAULT AS IDENTITY is the standard's form, without these; GENERATED ALWAYS also refuses values of the writer's own.");
        }
    }
    return found;
}

Findings int4_pk(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        const Constraint* const key = is_judged(table) ? table.primary_key() : nullptr;
        if (key == nullptr || key->columns.size() != 1) continue;
        const Column* const column = table.column(key->columns.front());
        // A key that is a foreign key at the same time has its parent's range; the parent is named.
        if (column == nullptr || column->base->id != type_id::kInt4 || is_foreign_key_alone(table, column->number)) continue;
        const double rows = std::max(0.0, table.estimated_rows().value_or(0));
        const double used = 100.0 * rows / kInt4Limit;
        const Severity severity = used >= 50 ? Severity::High : used >= 10 ? Severity::Medium : rows >= 1e6 ? Severity::Low : Severity::Info;
        Finding& finding = found.add(*column, severity).says("integer key, ", decimal(used, used < 0.1 ? 0 : 1), " % used by its rows").urgency(used / 100.0);
        finding.evidence("rows", static_cast<std::int64_t>(rows)).evidence("used_percent", used).evidence("generated", column->generates_numbers());
        if (!column->generates_numbers()) finding.confidence(Confidence::Review);
        finding.because(
            "An integer key ends at 2,147,483,647, and every insert fails from then on; rolled back and deleted rows use values up as well. bigint costs 4 "
            "bytes a row, mostly hidden by alignment, and changing it later means rewriting a large table.");
        const Widening widening = widen_key(model, *column, memory);
        if (!widening.commands.empty()) finding.fix(widening.commands, widening.lock);
    }
    return found;
}

}  // namespace pgops
