// A table whose content is lost in a crash and is absent on standbys.
#include <algorithm>

#include "checks/sql.hpp"

namespace pgops {

namespace {

// SET LOGGED fails while the table points to another unlogged one.
bool points_to_unlogged(const Table& table) {
    return std::ranges::any_of(table.constraints, [&](const Constraint& constraint) {
        return constraint.kind == ConstraintKind::ForeignKey && constraint.referenced != nullptr && constraint.referenced != &table &&
               constraint.referenced->unlogged;
    });
}

}  // namespace

Findings unlogged_table(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!table.unlogged || table.kind != RelationKind::Table) continue;
        Finding& finding = found.add(table, Severity::Medium).says("unlogged: emptied by a crash").confidence(Confidence::Review);
        finding.evidence("total_bytes", model.total_bytes(table));
        finding.because(
            "After a crash it is empty, on a standby it cannot be read, and a base backup or a failover loses it. Right for what can be made again (caches, "
            "staging), wrong for everything else.");
        if (points_to_unlogged(table)) continue;
        finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " SET LOGGED;"), lock_on(memory, "ACCESS EXCLUSIVE", table));
        finding.undo(concat(memory, "ALTER TABLE ", table.quoted, " SET UNLOGGED;"));
    }
    return found;
}

}  // namespace pgops
