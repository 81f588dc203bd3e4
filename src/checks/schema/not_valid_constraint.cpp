// A constraint that was never checked against the rows that were there before it.
#include <algorithm>

#include "checks/schema/catalog_ids.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// What a child or a partition has from its parent is validated there, and named there.
bool is_the_parents(const Constraint& constraint) { return constraint.inherited || constraint.of_parent; }

std::string_view lock_of(const Constraint& constraint, Memory* memory) {
    const std::string_view own = lock_on(memory, "SHARE UPDATE EXCLUSIVE", *constraint.table);
    if (constraint.kind != ConstraintKind::ForeignKey || constraint.referenced == nullptr) return own;
    return concat(memory, own, ", ROW SHARE on ", constraint.referenced->quoted);
}

}  // namespace

Findings not_valid_constraint(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables())
        for (const Constraint& constraint : table.constraints) {
            if (constraint.validated || is_the_parents(constraint) || table.kind == RelationKind::Foreign) continue;
            const bool foreign_key = constraint.kind == ConstraintKind::ForeignKey;
            const std::string_view identity = concat(memory, table.quoted, " (", constraint.quoted, ")");
            Finding& finding = found.add(Object{catalog_id::kConstraint, constraint.id, 0, identity}, Severity::Low);
            Vector<std::string_view> columns(memory);
            for (const std::int16_t number : constraint.columns)
                if (const Column* const column = table.column(number)) columns.push_back(column->name);
            finding.evidence("table", table.qualified).evidence("columns", span_of(columns)).evidence("constraint", constraint.name);
            finding.evidence("kind", foreign_key ? "foreign key" : constraint.kind == ConstraintKind::NotNull ? "not null" : "check");
            const std::optional<double> rows = table.estimated_rows();
            if (rows) finding.evidence("rows", static_cast<std::int64_t>(*rows));
            if (!constraint.enforced) {
                finding.says("constraint that nothing enforces").evidence("enforced", false).confidence(Confidence::Review);
                finding.because(
                    "It is NOT ENFORCED: neither the rows that are there nor new ones are checked. It tells readers and the application what ought to "
                    "be, and nobody whether it is.");
                continue;
            }
            if (rows) finding.says("constraint not valid for ", counted_rows(memory, *rows));
            else finding.says("constraint not valid for older rows");
            finding.because(
                "New and changed rows are checked, the older ones never were: they may break what everybody reads here as a fact, and the planner does "
                "not rely on it. An update of such a row fails. Validation reads the table once and lets writers go on; it stops at the first row "
                "that does not fit.");
            finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " VALIDATE CONSTRAINT ", constraint.quoted, ";"), lock_of(constraint, memory));
        }
    return found;
}

}  // namespace pgops
