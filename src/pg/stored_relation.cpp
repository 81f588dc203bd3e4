#include "pg/stored_relation.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"
#include "pg/relation_file.hpp"

namespace pgops {

namespace {

// Whether a relation has its own pages and is not in the model though a user made it.
bool is_unmodelled(const FormData_pg_class& row) {
    if (!RELKIND_HAS_STORAGE(row.relkind) || row.relkind == RELKIND_SEQUENCE) return false;
    const bool index_of_toast = row.relkind == RELKIND_INDEX && row.relnamespace == PG_TOAST_NAMESPACE && row.oid >= FirstNormalObjectId;
    return index_of_toast || isTempOrTempToastNamespace(row.relnamespace);
}

StoredRelation described(const FormData_pg_class& row, Memory* memory) {
    StoredRelation relation{.id = row.oid, .kind = row.relkind};
    if (const std::optional<FileLocator> file = locator_of(row)) relation.size_bytes = file_size(*file);
    // There is an index for each TOAST table: of so many, nothing need be looked up, as they are all named and made alike.
    if (row.relkind == RELKIND_INDEX && row.relnamespace == PG_TOAST_NAMESPACE && row.relam == BTREE_AM_OID) {
        relation.method_name = "btree";
        relation.quoted = concat(memory, "pg_toast.", NameStr(row.relname));
        return relation;
    }
    const char* const method = OidIsValid(row.relam) ? get_am_name(row.relam) : nullptr;
    if (method != nullptr) relation.method_name = copy_text(memory, method);
    relation.quoted = copy_text(memory, quote_qualified_identifier(get_namespace_name(row.relnamespace), NameStr(row.relname)));
    if (row.relkind != RELKIND_INDEX) return relation;
    const HeapTuple index = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(row.oid));
    if (!HeapTupleIsValid(index)) return relation;
    relation.table_id = row_of<FormData_pg_index>(index).indrelid;
    relation.exclusion = row_of<FormData_pg_index>(index).indisexclusion;
    ReleaseSysCache(index);
    return relation;
}

}  // namespace

std::optional<StoredRelation> find_stored_relation(ObjectId id, Memory* memory) {
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(tuple)) return std::nullopt;
    const StoredRelation relation = described(row_of<FormData_pg_class>(tuple), memory);
    ReleaseSysCache(tuple);
    return relation;
}

Vector<StoredRelation>& unmodelled_relations(bool indexes, Memory* memory) {
    auto& found = make_in<Vector<StoredRelation>>(memory, memory);
    scan_catalog(RelationRelationId, nullptr, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_class>(tuple);
        if (is_unmodelled(row) && (row.relkind == RELKIND_INDEX) == indexes) found.push_back(described(row, memory));
    });
    return found;
}

}  // namespace pgops
