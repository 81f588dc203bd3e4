#include "pg/catalog_reader.hpp"

#include <algorithm>

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"
#include "pg/own_tables.hpp"

namespace pgops {

const CatalogReader::Place* CatalogReader::find(ObjectId relation) {
    if (last_place < places.size() && places[last_place].id == relation) return &places[last_place];
    if (relation == last_unknown) return nullptr;
    const auto found = std::ranges::lower_bound(places, relation, {}, &Place::id);
    if (found == places.end() || found->id != relation) {
        last_unknown = relation;
        return nullptr;
    }
    last_place = static_cast<std::uint32_t>(found - places.begin());
    return &*found;
}

std::string_view CatalogReader::copy_text_of(const char* text) const { return copy_text(memory, text); }

std::string_view CatalogReader::quoted(std::string_view already, const char* identifier) const {
    const char* const quoted = quote_identifier(identifier);
    return quoted == identifier ? already : copy_text(memory, quoted);
}

void read_extension_members(CatalogReader& reader) {
    scan_catalog(ExtensionRelationId, reader.snapshot, [&](HeapTuple extension, TupleDesc) {
        ScanKeyData keys[2];
        ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(ExtensionRelationId));
        const auto& installed = row_of<FormData_pg_extension>(extension);
        reader.facts.extensions.push_back(reader.text(installed.extname));
        ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(installed.oid));
        scan_catalog(DependRelationId, reader.snapshot, DependReferenceIndexId, 2, keys, [&](HeapTuple tuple, TupleDesc) {
            const auto& row = row_of<FormData_pg_depend>(tuple);
            if (row.deptype == DEPENDENCY_EXTENSION && row.classid == RelationRelationId) reader.members.push_back(row.objid);
        });
    });
    std::ranges::sort(reader.members);
}

void read_inheritance(CatalogReader& reader) {
    scan_catalog(InheritsRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_inherits>(tuple);
        const CatalogReader::Place* const child = reader.find(row.inhrelid);
        if (child != nullptr && child->is_index) {
            reader.facts.indexes[child->position].parent_id = row.inhparent;
            return;
        }
        if (child != nullptr && row.inhseqno == 1) reader.facts.tables[child->position].parent_id = row.inhparent;
        if (const CatalogReader::Place* const parent = reader.find(row.inhparent)) reader.facts.tables[parent->position].has_children = true;
    });
}

Facts& read_facts(Memory* memory, FactScope scope) {
    auto& facts = make_in<Facts>(memory, memory);
    auto& places = make_in<Vector<CatalogReader::Place>>(memory, memory);
    auto& members = make_in<Vector<ObjectId>>(memory, memory);
    auto& table_files = make_in<Vector<std::optional<FileLocator>>>(memory, memory);
    auto& index_files = make_in<Vector<std::optional<FileLocator>>>(memory, memory);
    const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    CatalogReader reader{.scope = scope,
                         .facts = facts,
                         .memory = memory,
                         .snapshot = snapshot,
                         .places = places,
                         .members = members,
                         .table_files = table_files,
                         .index_files = index_files};
    facts.now = GetCurrentTimestamp();
    facts.in_recovery = RecoveryInProgress();
    read_settings(facts);
    if (scope != FactScope::Cluster) {
        read_extension_members(reader);
        read_types(reader);
        read_relations(reader);
        read_inheritance(reader);
        read_columns(reader);
        if (scope != FactScope::Tables) read_indexes(reader);
        if (scope != FactScope::Tables) read_comments(reader);
        if (scope == FactScope::Everything) read_constraints(reader);
        if (scope == FactScope::Everything) read_triggers(reader);
        if (scope == FactScope::Everything) read_sequences(reader);
        read_sizes(reader);
    }
    if (scope == FactScope::Everything || scope == FactScope::Cluster) read_cluster(reader);
    if (scope == FactScope::Everything) read_own_tables(snapshot, memory, facts.own);
    UnregisterSnapshot(snapshot);
    return facts;
}

}  // namespace pgops
