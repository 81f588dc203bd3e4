// pg_sequence, and in pg_depend the column that owns each sequence.
#include <algorithm>

#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

void read_owner(const CatalogReader& reader, Sequence& sequence) {
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(RelationRelationId));
    ScanKeyInit(&keys[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(sequence.id));
    scan_catalog(DependRelationId, reader.snapshot, DependDependerIndexId, 2, keys, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_depend>(tuple);
        if (row.refclassid != RelationRelationId || row.refobjsubid <= 0) return;
        if (row.deptype != DEPENDENCY_AUTO && row.deptype != DEPENDENCY_INTERNAL) return;
        sequence.owner_table_id = row.refobjid;
        sequence.owner_column = static_cast<std::int16_t>(row.refobjsubid);
        sequence.identity = row.deptype == DEPENDENCY_INTERNAL;
    });
}

}  // namespace

void read_sequences(CatalogReader& reader) {
    Vector<Sequence>& sequences = reader.facts.sequences;
    std::ranges::sort(sequences, {}, &Sequence::id);
    scan_catalog(SequenceRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_sequence>(tuple);
        const auto found = std::ranges::lower_bound(sequences, row.seqrelid, {}, &Sequence::id);
        if (found == sequences.end() || found->id != row.seqrelid) return;
        found->type_id = row.seqtypid;
        found->start = row.seqstart;
        found->increment = row.seqincrement;
        found->minimum = row.seqmin;
        found->maximum = row.seqmax;
        found->cycles = row.seqcycle;
    });
    for (Sequence& sequence : sequences) read_owner(reader, sequence);
}

}  // namespace pgops
