#include "pg/stored_relation.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"
#include "pg/relation_file.hpp"

namespace pgops {

std::optional<StoredRelation> find_stored_relation(ObjectId id, Memory* memory) {
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(tuple)) return std::nullopt;
    const auto& row = row_of<FormData_pg_class>(tuple);
    const char* const schema = get_namespace_name(row.relnamespace);
    const char* const method = OidIsValid(row.relam) ? get_am_name(row.relam) : nullptr;
    StoredRelation relation{.id = id, .kind = row.relkind};
    if (method != nullptr) relation.method_name = copy_text(memory, method);
    relation.quoted = copy_text(memory, quote_qualified_identifier(schema, NameStr(row.relname)));
    if (const std::optional<FileLocator> file = locator_of(row)) relation.size_bytes = file_size(*file);
    ReleaseSysCache(tuple);
    if (relation.kind != RELKIND_INDEX) return relation;
    const HeapTuple index = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(index)) return std::nullopt;
    relation.table_id = row_of<FormData_pg_index>(index).indrelid;
    relation.exclusion = row_of<FormData_pg_index>(index).indisexclusion;
    ReleaseSysCache(index);
    return relation;
}

Vector<ObjectId>& unmodelled_relations(Memory* memory) {
    auto& found = make_in<Vector<ObjectId>>(memory, memory);
    scan_catalog(RelationRelationId, nullptr, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_class>(tuple);
        if (!RELKIND_HAS_STORAGE(row.relkind) || row.relkind == RELKIND_SEQUENCE) return;
        const bool own_temporary = isTempOrTempToastNamespace(row.relnamespace);
        const bool index_of_toast = row.relkind == RELKIND_INDEX && row.relnamespace == PG_TOAST_NAMESPACE && row.oid >= FirstNormalObjectId;
        if (own_temporary || index_of_toast) found.push_back(row.oid);
    });
    return found;
}

}  // namespace pgops
