#include "pg/catalog_scan.hpp"

namespace pgops {

Relation open_catalog(Oid catalog) {
    if (!ConditionalLockRelationOid(catalog, AccessShareLock))
        ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE),
                        errmsg("pgops_ext cannot read the system catalog \"%s\" now, because a session holds it exclusively", get_rel_name(catalog)),
                        errhint("Wait until that session's VACUUM FULL, CLUSTER or REINDEX of the catalog has ended, then run the report again.")));
    return table_open(catalog, NoLock);
}

void close_catalog(Relation catalog) { table_close(catalog, AccessShareLock); }

}  // namespace pgops
