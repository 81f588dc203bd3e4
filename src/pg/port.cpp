#include "pg/port.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/guard.hpp"
#include "pg/memory.hpp"
#include "pg/relation_file.hpp"

namespace pgops {

namespace {

const char* definition_of_index(ObjectId index) {
    // The SQL function answers null for an index that is gone, where the C routine raises an error.
    LOCAL_FCINFO(call, 1);
    FmgrInfo function;
    fmgr_info(F_PG_GET_INDEXDEF_OID, &function);
    InitFunctionCallInfoData(*call, &function, 1, InvalidOid, nullptr, nullptr);
    call->args[0].value = ObjectIdGetDatum(index);
    call->args[0].isnull = false;
    const Datum definition = FunctionCallInvoke(call);
    return call->isnull ? nullptr : TextDatumGetCString(definition);
}

// One page, read like any query would; last_value counts only once is_called is set.
bool read_sequence(ObjectId id, std::int64_t* value) {
    if (!ConditionalLockRelationOid(id, AccessShareLock)) return false;
    const Relation relation = try_relation_open(id, NoLock);
    if (relation == nullptr) {
        UnlockRelationOid(id, AccessShareLock);
        return false;
    }
    bool given = false;
    const bool readable = relation->rd_rel->relkind == RELKIND_SEQUENCE && !RELATION_IS_OTHER_TEMP(relation) &&
                          !(RecoveryInProgress() && relation->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED);
    if (readable) {
        const Buffer buffer = ReadBuffer(relation, 0);
        LockBuffer(buffer, BUFFER_LOCK_SHARE);
        const Page page = BufferGetPage(buffer);
        const ItemId item = PageGetMaxOffsetNumber(page) >= FirstOffsetNumber ? PageGetItemId(page, FirstOffsetNumber) : nullptr;
        if (item != nullptr && ItemIdIsNormal(item)) {
            HeapTupleData tuple{};
            tuple.t_data = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item));
            const auto* const data = reinterpret_cast<const FormData_pg_sequence_data*>(GETSTRUCT(&tuple));
            given = data->is_called;
            *value = data->last_value;
        }
        UnlockReleaseBuffer(buffer);
    }
    relation_close(relation, AccessShareLock);
    return given;
}

bool index_computes(ObjectId id) {
    const HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(tuple)) return false;
    const bool computes = !heap_attisnull(tuple, Anum_pg_index_indexprs, nullptr) || !heap_attisnull(tuple, Anum_pg_index_indpred, nullptr);
    ReleaseSysCache(tuple);
    return computes;
}

// Whether ALTER COLUMN TYPE would refuse, or might, because of what depends on the column.
bool pins_column(const FormData_pg_depend& row, std::int16_t column) {
    switch (row.classid) {
        case RelationRelationId: return index_computes(row.objid);
        case AttrDefaultRelationId: return GetAttrDefaultColumnAddress(row.objid).objectSubId != column;
        case ConstraintRelationId: {
            const HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(row.objid));
            if (!HeapTupleIsValid(tuple)) return false;
            const bool checks = row_of<FormData_pg_constraint>(tuple).contype == CONSTRAINT_CHECK;
            ReleaseSysCache(tuple);
            return checks;
        }
        default: return true;  // views, rules, triggers, policies, functions, publications
    }
}

bool is_partition_key(ObjectId table, std::int16_t column) {
    const HeapTuple tuple = SearchSysCache1(PARTRELID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(tuple)) return false;
    const auto& row = row_of<FormData_pg_partitioned_table>(tuple);
    // A key that is an expression may use any column.
    bool is_key = false;
    for (int i = 0; i < row.partnatts; ++i) is_key = is_key || row.partattrs.values[i] == column || row.partattrs.values[i] == 0;
    ReleaseSysCache(tuple);
    return is_key;
}

bool has_dependents(ObjectId table, std::int16_t column) {
    if (is_partition_key(table, column)) return true;
    bool pinned = false;
    ScanKeyData keys[3];
    ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(RelationRelationId));
    ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
    ScanKeyInit(&keys[2], Anum_pg_depend_refobjsubid, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(column));
    scan_catalog(DependRelationId, nullptr, DependReferenceIndexId, 3, keys,
                 [&](HeapTuple tuple, TupleDesc) { pinned = pinned || pins_column(row_of<FormData_pg_depend>(tuple), column); });
    return pinned;
}

}  // namespace

void PostgresServer::poll() { check_for_interrupts(); }

Microseconds PostgresServer::clock() { return GetCurrentTimestamp(); }

std::optional<std::string_view> PostgresServer::index_definition(ObjectId index) {
    const char* definition = nullptr;
    guarded(memory_, [&] { definition = definition_of_index(index); });
    if (definition == nullptr) return std::nullopt;
    return copy_text(memory_, definition);
}

std::optional<std::int64_t> PostgresServer::sequence_last_value(ObjectId sequence) {
    bool given = false;
    std::int64_t value = 0;
    guarded(memory_, [&] { given = read_sequence(sequence, &value); });
    if (!given) return std::nullopt;
    return value;
}

bool PostgresServer::column_has_dependents(ObjectId table, std::int16_t column) {
    bool pinned = true;
    guarded(memory_, [&] { pinned = has_dependents(table, column); });
    return pinned;
}

std::optional<FileLocator> PostgresServer::locator(ObjectId relation) {
    std::optional<FileLocator> found;
    guarded(memory_, [&] {
        const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
        if (!HeapTupleIsValid(tuple)) return;
        found = locator_of(row_of<FormData_pg_class>(tuple));
        ReleaseSysCache(tuple);
    });
    return found;
}

std::optional<std::int64_t> PostgresServer::file_size(ObjectId relation) {
    const std::optional<FileLocator> file = locator(relation);
    return file ? pgops::file_size(*file) : std::nullopt;
}

std::optional<Microseconds> PostgresServer::file_created(ObjectId relation) {
    const std::optional<FileLocator> file = locator(relation);
    return file ? file_birth(*file) : std::nullopt;
}

std::string_view PostgresServer::setting(const char* name) {
    const char* value = nullptr;
    guarded(memory_, [&] { value = GetConfigOptionResetString(name); });
    return value == nullptr ? std::string_view() : copy_text(memory_, value);
}

}  // namespace pgops
