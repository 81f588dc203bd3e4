// Reading a system catalog from end to end, or a few rows by an index, without ever waiting for a lock.
#pragma once

#include "pg/prelude.hpp"

#include <type_traits>

namespace pgops {

// Opens a catalog, or an index of one, for reading. Raises 55P03 at once when somebody holds it exclusively (VACUUM FULL, REINDEX).
Relation open_catalog(Oid catalog);
Relation open_catalog_index(Oid index);
void close_catalog(Relation catalog);

// Calls visit(HeapTuple, TupleDesc) for each row that the snapshot sees (null: as of now).
template <class Visit>
void scan_catalog(Oid catalog, Snapshot snapshot, Visit visit) {
    static_assert(std::is_trivially_destructible_v<Visit>, "a server error would jump over the destructor");
    const Relation relation = open_catalog(catalog);
    const SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot, 0, nullptr);
    while (const HeapTuple tuple = systable_getnext(scan)) {
        CHECK_FOR_INTERRUPTS();
        visit(tuple, RelationGetDescr(relation));
    }
    systable_endscan(scan);
    close_catalog(relation);
}

// The same through an index, for the rows that the keys select.
template <class Visit>
void scan_catalog(Oid catalog, Snapshot snapshot, Oid index, int key_count, ScanKey keys, Visit visit) {
    static_assert(std::is_trivially_destructible_v<Visit>, "a server error would jump over the destructor");
    const Relation relation = open_catalog(catalog);
    const Relation index_relation = open_catalog_index(index);
    const SysScanDesc scan = systable_beginscan_ordered(relation, index_relation, snapshot, key_count, keys);
    while (const HeapTuple tuple = systable_getnext_ordered(scan, ForwardScanDirection)) {
        CHECK_FOR_INTERRUPTS();
        visit(tuple, RelationGetDescr(relation));
    }
    systable_endscan_ordered(scan);
    close_catalog(index_relation);
    close_catalog(relation);
}

template <class Row>
const Row& row_of(HeapTuple tuple) {
    return *reinterpret_cast<const Row*>(GETSTRUCT(tuple));
}

// A column behind the fixed part of a row; 0 with *is_null for null.
inline Datum field(HeapTuple tuple, int column, TupleDesc description, bool* is_null) { return heap_getattr(tuple, column, description, is_null); }

// A one-dimensional array without nulls (int2[], oid[]) copied into the run's memory; empty for null.
template <class Element>
std::span<const Element> copy_array(Memory* memory, HeapTuple tuple, int column, TupleDesc description) {
    bool is_null = false;
    const Datum value = field(tuple, column, description, &is_null);
    if (is_null) return {};
    const ArrayType* const array = DatumGetArrayTypeP(value);
    const int count = ARR_NDIM(array) == 1 && !ARR_HASNULL(array) ? ARR_DIMS(array)[0] : 0;
    if (count == 0) return {};
    const std::size_t bytes = sizeof(Element) * static_cast<std::size_t>(count);
    auto* const copy = static_cast<Element*>(memory->allocate(bytes, alignof(Element)));
    memcpy(copy, ARR_DATA_PTR(array), bytes);
    if (DatumGetPointer(value) != reinterpret_cast<const char*>(array)) pfree(const_cast<ArrayType*>(array));
    return {copy, static_cast<std::size_t>(count)};
}

}  // namespace pgops
