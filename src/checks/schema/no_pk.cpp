// A table without a primary key: rows cannot be told apart, logical replication cannot update it, tools guess.
#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// ALTER TABLE ... ADD PRIMARY KEY USING INDEX takes such an index as it is (ATExecAddIndexConstraint, index_check_primary_key).
bool can_become_primary_key(const Table& table, const Index& index) {
    if (!is_comparable(index) || !is_droppable(index) || table.kind != RelationKind::Table) return false;
    if (!index.unique || index.deferrable || index.predicate != 0 || index.has_expression() || index.nulls_not_distinct) return false;
    if (index.method != AccessMethod::Btree || index.constraint_id != kNoObject) return false;
    for (const IndexKey& key : index.key_columns()) {
        const Column* const column = table.column(key.column_number);
        if (column == nullptr || !column->not_null || key.descending || key.nulls_first || !key.default_class) return false;
    }
    return true;
}

const Index* future_primary_key(const Table& table) {
    const Index* best = nullptr;
    for (const Index& index : table.indexes)
        // Of equal ones the one that duplicate_index keeps.
        if (can_become_primary_key(table, index) &&
            (best == nullptr || index.key_count < best->key_count || (are_equal(index, *best) && keep_of(index, *best).index == &index)))
            best = &index;
    return best;
}

bool has_unique_key(const Table& table) {
    for (const Index& index : table.indexes) {
        if (!index.unique || !is_comparable(index) || index.deferrable || index.predicate != 0 || index.has_expression()) continue;
        bool not_null = true;
        for (const IndexKey& key : index.key_columns()) {
            const Column* const column = table.column(key.column_number);
            not_null = not_null && column != nullptr && column->not_null;
        }
        if (not_null) return true;
    }
    return false;
}

}  // namespace

Findings no_pk(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (table.is_partition || (table.kind != RelationKind::Table && table.kind != RelationKind::Partitioned)) continue;
        if (table.primary_key() != nullptr) continue;
        const bool unique = has_unique_key(table);
        Finding& finding = found.add(table, unique ? Severity::Low : Severity::Medium).says(unique ? "no primary key, but a unique one" : "no primary key");
        finding.evidence("unique_not_null_key", unique).evidence("total_bytes", model.total_bytes(table));
        finding.because(
            "Without a primary key equal rows cannot be told apart, logical replication refuses UPDATE and DELETE unless a replica identity is set, foreign "
            "keys have nothing to point to by default, and editing tools guess.");
        const Index* const index = future_primary_key(table);
        if (index == nullptr) continue;
        finding.evidence("index", index->name);
        finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " ADD PRIMARY KEY USING INDEX ", index->quoted_name, ";"),
                    lock_on(memory, "ACCESS EXCLUSIVE", table));
    }
    return found;
}

}  // namespace pgops
