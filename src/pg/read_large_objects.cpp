#include "pg/read_large_objects.hpp"

#include "pg/catalog_scan.hpp"

namespace pgops {

void count_large_objects(std::int64_t most, LargeObjects* objects) {
    const Relation relation = open_catalog(LargeObjectMetadataRelationId);
    const SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, nullptr, 0, nullptr);
    while (!objects->more && HeapTupleIsValid(systable_getnext(scan))) {
        CHECK_FOR_INTERRUPTS();
        if (objects->count == most) objects->more = true;
        else ++objects->count;
    }
    systable_endscan(scan);
    close_catalog(relation);
    if (objects->count == 0) return;
    const Relation contents = open_catalog(LargeObjectRelationId);
    objects->bytes = static_cast<std::int64_t>(RelationGetNumberOfBlocks(contents)) * BLCKSZ;
    close_catalog(contents);
}

}  // namespace pgops
