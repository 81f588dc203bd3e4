// pg_description: which indexes somebody has written a comment on.
#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"

namespace pgops {

void read_comments(CatalogReader& reader) {
    scan_catalog(DescriptionRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_description>(tuple);
        if (row.classoid != RelationRelationId || row.objsubid != 0) return;
        if (const CatalogReader::Place* const index = reader.find(row.objoid); index != nullptr && index->is_index)
            reader.facts.indexes[index->position].commented = true;
    });
}

}  // namespace pgops
