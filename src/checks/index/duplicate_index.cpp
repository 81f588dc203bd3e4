// Two indexes that are equal in all that counts: one of them only costs writes and space. And its sister: an index whose keys
// are the first keys of another.
#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// A constraint's index goes with the constraint; what foreign keys or replication rest on cannot go at all.
void advise_drop(const Model& model, Finding& finding, const Index& index, Memory* memory) {
    if (is_referenced(index) || index.replica_identity) {
        finding.confidence(Confidence::Review);
        return;
    }
    if (index.constraint_id == kNoObject) {
        finding.fix(drop_index(memory, index), drop_index_lock(memory, index)).undo(create_index_again(model, index, memory));
        return;
    }
    for (const Constraint& constraint : index.table->constraints) {
        if (constraint.id != index.constraint_id) continue;
        const std::string_view alter = concat(memory, "ALTER TABLE ", index.table->quoted);
        finding.fix(concat(memory, alter, " DROP CONSTRAINT ", constraint.quoted, ";"), lock_on(memory, "ACCESS EXCLUSIVE", *index.table));
        if (const auto definition = model.server().constraint_definition(constraint.table_id, constraint.id)) finding.undo(concat(memory, *definition, ";"));
    }
}

Findings indexes_with_replacement(const Model& model, Memory* memory, bool duplicates) {
    Findings found(memory);
    for (const Table& table : model.tables())
        for (const Index& index : table.indexes) {
            if (table.indexes.size() < 2) break;
            model.server().poll();  // a table may have hundreds, and each is compared with each
            const Replacement replacement = replacement_of(index);
            if (replacement.stays == nullptr || replacement.duplicate != duplicates) continue;
            const std::int64_t size = index.size_bytes.value_or(0);
            Finding& finding = found.add(index, severity_by_size(size)).gives_back(size);
            finding.evidence("keep", replacement.stays->name).evidence("size_bytes", size).evidence("scans", index.counters.scans);
            finding.evidence("scans_of_kept", replacement.stays->counters.scans);
            if (duplicates)
                finding.says("equal to another index, ", human_bytes(size))
                    .because("It is equal to ", replacement.like->quoted,
                             " in method, keys, operator classes, order and predicate. Every write maintains both, every query needs one. Keep ",
                             replacement.stays->quoted, ": ", replacement.reason, ".");
            else
                finding.says("first keys of another index, ", human_bytes(size))
                    .because(
                        "Its keys are the first keys of ", replacement.stays->quoted,
                        ", which serves the same queries. Every write maintains both. The wider index is larger, so very hot lookups may read a little more.");
            advise_drop(model, finding, index, memory);
        }
    return found;
}

}  // namespace

Findings duplicate_index(const Model& model, Memory* memory) { return indexes_with_replacement(model, memory, true); }

Findings redundant_index(const Model& model, Memory* memory) { return indexes_with_replacement(model, memory, false); }

}  // namespace pgops
