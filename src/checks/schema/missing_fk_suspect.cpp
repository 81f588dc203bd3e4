// A column that points to another table, as its name and type say, and no foreign key that says so, too.
#include "checks/schema/reference_suspects.hpp"

namespace pgops {

namespace {

// A command that can be given to the server: a partitioned table takes no foreign key that is NOT VALID (up to PostgreSQL 17).
bool can_be_added(const ReferenceSuspect& suspect) {
    const Type &from = *suspect.column->base, &to = *suspect.key->base;
    const bool comparable = from.id == to.id || (from.is_integer() && to.is_integer());
    const bool logged_to_unlogged = suspect.key->table->unlogged && !suspect.column->table->unlogged;
    return comparable && !logged_to_unlogged && suspect.column->table->kind == RelationKind::Table && suspect.key->table->kind != RelationKind::Foreign;
}

// Orphans come to be where rows of the other table are deleted.
Severity severity_of(const Model& model, const ReferenceSuspect& suspect) {
    const bool large = suspect.column->table->estimated_rows().value_or(0) >= model.settings().value(Setting::ForeignKeyMinRows);
    return large && suspect.key->table->counters.deleted > 0 ? Severity::Medium : Severity::Low;
}

void describe(const Model& model, Findings& found, const ReferenceSuspect& suspect, Memory* memory) {
    const Table &table = *suspect.column->table, &target = *suspect.key->table;
    Finding& finding = found.add(*suspect.column, severity_of(model, suspect)).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (rows) finding.says("refers to rows unchecked, ", counted_rows(memory, *rows)).evidence("rows", static_cast<std::int64_t>(*rows));
    else finding.says("refers to another table's rows unchecked");
    finding.evidence("target", target.qualified).evidence("target_column", suspect.key->name).evidence("target_deletes", target.counters.deleted);
    tell(finding, suspect.score, kSuspectThreshold, memory);
    finding.because("By its name and type it points to ", target.quoted, " (", suspect.key->quoted,
                    "), but nothing checks it: ids of rows that never were or are deleted stay unnoticed, and the planner cannot tell that each row has "
                    "exactly one partner.");
    if (!can_be_added(suspect)) return;
    finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " ADD FOREIGN KEY (", suspect.column->quoted, ") REFERENCES ", target.quoted, " (",
                       suspect.key->quoted, ") NOT VALID;"),
                concat(memory, "SHARE ROW EXCLUSIVE on ", table.quoted, " and ", target.quoted));
}

}  // namespace

Findings missing_fk_suspect(const Model& model, Memory* memory) {
    Findings found(memory);
    const Vector<ReferenceSuspect> suspects = reference_suspects(model, memory);
    for (const ReferenceSuspect& suspect : polled(model.server(), suspects)) describe(model, found, suspect, memory);
    return found;
}

}  // namespace pgops
