#include "pg/read_statements.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

Oid schema_of_extension(const char* name) {
    Oid schema = InvalidOid;
    scan_catalog(ExtensionRelationId, nullptr, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_extension>(tuple);
        if (strcmp(NameStr(row.extname), name) == 0) schema = row.extnamespace;
    });
    return schema;
}

}  // namespace

void read_update_statements(std::size_t most, Memory* memory, std::span<const TrackedStatement>* statements) {
    const Oid schema = schema_of_extension("pg_stat_statements");
    if (!OidIsValid(schema)) return;
    // Qualified to the last operator: the caller's search_path may hold what others put there.
    const char* const query = psprintf(
        "SELECT s.query, s.calls FROM %s.pg_stat_statements(true) AS s WHERE s.dbid OPERATOR(pg_catalog.=) %u::pg_catalog.oid"
        " AND s.query OPERATOR(pg_catalog.~*) '^\\s*update\\s' ORDER BY s.calls DESC LIMIT %d",
        quote_identifier(get_namespace_name(schema)), MyDatabaseId, static_cast<int>(most));
    SPI_connect();
    if (SPI_execute(query, true, 0) != SPI_OK_SELECT) elog(ERROR, "pg_stat_statements could not be read");
    const auto count = static_cast<std::size_t>(SPI_processed);
    auto* const kept = static_cast<TrackedStatement*>(memory->allocate(sizeof(TrackedStatement) * (count + 1), alignof(TrackedStatement)));
    for (std::size_t i = 0; i < count; ++i) {
        bool is_null = false;
        const Datum statement = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &is_null);
        const Datum calls = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2, &is_null);
        kept[i] = {copy_text(memory, TextDatumGetCString(statement)), DatumGetInt64(calls)};
    }
    *statements = {kept, count};
    SPI_finish();
}

}  // namespace pgops
