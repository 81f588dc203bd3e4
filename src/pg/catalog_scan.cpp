#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

// Its name cannot be looked up: that would take the very catalog that may be locked.
const char* name_of(Oid catalog) {
    switch (catalog) {
        case RelationRelationId: return "pg_class";
        case AttributeRelationId: return "pg_attribute";
        case AttrDefaultRelationId: return "pg_attrdef";
        case StatisticRelationId: return "pg_statistic";
        case IndexRelationId: return "pg_index";
        case ConstraintRelationId: return "pg_constraint";
        case SequenceRelationId: return "pg_sequence";
        case InheritsRelationId: return "pg_inherits";
        case NamespaceRelationId: return "pg_namespace";
        case TypeRelationId: return "pg_type";
        case DependRelationId: return "pg_depend";
        case ExtensionRelationId: return "pg_extension";
        case AccessMethodRelationId: return "pg_am";
        case AccessMethodOperatorRelationId: return "pg_amop";
        case OperatorClassRelationId: return "pg_opclass";
        case AuthIdRelationId: return "pg_authid";
        case DatabaseRelationId: return "pg_database";
        default: return "pg_depend (an index of it)";
    }
}

void lock_at_once(Oid relation) {
    if (ConditionalLockRelationOid(relation, AccessShareLock)) return;
    ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE),
                    errmsg("pgops_ext cannot read the system catalog %s now, because a session holds it exclusively", name_of(relation)),
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
