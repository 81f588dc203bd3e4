// pg_class as autovacuum reads it: all that has rows, TOAST tables, catalogs and temporary tables among them.
#include <algorithm>

#include "model/vacuum/forecast.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/horizon/read_picture.hpp"
#include "pg/memory.hpp"
#include "pg/namespaces.hpp"

namespace pgops {

namespace {

bool is_vacuumed(char kind) { return kind == RELKIND_RELATION || kind == RELKIND_MATVIEW || kind == RELKIND_TOASTVALUE; }

// A relation's storage parameters over the server's settings (recheck_relation_needs_vacanalyze and table_recheck_autovac).
void apply(const AutoVacOpts& own, const VacuumPicture& picture, VacuumRelation& relation) {
    AutovacuumParameters& parameters = relation.autovacuum;
    relation.disabled_here = !own.enabled;
    parameters.enabled = own.enabled;
    if (own.vacuum_threshold >= 0) parameters.vacuum_threshold = own.vacuum_threshold;
    if (own.vacuum_scale_factor >= 0) parameters.vacuum_scale_factor = static_cast<float>(own.vacuum_scale_factor);
    // -2: not set; -1: no vacuum for inserts.
    if (own.vacuum_ins_threshold >= -1) parameters.insert_threshold = own.vacuum_ins_threshold;
    relation.insert_disabled_here = own.vacuum_ins_threshold == -1;
    if (own.vacuum_ins_scale_factor >= 0) parameters.insert_scale_factor = static_cast<float>(own.vacuum_ins_scale_factor);
    if (own.analyze_threshold >= 0) parameters.analyze_threshold = own.analyze_threshold;
    if (own.analyze_scale_factor >= 0) parameters.analyze_scale_factor = static_cast<float>(own.analyze_scale_factor);
    if (const int most = most_vacuum_threshold(&own); most >= -1) parameters.most_threshold = most;
    if (own.freeze_max_age >= 0) parameters.freeze_max_age = std::min<std::int64_t>(own.freeze_max_age, picture.server.freeze_max_age);
    if (own.multixact_freeze_max_age >= 0)
        parameters.multixact_freeze_max_age = std::min<std::int64_t>(own.multixact_freeze_max_age, picture.server.multixact_freeze_max_age);
    relation.throttled_here = own.vacuum_cost_delay >= 0 || own.vacuum_cost_limit > 0;
    if (own.vacuum_cost_delay >= 0) parameters.cost_delay = own.vacuum_cost_delay;
    if (own.vacuum_cost_limit > 0) parameters.cost_limit = own.vacuum_cost_limit;
}

void count(VacuumRelation& relation) {
    const PgStat_StatTabEntry* const entry = pgstat_fetch_stat_tabentry_ext(relation.shared, relation.id);
    if (entry == nullptr) return;
    relation.counted = true;
    relation.live_rows = live_rows_of(entry);
    relation.dead_rows = dead_rows_of(entry);
    relation.inserted_since_vacuum = inserted_since_vacuum_of(entry);
    relation.changed_since_analyze = changed_since_analyze_of(entry);
    relation.inserted = entry->tuples_inserted;
    relation.updated = entry->tuples_updated;
    relation.deleted = entry->tuples_deleted;
    relation.last_vacuum = last_vacuum_of(entry);
    relation.last_autovacuum = last_autovacuum_of(entry);
    relation.last_analyze = last_analyze_of(entry);
    relation.vacuums = vacuums_of(entry);
    relation.autovacuums = autovacuums_of(entry);
}

void find_owner(VacuumRelation& relation, Oid schema) {
    relation.temporary = true;
    relation.own = isTempOrTempToastNamespace(schema);
    if (relation.own || checkTempNamespaceStatus(schema) != TEMP_NAMESPACE_IN_USE) return;
    const PGPROC* const owner = process_at(temporary_owner_place(schema));
    if (owner != nullptr) relation.owner_pid = owner->pid;
}

struct TablePicture {
    VacuumPicture& picture;
    RelationScope scope;
    const Vector<Namespace>& namespaces;
    Memory* memory;
    TransactionId next;
    MultiXactId next_multixact;
    Vector<std::pair<ObjectId, bool>>& toast_parameters;  // TOAST tables, and whether they have parameters of their own
    Vector<ObjectId>& toast_of_quiet;                     // TOAST tables that were kept while their tables were not, in order
};

TransactionAge xid_age_of(const TablePicture& reading, const FormData_pg_class& row) {
    return TransactionIdIsNormal(row.relfrozenxid) ? static_cast<std::int32_t>(reading.next - row.relfrozenxid) : -1;
}
TransactionAge multixact_age_of(const TablePicture& reading, const FormData_pg_class& row) {
    return MultiXactIdIsValid(row.relminmxid) ? static_cast<std::int32_t>(reading.next_multixact - row.relminmxid) : -1;
}

// The counters are looked at where they lie: to fetch them copies them, which for all relations takes longer than all else.
VacuumSigns signs_of(const TablePicture& reading, const FormData_pg_class& row) {
    VacuumSigns signs{.toast = row.relkind == RELKIND_TOASTVALUE, .xid_age = xid_age_of(reading, row), .multixact_age = multixact_age_of(reading, row)};
    const PgStat_EntryRef* const counters = pgstat_get_entry_ref(PGSTAT_KIND_RELATION, row.relisshared ? InvalidOid : MyDatabaseId, row.oid, false, nullptr);
    if (counters == nullptr || counters->shared_entry->dropped) return signs;
    const PgStat_StatTabEntry* const entry = &reinterpret_cast<const PgStatShared_Relation*>(counters->shared_stats)->stats;
    signs.dead_rows = dead_rows_of(entry);
    signs.inserted_since_vacuum = inserted_since_vacuum_of(entry);
    return signs;
}

bool is_kept(const TablePicture& reading, const FormData_pg_class& row, bool has_parameters) {
    if (reading.scope == RelationScope::All) return true;
    if (!reading.toast_of_quiet.empty()) return std::ranges::binary_search(reading.toast_of_quiet, row.reltoastrelid);
    if (has_parameters || row.relpersistence == RELPERSISTENCE_TEMP) return true;
    return !is_quiet(signs_of(reading, row), reading.picture.server) ||
           std::ranges::any_of(reading.picture.running, [&](const RunningVacuum& vacuum) { return vacuum.relation == row.oid; });
}

bool add_names(const TablePicture& reading, const FormData_pg_class& row, VacuumRelation& relation) {
    const Namespace* const schema = find_namespace(reading.namespaces, row.relnamespace);
    if (schema == nullptr) return false;
    const char* const name = NameStr(row.relname);
    const char* const quoted = quote_identifier(name);
    relation.schema = schema->name;
    relation.qualified = concat(reading.memory, schema->name, ".", name);
    relation.name = relation.qualified.substr(schema->name.size() + 1);
    const bool plain = quoted == name && schema->quoted.data() == schema->name.data();
    relation.quoted = plain ? relation.qualified : concat(reading.memory, schema->quoted, ".", quoted);
    return true;
}

void add(const TablePicture& reading, HeapTuple tuple, TupleDesc description) {
    const auto& row = row_of<FormData_pg_class>(tuple);
    if (!is_vacuumed(row.relkind)) return;
    const bool has_parameters = !heap_attisnull(tuple, Anum_pg_class_reloptions, description);
    if (!is_kept(reading, row, has_parameters)) {
        reading.picture.oldest_left_out = std::max(reading.picture.oldest_left_out, xid_age_of(reading, row));
        return;
    }
    VacuumRelation relation;
    relation.id = row.oid;
    relation.toast_id = row.reltoastrelid;
    relation.kind = row.relkind;
    relation.shared = row.relisshared;
    relation.catalog = IsCatalogRelationOid(row.oid);
    relation.rows = row.reltuples;
    relation.pages = row.relpages;
    relation.all_frozen = all_frozen_pages(row);
    relation.has_frozen_count = kKnowsFrozenPages;
    relation.has_indexes = row.relhasindex;
    relation.xid_age = xid_age_of(reading, row);
    relation.multixact_age = multixact_age_of(reading, row);
    relation.autovacuum = reading.picture.server;
    if (has_parameters) {
        bytea* const options = extractRelOptions(tuple, description, nullptr);
        if (options != nullptr) {
            apply(reinterpret_cast<const StdRdOptions*>(options)->autovacuum, reading.picture, relation);
            pfree(options);
        }
    }
    if (row.relpersistence == RELPERSISTENCE_TEMP) find_owner(relation, row.relnamespace);
    else count(relation);
    if (!add_names(reading, row, relation)) return;
    if (relation.is_toast()) reading.toast_parameters.emplace_back(row.oid, has_parameters);
    reading.picture.relations.push_back(relation);
}

// What is done about a TOAST table is done to its table.
void find_toast_of_quiet(const TablePicture& reading) {
    for (const VacuumRelation& relation : reading.picture.relations)
        if (relation.is_toast()) reading.toast_of_quiet.push_back(relation.id);
    std::ranges::sort(reading.toast_of_quiet);
    for (const VacuumRelation& relation : reading.picture.relations) {
        const auto toast = std::ranges::lower_bound(reading.toast_of_quiet, relation.toast_id);
        if (toast != reading.toast_of_quiet.end() && *toast == relation.toast_id) reading.toast_of_quiet.erase(toast);
    }
}

}  // namespace

void read_vacuum_relations(VacuumPicture& picture, RelationScope scope, Memory* memory) {
    const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    const TablePicture reading{.picture = picture,
                               .scope = scope,
                               .namespaces = read_namespaces(snapshot, memory),
                               .memory = memory,
                               .next = static_cast<TransactionId>(picture.next),
                               .next_multixact = ReadNextMultiXactId(),
                               .toast_parameters = make_in<Vector<std::pair<ObjectId, bool>>>(memory, memory),
                               .toast_of_quiet = make_in<Vector<ObjectId>>(memory, memory)};
    const auto scan = [&] { scan_catalog(RelationRelationId, snapshot, [&](HeapTuple tuple, TupleDesc description) { add(reading, tuple, description); }); };
    scan();
    if (scope == RelationScope::Notable) find_toast_of_quiet(reading);
    if (!reading.toast_of_quiet.empty()) scan();
    UnregisterSnapshot(snapshot);
    std::ranges::sort(picture.relations, {}, &VacuumRelation::id);
    // A TOAST table without parameters of its own goes by its table's.
    std::ranges::sort(reading.toast_parameters);
    for (const VacuumRelation& main : picture.relations) {
        if (main.toast_id == kNoObject) continue;
        const auto toast = std::ranges::lower_bound(picture.relations, main.toast_id, {}, &VacuumRelation::id);
        if (toast == picture.relations.end() || toast->id != main.toast_id) continue;
        toast->main_id = main.id;
        if (std::ranges::binary_search(reading.toast_parameters, std::pair(main.toast_id, true))) continue;
        toast->autovacuum = main.autovacuum;
    }
}

}  // namespace pgops
