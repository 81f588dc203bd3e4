// pg_namespace and pg_class: the tables, indexes and sequences of users, with sizes and counters.
#include <algorithm>
#include <array>

#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/namespaces.hpp"
#include "pg/relation_file.hpp"

namespace pgops {

namespace {

struct StorageParameters {
    std::int32_t fillfactor = 0;
    bool autovacuum_enabled = true;
    bool deduplicated = true;
};

StorageParameters storage_parameters(HeapTuple tuple, TupleDesc description) {
    StorageParameters parameters;
    bool is_null = false;
    const Datum options = field(tuple, Anum_pg_class_reloptions, description, &is_null);
    if (is_null) return parameters;
    ListCell* cell = nullptr;
    foreach (cell, untransformRelOptions(options)) {
        auto* const element = static_cast<DefElem*>(lfirst(cell));
        const std::string_view name = element->defname;
        bool flag = true;
        if (name == "fillfactor") parameters.fillfactor = pg_strtoint32(defGetString(element));
        else if (name == "autovacuum_enabled" && parse_bool(defGetString(element), &flag)) parameters.autovacuum_enabled = flag;
        else if (name == "deduplicate_items" && parse_bool(defGetString(element), &flag)) parameters.deduplicated = flag;
    }
    return parameters;
}

TableCounters table_counters(ObjectId id) {
    TableCounters counters;
    const PgStat_StatTabEntry* const entry = pgstat_fetch_stat_tabentry_ext(false, id);
    if (entry == nullptr) return counters;
    counters.known = true;
    counters.sequential_scans = entry->numscans;
    counters.sequential_rows_read = entry->tuples_returned;
    counters.inserted = entry->tuples_inserted;
    counters.updated = entry->tuples_updated;
    counters.deleted = entry->tuples_deleted;
    counters.hot_updated = entry->tuples_hot_updated;
    counters.updated_to_new_page = updated_to_new_page_of(entry);
    counters.live_rows = live_rows_of(entry);
    counters.dead_rows = dead_rows_of(entry);
    counters.changed_since_analyze = changed_since_analyze_of(entry);
    counters.inserted_since_vacuum = inserted_since_vacuum_of(entry);
    counters.last_vacuum = last_vacuum_of(entry);
    counters.last_analyze = last_analyze_of(entry);
    return counters;
}

IndexCounters index_counters(ObjectId id) {
    const PgStat_StatTabEntry* const entry = pgstat_fetch_stat_tabentry_ext(false, id);
    if (entry == nullptr) return {};
    return {.known = true,
            .scans = entry->numscans,
            .entries_read = entry->tuples_returned,
            .rows_fetched = entry->tuples_fetched,
            .last_scan = last_scan_of(entry)};
}

void add_place(CatalogReader& reader, const FormData_pg_class& row, std::size_t position, bool is_index) {
    reader.places.push_back({.id = row.oid,
                             .position = static_cast<std::uint32_t>(position),
                             .first_column = 0,
                             .column_count = static_cast<std::uint16_t>(row.relnatts),
                             .is_index = is_index});
}

void add_table(CatalogReader& reader, const Namespace& schema, HeapTuple tuple, TupleDesc description) {
    const auto& row = row_of<FormData_pg_class>(tuple);
    const StorageParameters parameters = storage_parameters(tuple, description);
    Table table;
    table.id = row.oid;
    table.owner_id = row.relowner;
    table.toast_id = row.reltoastrelid;
    table.kind = static_cast<RelationKind>(row.relkind);
    table.schema = schema.name;
    table.name = reader.text(row.relname);
    table.quoted = concat(reader.memory, schema.quoted, ".", quote_identifier(NameStr(row.relname)));
    // Mostly nothing needs quotes, and one text serves both.
    const bool plain = table.quoted.size() == schema.name.size() + 1 + table.name.size();
    table.qualified = plain ? table.quoted : concat(reader.memory, schema.name, ".", table.name);
    table.unlogged = row.relpersistence == RELPERSISTENCE_UNLOGGED;
    table.is_partition = row.relispartition;
    table.autovacuum_enabled = parameters.autovacuum_enabled;
    table.fillfactor = parameters.fillfactor > 0 ? parameters.fillfactor : HEAP_DEFAULT_FILLFACTOR;
    table.column_count = row.relnatts;
    table.rows = row.reltuples;
    table.pages = row.relpages;
    if (table.has_storage()) {
        table.counters = table_counters(row.oid);
    }
    add_place(reader, row, reader.facts.tables.size(), false);
    reader.facts.tables.push_back(table);
    reader.table_files.push_back(locator_of(row));
}

void add_toast_table(CatalogReader& reader, const FormData_pg_class& row) {
    ToastTable table;
    table.id = row.oid;
    table.quoted = concat(reader.memory, "pg_toast.", reader.text(row.relname));
    if (const std::optional<FileLocator> file = locator_of(row)) table.file = address_of(*file);
    reader.facts.toast_tables.push_back(table);
}

void add_index(CatalogReader& reader, const Namespace& schema, HeapTuple tuple, TupleDesc description) {
    const auto& row = row_of<FormData_pg_class>(tuple);
    const StorageParameters parameters = storage_parameters(tuple, description);
    Index index;
    index.id = row.oid;
    index.name = reader.text(row.relname);
    index.quoted_name = reader.quoted(index.name, NameStr(row.relname));
    index.quoted = concat(reader.memory, schema.quoted, ".", index.quoted_name);
    index.partitioned = row.relkind == RELKIND_PARTITIONED_INDEX;
    index.deduplicated = parameters.deduplicated;
    index.fillfactor = parameters.fillfactor;
    index.rows = row.reltuples;
    index.pages = row.relpages;
    if (!index.partitioned) {
        index.counters = index_counters(row.oid);
    }
    add_place(reader, row, reader.facts.indexes.size(), true);
    reader.facts.indexes.push_back(index);
    reader.index_files.push_back(locator_of(row));
}

void add_sequence(CatalogReader& reader, const Namespace& schema, const FormData_pg_class& row) {
    Sequence sequence;
    sequence.id = row.oid;
    sequence.schema = schema.name;
    sequence.name = reader.text(row.relname);
    sequence.quoted = concat(reader.memory, schema.quoted, ".", quote_identifier(NameStr(row.relname)));
    sequence.unlogged = row.relpersistence == RELPERSISTENCE_UNLOGGED;
    reader.facts.sequences.push_back(sequence);
}

// Counting first costs less than moving what was read each time that a vector grows, and leaves no room unused.
void make_room(CatalogReader& reader) {
    std::array<std::size_t, 128> relations{};
    scan_catalog(RelationRelationId, reader.snapshot,
                 [&](HeapTuple tuple, TupleDesc) { ++relations[static_cast<std::size_t>(row_of<FormData_pg_class>(tuple).relkind) % relations.size()]; });
    const std::size_t tables =
        relations[RELKIND_RELATION] + relations[RELKIND_PARTITIONED_TABLE] + relations[RELKIND_MATVIEW] + relations[RELKIND_FOREIGN_TABLE];
    const std::size_t indexes = reader.scope == FactScope::Tables ? 0 : relations[RELKIND_INDEX] + relations[RELKIND_PARTITIONED_INDEX];
    reader.facts.tables.reserve(tables);
    reader.table_files.reserve(tables);
    reader.facts.toast_tables.reserve(relations[RELKIND_TOASTVALUE]);
    reader.facts.indexes.reserve(indexes - std::min(indexes, relations[RELKIND_TOASTVALUE]));
    reader.index_files.reserve(reader.facts.indexes.capacity());
    reader.places.reserve(tables + reader.facts.indexes.capacity());
}

}  // namespace

void read_relations(CatalogReader& reader) {
    make_room(reader);
    const Vector<Namespace>& namespaces = read_namespaces(reader.snapshot, reader.memory);
    scan_catalog(RelationRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc description) {
        const auto& row = row_of<FormData_pg_class>(tuple);
        if (row.relkind == RELKIND_TOASTVALUE && row.relpersistence != RELPERSISTENCE_TEMP) return add_toast_table(reader, row);
        const Namespace* const schema = find_namespace(namespaces, row.relnamespace);
        if (schema == nullptr || schema->is_system || row.relpersistence == RELPERSISTENCE_TEMP) return;
        if (std::ranges::binary_search(reader.members, row.oid)) return;
        switch (row.relkind) {
            case RELKIND_RELATION:
            case RELKIND_PARTITIONED_TABLE:
            case RELKIND_MATVIEW:
            case RELKIND_FOREIGN_TABLE: return add_table(reader, *schema, tuple, description);
            case RELKIND_INDEX:
            case RELKIND_PARTITIONED_INDEX:
                if (reader.scope == FactScope::Tables) return;
                return add_index(reader, *schema, tuple, description);
            case RELKIND_SEQUENCE: return add_sequence(reader, *schema, row);
            default: return;
        }
    });
    std::ranges::sort(reader.places, {}, &CatalogReader::Place::id);
    std::uint32_t next = 0;
    for (CatalogReader::Place& place : reader.places) {
        place.first_column = next;
        next += place.column_count;
    }
}

}  // namespace pgops
