// A trigger that is switched off; one of the server's own among them is a foreign key that nobody checks.
#include <algorithm>
#include <tuple>

#include "checks/schema/catalog_ids.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

const Constraint* constraint_of(const DisabledTrigger& trigger) {
    for (const Constraint& constraint : trigger.table->constraints)
        if (constraint.id == trigger.constraint_id) return &constraint;
    for (const Constraint* const constraint : trigger.table->referenced_by)
        if (constraint->id == trigger.constraint_id) return constraint;
    return nullptr;
}

std::string_view enable(const DisabledTrigger& trigger, Memory* memory) {
    return concat(memory, "ALTER TABLE ", trigger.table->quoted, " ENABLE TRIGGER ", trigger.quoted, ";");
}
std::string_view disable(const DisabledTrigger& trigger, Memory* memory) {
    return concat(memory, "ALTER TABLE ", trigger.table->quoted, " DISABLE TRIGGER ", trigger.quoted, ";");
}

void describe_trigger(Findings& found, const DisabledTrigger& trigger, Memory* memory) {
    const Table& table = *trigger.table;
    Finding& finding = found.add(Object{catalog_id::kTrigger, trigger.id, 0, concat(memory, table.quoted, " (", trigger.quoted, ")")}, Severity::Low);
    finding.says("trigger is disabled").confidence(Confidence::Review);
    finding.evidence("table", table.qualified).evidence("trigger", trigger.name).evidence("rows_written", table.counters.writes());
    finding.because(
        "It does not fire, whatever it was made for; rows that were written meanwhile have missed it, and enabling it does not make up for that. What "
        "is not needed any more should be dropped.");
    finding.fix(enable(trigger, memory), lock_on(memory, "SHARE ROW EXCLUSIVE", table)).undo(disable(trigger, memory));
}

// All of one constraint's triggers on one table: ALTER TABLE ... DISABLE TRIGGER ALL.
void describe_constraint(Findings& found, std::span<const DisabledTrigger* const> triggers, Memory* memory) {
    const DisabledTrigger& first = *triggers.front();
    const Table& table = *first.table;
    const Constraint* const constraint = constraint_of(first);
    const std::string_view name = constraint != nullptr ? constraint->name : first.name;
    const std::string_view quoted = constraint != nullptr ? constraint->quoted : first.quoted;
    Finding& finding = found.add(Object{catalog_id::kTrigger, first.id, 0, concat(memory, table.quoted, " (", quoted, ")")}, Severity::High);
    finding.says("foreign key is not enforced here").evidence("table", table.qualified).evidence("constraint", name);
    finding.evidence("disabled_triggers", triggers.size()).evidence("rows_written", table.counters.writes());
    const bool referencing = constraint == nullptr || constraint->table == &table;
    finding.evidence("side", referencing ? "referencing" : "referenced");
    finding.because(
        "DISABLE TRIGGER ALL, or a load with pg_restore --disable-triggers that broke off, switched off the server's own checks of this foreign key: ",
        referencing ? "rows that point nowhere can be written" : "rows that others point to can be deleted, and no action follows",
        ", while the catalog says that it is valid. After enabling it look for rows that point nowhere; VALIDATE CONSTRAINT does not look, for it is "
        "valid already.");
    std::string_view on, off;
    for (const DisabledTrigger* const trigger : triggers) {
        on = concat(memory, on, on.empty() ? "" : "\n", enable(*trigger, memory));
        off = concat(memory, off, off.empty() ? "" : "\n", disable(*trigger, memory));
    }
    finding.fix(on, lock_on(memory, "SHARE ROW EXCLUSIVE", table)).undo(off);
}

}  // namespace

Findings disabled_trigger(const Model& model, Memory* memory) {
    Findings found(memory);
    FlatSet<ObjectId> disabled(memory);
    for (const DisabledTrigger& trigger : model.disabled_triggers()) disabled.insert(trigger.id);
    Vector<const DisabledTrigger*> internal(memory);
    for (const DisabledTrigger& trigger : model.disabled_triggers()) {
        if (trigger.parent_id != kNoObject && disabled.contains(trigger.parent_id)) continue;  // the parent's is named
        if (trigger.internal) internal.push_back(&trigger);
        else describe_trigger(found, trigger, memory);
    }
    const auto group = [](const DisabledTrigger* trigger) { return std::tuple(trigger->table_id, trigger->constraint_id); };
    std::ranges::stable_sort(internal, {}, group);
    for (std::size_t start = 0; start < internal.size();) {
        model.server().poll();
        std::size_t end = start;
        while (end < internal.size() && group(internal[end]) == group(internal[start])) ++end;
        describe_constraint(found, std::span(&internal[start], end - start), memory);
        start = end;
    }
    return found;
}

}  // namespace pgops
