#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

void lock_at_once(Oid relation) {
    if (ConditionalLockRelationOid(relation, AccessShareLock)) return;
    ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE),
                    errmsg("pgops_ext cannot read the system catalog \"%s\" now, because a session holds it exclusively", get_rel_name(relation)),
                    errhint("Wait until that session's VACUUM FULL, CLUSTER or REINDEX of the catalog has ended, then run the report again.")));
}

}  // namespace

Relation open_catalog(Oid catalog) {
    lock_at_once(catalog);
    return table_open(catalog, NoLock);
}

Relation open_catalog_index(Oid index) {
    lock_at_once(index);
    return index_open(index, NoLock);
}

void close_catalog(Relation catalog) { relation_close(catalog, AccessShareLock); }

}  // namespace pgops
