#include "pg/statements_function.hpp"

#include "pg/catalog_scan.hpp"

namespace pgops {

const char* statements_function() {
    Oid extension = InvalidOid, schema_id = InvalidOid;
    scan_catalog(ExtensionRelationId, nullptr, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_extension>(tuple);
        if (strcmp(NameStr(row.extname), "pg_stat_statements") != 0) return;
        extension = row.oid;
        schema_id = row.extnamespace;
    });
    const char* const schema = OidIsValid(extension) ? get_namespace_name(schema_id) : nullptr;
    if (schema == nullptr) return nullptr;
    const Oid boolean = BOOLOID;
    List* const name = list_make2(makeString(const_cast<char*>(schema)), makeString(const_cast<char*>("pg_stat_statements")));
    const Oid function = LookupFuncName(name, 1, &boolean, true);
    if (!OidIsValid(function) || getExtensionOfObject(ProcedureRelationId, function) != extension) return nullptr;
    return quote_qualified_identifier(schema, "pg_stat_statements");
}

}  // namespace pgops
