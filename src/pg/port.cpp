#include "pg/port.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/guard.hpp"
#include "pg/horizon/attribution.hpp"
#include "pg/memory.hpp"
#include "pg/pages/index_summary.hpp"
#include "pg/pages/measure.hpp"
#include "pg/pages/tail_space.hpp"
#include "pg/progress.hpp"
#include "pg/read_collation.hpp"
#include "pg/read_definitions.hpp"
#include "pg/relation_file.hpp"
#include "pg/settings.hpp"

namespace pgops {

namespace {

// One page, read like any query would; last_value counts only once is_called is set.
void read_sequence(ObjectId id, SequencePosition* position) {
    if (!ConditionalLockRelationOid(id, AccessShareLock)) {
        position->locked = true;
        return;
    }
    const Relation relation = try_relation_open(id, NoLock);
    if (relation == nullptr) {
        UnlockRelationOid(id, AccessShareLock);
        return;
    }
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
            if (data->is_called) position->last_value = data->last_value;
        }
        UnlockReleaseBuffer(buffer);
    }
    relation_close(relation, AccessShareLock);
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

template <class Visit>
void for_each_dependent(Oid catalog, ObjectId object, int key_count, std::int16_t column, Visit visit) {
    ScanKeyData keys[3];
    ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(catalog));
    ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(object));
    ScanKeyInit(&keys[2], Anum_pg_depend_refobjsubid, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(column));
    scan_catalog(DependRelationId, nullptr, DependReferenceIndexId, key_count, keys,
                 [&](HeapTuple tuple, TupleDesc) { visit(row_of<FormData_pg_depend>(tuple)); });
}

// A table of a type has its columns from there; and one whose row type others use cannot change under them.
bool is_tied_to_type(ObjectId table) {
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(tuple)) return true;
    const auto& row = row_of<FormData_pg_class>(tuple);
    bool tied = OidIsValid(row.reloftype);
    const Oid row_type = row.reltype;
    ReleaseSysCache(tuple);
    const Oid array_type = get_array_type(row_type);
    for_each_dependent(TypeRelationId, row_type, 2, 0, [&](const FormData_pg_depend& user) { tied = tied || user.objid != array_type; });
    for_each_dependent(TypeRelationId, array_type, 2, 0, [&](const FormData_pg_depend&) { tied = true; });
    return tied;
}

bool has_dependents(ObjectId table, std::int16_t column) {
    bool pinned = is_partition_key(table, column) || is_tied_to_type(table);
    for_each_dependent(RelationRelationId, table, 3, column, [&](const FormData_pg_depend& user) { pinned = pinned || pins_column(user, column); });
    return pinned;
}

bool holds_for_index_work(ObjectId table) {
    LOCKTAG tag;
    SET_LOCKTAG_RELATION(tag, MyDatabaseId, table);
    int count = 0;
    const VirtualTransactionId* const holders = GetLockConflicts(&tag, ShareUpdateExclusiveLock, &count);
    for (int i = 0; i < count; ++i) {
        const PGPROC* const process = process_of(holders[i]);
        if (process != nullptr && (process->statusFlags & (PROC_IN_VACUUM | PROC_IS_AUTOVACUUM)) == 0) return true;
    }
    return false;
}

}  // namespace

void PostgresServer::poll() { check_for_interrupts(); }

Microseconds PostgresServer::clock() { return GetCurrentTimestamp(); }

// A check that runs once for each of several thresholds is one check.
void PostgresServer::begins_check(std::string_view id, std::size_t number, std::size_t total) {
    progress_check(static_cast<int>(number), static_cast<int>(total));
    const Microseconds interval = current_settings().duration(Setting::ProgressInterval), now = clock();
    if (told_ == 0) told_ = now;
    if (interval == 0 || now - told_ < interval) return;
    told_ = now;
    guarded(memory_, [&] {
        ereport(NOTICE, (errmsg("%zu of %zu checks done, %lld pages read; next is %.*s", number - 1, total, static_cast<long long>(pages_read_),
                                static_cast<int>(id.size()), id.data())));
    });
}

std::optional<std::string_view> PostgresServer::definition(Deparse deparse, ObjectId table, ObjectId object) {
    const char* definition = nullptr;
    try {
        guarded(memory_, [&] { definition = deparse(table, object); });
    } catch (const ServerError&) {
        // Another session changed or dropped it meanwhile: there is no definition to give.
        return std::nullopt;
    }
    if (definition == nullptr) return std::nullopt;
    return copy_text(memory_, definition);
}

std::optional<std::string_view> PostgresServer::index_definition(ObjectId table, ObjectId index) { return definition(definition_of_index, table, index); }

std::string_view PostgresServer::index_marks(ObjectId table, ObjectId index) { return definition(marks_of_index, table, index).value_or(""); }

std::optional<std::string_view> PostgresServer::constraint_definition(ObjectId table, ObjectId constraint) {
    return definition(definition_of_constraint, table, constraint);
}

SequencePosition PostgresServer::sequence_position(ObjectId sequence) {
    SequencePosition position;
    guarded(memory_, [&] { read_sequence(sequence, &position); });
    return position;
}

bool PostgresServer::column_has_dependents(ObjectId table, std::int16_t column) {
    bool pinned = true;
    guarded(memory_, [&] { pinned = has_dependents(table, column); });
    return pinned;
}

bool PostgresServer::is_held_for_index_work(ObjectId table) {
    bool held = false;
    guarded(memory_, [&] { held = holds_for_index_work(table); });
    return held;
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

std::optional<std::int64_t> PostgresServer::file_size(const FileAddress& file) {
    return pgops::file_size(file_locator(file.tablespace, file.database, file.number));
}

Bloat PostgresServer::measure_bloat(const BloatRequest& request) {
    const Bloat bloat = pgops::measure_bloat(request, memory_);
    pages_read_ += bloat.pages_read;
    return bloat;
}

TailSpace PostgresServer::tail_space(ObjectId table) {
    const TailSpace tail = measure_tail(table, memory_);
    pages_read_ += tail.pages_read;
    return tail;
}

std::optional<PendingList> PostgresServer::pending_list(ObjectId index) {
    std::optional<PendingList> found;
    guarded(memory_, [&] { read_pending_list(index, &found, &pages_read_); });
    return found;
}

std::optional<BrinSummary> PostgresServer::brin_summary(ObjectId index) {
    std::optional<BrinSummary> found;
    guarded(memory_, [&] { read_brin_summary(index, &found, &pages_read_); });
    return found;
}

std::optional<BtreeDeduplication> PostgresServer::btree_deduplication(ObjectId index) {
    std::optional<BtreeDeduplication> found;
    guarded(memory_, [&] { read_btree_deduplication(index, &found, &pages_read_); });
    return found;
}

std::optional<CollationVersion> PostgresServer::collation_version(ObjectId collation) {
    std::optional<CollationVersion> found;
    guarded(memory_, [&] { read_collation_version(collation, memory_, &found); });
    return found;
}

std::optional<Microseconds> PostgresServer::file_created(ObjectId relation) {
    const std::optional<FileLocator> file = locator(relation);
    return file ? file_birth(*file) : std::nullopt;
}

bool PostgresServer::is_reserved_word(std::string_view name) {
    std::array<char, NAMEDATALEN> word{};
    if (name.size() >= word.size()) return false;
    std::ranges::copy(name, word.begin());
    const int keyword = ScanKeywordLookup(word.data(), &ScanKeywords);
    if (keyword < 0) return false;
    const std::uint8_t category = ScanKeywordCategories[keyword];
    return category == RESERVED_KEYWORD || category == TYPE_FUNC_NAME_KEYWORD;
}

const VacuumPicture& PostgresServer::vacuum_picture() {
    if (picture_ == nullptr) guarded(memory_, [&] { picture_ = &read_vacuum_picture(memory_); });
    return *picture_;
}

const Vector<Blocker>& PostgresServer::vacuum_failures(std::int64_t most_pages) {
    if (failures_ != nullptr) return *failures_;
    const VacuumPicture& picture = vacuum_picture();
    auto& failures = make_in<Vector<Blocker>>(memory_, memory_);
    Attribution& attribution = read_attribution(picture, {}, {.most_pages = most_pages, .deadline = kUnknownTime, .look_for_failures = true}, memory_);
    pages_read_ += attribution.pages_read;
    add_measured(picture, attribution, failures, memory_);
    failures_ = &failures;
    return failures;
}

}  // namespace pgops
