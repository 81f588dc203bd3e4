// pg_constraint: keys, foreign keys, checks; and which index stands behind which.
#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"

namespace pgops {

void read_constraints(CatalogReader& reader) {
    scan_catalog(ConstraintRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc description) {
        const auto& row = row_of<FormData_pg_constraint>(tuple);
        if (reader.find(row.conrelid) == nullptr) return;  // a domain's, or of a table outside the model
        Constraint constraint;
        constraint.id = row.oid;
        constraint.table_id = row.conrelid;
        constraint.referenced_table_id = row.confrelid;
        constraint.index_id = row.conindid;
        constraint.name = reader.text(row.conname);
        constraint.quoted = reader.quoted(constraint.name, NameStr(row.conname));
        constraint.kind = static_cast<ConstraintKind>(row.contype);
        constraint.validated = row.convalidated;
        constraint.enforced = is_enforced(row);
        constraint.inherited = row.coninhcount > 0 && !row.conislocal;
        constraint.of_parent = OidIsValid(row.conparentid);
        constraint.columns = copy_array<std::int16_t>(reader.memory, tuple, Anum_pg_constraint_conkey, description);
        if (row.contype == CONSTRAINT_FOREIGN) {
            constraint.on_delete = row.confdeltype;
            constraint.on_update = row.confupdtype;
            constraint.referenced_columns = copy_array<std::int16_t>(reader.memory, tuple, Anum_pg_constraint_confkey, description);
            constraint.equality_operators = copy_array<ObjectId>(reader.memory, tuple, Anum_pg_constraint_conpfeqop, description);
        } else if (const CatalogReader::Place* const index = reader.find(row.conindid); index != nullptr && index->is_index) {
            reader.facts.indexes[index->position].constraint_id = row.oid;
        }
        reader.facts.constraints.push_back(constraint);
    });
}

}  // namespace pgops
