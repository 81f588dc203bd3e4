// Every difference between the supported server versions (15, 17, 18), under one name each. Included by prelude.hpp alone.
#pragma once

namespace pgops {

#if PG_VERSION_NUM >= 160000
using FileLocator = RelFileLocator;
inline FileLocator file_locator(Oid tablespace, Oid database, RelFileNumber number) { return {tablespace, database, number}; }
inline FileAddress address_of(const FileLocator& file) { return {file.spcOid, file.dbOid, file.relNumber}; }
inline PgBackendStatus* backend_status(LocalPgBackendStatus* local) { return &local->backendStatus; }
inline LocalPgBackendStatus* local_backend_status(int index) { return pgstat_get_local_beentry_by_index(index); }
inline TimestampTz last_scan_of(const PgStat_StatTabEntry* entry) { return entry->lastscan; }
#else
using FileLocator = RelFileNode;
inline FileLocator file_locator(Oid tablespace, Oid database, Oid number) { return {tablespace, database, number}; }
inline FileAddress address_of(const FileLocator& file) { return {file.spcNode, file.dbNode, file.relNode}; }
inline PgBackendStatus* backend_status(LocalPgBackendStatus* local) { return &local->backendStatus; }
inline LocalPgBackendStatus* local_backend_status(int index) { return pgstat_fetch_stat_local_beentry(index); }
inline TimestampTz last_scan_of(const PgStat_StatTabEntry*) { return 0; }
#endif

#if PG_VERSION_NUM >= 160000
inline std::int64_t live_rows_of(const PgStat_StatTabEntry* entry) { return entry->live_tuples; }
inline std::int64_t dead_rows_of(const PgStat_StatTabEntry* entry) { return entry->dead_tuples; }
inline std::int64_t changed_since_analyze_of(const PgStat_StatTabEntry* entry) { return entry->mod_since_analyze; }
inline std::int64_t inserted_since_vacuum_of(const PgStat_StatTabEntry* entry) { return entry->ins_since_vacuum; }
inline TimestampTz last_vacuum_of(const PgStat_StatTabEntry* entry) { return Max(entry->last_vacuum_time, entry->last_autovacuum_time); }
inline TimestampTz last_analyze_of(const PgStat_StatTabEntry* entry) { return Max(entry->last_analyze_time, entry->last_autoanalyze_time); }
inline TimestampTz reset_time_of(const PgStat_StatDBEntry* entry) { return entry->stat_reset_timestamp; }
inline std::optional<std::int64_t> updated_to_new_page_of(const PgStat_StatTabEntry* entry) { return entry->tuples_newpage_updated; }
#else
inline std::int64_t live_rows_of(const PgStat_StatTabEntry* entry) { return entry->n_live_tuples; }
inline std::int64_t dead_rows_of(const PgStat_StatTabEntry* entry) { return entry->n_dead_tuples; }
inline std::int64_t changed_since_analyze_of(const PgStat_StatTabEntry* entry) { return entry->changes_since_analyze; }
inline std::int64_t inserted_since_vacuum_of(const PgStat_StatTabEntry* entry) { return entry->inserts_since_vacuum; }
inline TimestampTz last_vacuum_of(const PgStat_StatTabEntry* entry) { return Max(entry->vacuum_timestamp, entry->autovac_vacuum_timestamp); }
inline TimestampTz last_analyze_of(const PgStat_StatTabEntry* entry) { return Max(entry->analyze_timestamp, entry->autovac_analyze_timestamp); }
inline TimestampTz reset_time_of(const PgStat_StatDBEntry* entry) { return entry->stat_reset_timestamp; }
inline std::optional<std::int64_t> updated_to_new_page_of(const PgStat_StatTabEntry*) { return std::nullopt; }
#endif

#if PG_VERSION_NUM >= 170000
inline const PGPROC* process_of(const VirtualTransactionId& id) { return ProcNumberGetProc(id.procNumber); }
#else
inline const PGPROC* process_of(const VirtualTransactionId& id) { return BackendIdGetProc(id.backendId); }
#endif

// Of a prepared transaction's lock: its transaction id.
#if PG_VERSION_NUM >= 170000
inline TransactionId local_transaction_of(const LockInstanceData& lock) { return lock.vxid.localTransactionId; }
#else
inline TransactionId local_transaction_of(const LockInstanceData& lock) { return lock.lxid; }
#endif

// The process in a place of the backend table, 0 to MaxBackends - 1; null: nobody. Not from ProcGlobal: on 15 that shows those that
// have ended, too.
#if PG_VERSION_NUM >= 170000
inline PGPROC* process_at(int place) { return ProcNumberGetProc(place); }
inline int temporary_owner_place(Oid schema) { return GetTempNamespaceProcNumber(schema); }
inline FullTransactionId latest_completed() { return TransamVariables->latestCompletedXid; }
constexpr bool kDeadRowsAsArray = false;
#else
inline PGPROC* process_at(int place) { return BackendIdGetProc(place + 1); }
inline int temporary_owner_place(Oid schema) { return GetTempNamespaceBackendId(schema) - 1; }
inline FullTransactionId latest_completed() { return ShmemVariableCache->latestCompletedXid; }
constexpr bool kDeadRowsAsArray = true;
#endif

#if PG_VERSION_NUM >= 160000
inline int deferred_cleanup_age() { return 0; }
#else
inline int deferred_cleanup_age() { return vacuum_defer_cleanup_age; }
#endif

#if PG_VERSION_NUM >= 180000
inline int most_vacuum_threshold(const AutoVacOpts* options) { return options == nullptr ? autovacuum_vac_max_thresh : options->vacuum_max_threshold; }
inline std::int64_t all_frozen_pages(const FormData_pg_class& row) { return row.relallfrozen; }
constexpr bool kKnowsFrozenPages = true;
#else
inline int most_vacuum_threshold(const AutoVacOpts*) { return -1; }
inline std::int64_t all_frozen_pages(const FormData_pg_class&) { return 0; }
constexpr bool kKnowsFrozenPages = false;
#endif

#if PG_VERSION_NUM >= 160000
inline TimestampTz last_autovacuum_of(const PgStat_StatTabEntry* entry) { return entry->last_autovacuum_time; }
inline std::int64_t vacuums_of(const PgStat_StatTabEntry* entry) { return entry->vacuum_count; }
inline std::int64_t autovacuums_of(const PgStat_StatTabEntry* entry) { return entry->autovacuum_count; }
#else
inline TimestampTz last_autovacuum_of(const PgStat_StatTabEntry* entry) { return entry->autovac_vacuum_timestamp; }
inline std::int64_t vacuums_of(const PgStat_StatTabEntry* entry) { return entry->vacuum_count; }
inline std::int64_t autovacuums_of(const PgStat_StatTabEntry* entry) { return entry->autovac_vacuum_count; }
#endif

// An invalidated slot holds nothing back (ReplicationSlotsComputeRequiredXmin).
inline bool is_invalidated(const ::ReplicationSlot& slot) {
#if PG_VERSION_NUM >= 160000
    return slot.data.invalidated != RS_INVAL_NONE;
#else
    return !XLogRecPtrIsInvalid(slot.data.invalidated_at) && XLogRecPtrIsInvalid(slot.data.restart_lsn);
#endif
}

inline const config_generic* find_setting(const char* name) {
#if PG_VERSION_NUM >= 160000
    return find_option(name, false, true, ERROR);
#else
    config_generic** const settings = get_guc_variables();
    const int count = GetNumConfigOptions();
    for (int i = 0; i < count; ++i)
        if (pg_strcasecmp(settings[i]->name, name) == 0) return settings[i];
    return nullptr;
#endif
}

// Whether the build of an index corrects pg_class.reltuples of its table (index_update_stats): from 18 on not where autovacuum is off.
inline bool build_corrects_statistics([[maybe_unused]] Relation heap) {
#if PG_VERSION_NUM >= 180000
    const auto* const options = reinterpret_cast<const StdRdOptions*>(heap->rd_options);
    return AutoVacuumingActive() && (options == nullptr || options->autovacuum.enabled);
#else
    return true;
#endif
}

// Buffers of given blocks, one after the other, with those to come asked for ahead. The blocks must outlive it.
class PageStream {
 public:
    PageStream(Relation relation, ForkNumber fork, BufferAccessStrategy ring, const BlockNumber* blocks, std::size_t count);
    PageStream(const PageStream&) = delete;  // the server knows its address
    PageStream& operator=(const PageStream&) = delete;
    // The next block, pinned; at most once for each. Then, or earlier, end().
    Buffer next();
    void end();

 private:
    const BlockNumber* blocks_;
    std::size_t count_, position_ = 0;
#if PG_VERSION_NUM >= 170000
    static BlockNumber next_block(ReadStream*, void* self, void*) {
        auto* const stream = static_cast<PageStream*>(self);
        return stream->position_ < stream->count_ ? stream->blocks_[stream->position_++] : InvalidBlockNumber;
    }
    ReadStream* stream_;
#else
    Relation relation_;
    ForkNumber fork_;
    BufferAccessStrategy ring_;
    std::size_t ahead_ = 0, distance_ = 4;
#endif
};

#if PG_VERSION_NUM >= 170000
inline PageStream::PageStream(Relation relation, ForkNumber fork, BufferAccessStrategy ring, const BlockNumber* blocks, std::size_t count)
    : blocks_(blocks), count_(count), stream_(read_stream_begin_relation(READ_STREAM_DEFAULT, ring, relation, fork, next_block, this, 0)) {}
inline Buffer PageStream::next() { return read_stream_next_buffer(stream_, nullptr); }
inline void PageStream::end() { read_stream_end(stream_); }
#else
inline PageStream::PageStream(Relation relation, ForkNumber fork, BufferAccessStrategy ring, const BlockNumber* blocks, std::size_t count)
    : blocks_(blocks), count_(count), relation_(relation), fork_(fork), ring_(ring) {}
inline Buffer PageStream::next() {
    // As far ahead as the streams of 17 go: to ask for pages that are in memory already would look each of them up twice.
    constexpr std::size_t kAhead = 16;
    for (ahead_ = std::max(ahead_, position_); ahead_ < count_ && ahead_ < position_ + distance_; ++ahead_) PrefetchBuffer(relation_, fork_, blocks_[ahead_]);
    const auto read_before = pgBufferUsage.shared_blks_read;
    const Buffer buffer = ReadBufferExtended(relation_, fork_, blocks_[position_++], RBM_NORMAL, ring_);
    if (pgBufferUsage.shared_blks_read != read_before) distance_ = std::min(kAhead, 2 * distance_ + 1);
    else if (distance_ > 0) --distance_;
    return buffer;
}
inline void PageStream::end() {}
#endif

// The statistics target of a column, from its row of pg_attribute; nothing for the default.
inline std::optional<int> statistics_target_of(HeapTuple attribute) {
#if PG_VERSION_NUM >= 170000
    bool is_null = true;
    const Datum target = SysCacheGetAttr(ATTNUM, attribute, Anum_pg_attribute_attstattarget, &is_null);
    if (is_null) return std::nullopt;
    return DatumGetInt16(target);
#else
    const int target = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(attribute))->attstattarget;
    if (target < 0) return std::nullopt;
    return target;
#endif
}

// The path of a relation's first file, relative to the data directory.
struct RelationPath {
    char characters[MAXPGPATH];
};
inline RelationPath relation_path(const FileLocator& locator) {
    RelationPath path;
#if PG_VERSION_NUM >= 180000
    strlcpy(path.characters, relpathperm(locator, MAIN_FORKNUM).str, sizeof(path.characters));
#else
    char* const text = relpathperm(locator, MAIN_FORKNUM);
    strlcpy(path.characters, text, sizeof(path.characters));
    pfree(text);
#endif
    return path;
}

#if PG_VERSION_NUM >= 180000
inline bool is_enforced(const FormData_pg_constraint& constraint) { return constraint.conenforced; }
#else
inline bool is_enforced(const FormData_pg_constraint&) { return true; }
#endif

// Walkers of trees are declared without arguments up to 15.
using NodeWalker = bool (*)(Node* node, void* context);
#if PG_VERSION_NUM >= 160000
inline tree_walker_callback as_walker(NodeWalker walker) { return walker; }
inline void check_rights(const PlannedStmt* plan) { ExecCheckPermissions(plan->rtable, plan->permInfos, true); }
inline bool may_execute(Oid function) { return object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK; }
#else
inline auto as_walker(NodeWalker walker) { return reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker)); }
inline void check_rights(const PlannedStmt* plan) { ExecCheckRTPerms(plan->rtable, true); }
inline bool may_execute(Oid function) { return pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK; }
#endif

// The members of an equivalence class that belong to a relation, be it a table or a partition.
#if PG_VERSION_NUM >= 180000
inline List* members_of(const EquivalenceClass* equivalence, const RelOptInfo* rel) {
    const auto relid = static_cast<int>(rel->relid);
    if (rel->reloptkind == RELOPT_BASEREL) return equivalence->ec_members;
    return equivalence->ec_childmembers != nullptr && relid < equivalence->ec_childmembers_size ? equivalence->ec_childmembers[relid] : NIL;
}
#else
inline List* members_of(const EquivalenceClass* equivalence, const RelOptInfo*) { return equivalence->ec_members; }
#endif

// An index's estimator of costs is declared without arguments up to 17.
inline amcostestimate_function estimator_of(const IndexOptInfo* index) { return reinterpret_cast<amcostestimate_function>(index->amcostestimate); }
inline void set_estimator(IndexOptInfo* index, amcostestimate_function estimator) {
    index->amcostestimate = reinterpret_cast<decltype(index->amcostestimate)>(estimator);
}

// Nodes that a setting has forbidden are counted from 18 on, and cost more before.
#if PG_VERSION_NUM >= 180000
inline void forbid(Path* path) { path->disabled_nodes += 1000; }
#else
inline void forbid(Path*) {}
#endif

}  // namespace pgops
