// Builds the model's facts from the server: each catalog once, under one snapshot, by direct scan.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// What a report needs to know. Less is read faster.
enum class FactScope : std::uint8_t {
    Everything,
    Relations,  // tables and indexes with their columns and statistics
    Tables,     // the same without indexes
    Cluster,    // what lies above the database alone
};

// Everything that the readers share while the facts are gathered. Owns nothing.
struct CatalogReader {
    const FactScope scope;
    Facts& facts;
    Memory* memory;
    Snapshot snapshot;

    // A relation of the model while its catalogs are read: where its facts stand.
    struct Place {
        ObjectId id;
        std::uint32_t position;
        std::uint32_t first_column;  // where its columns stand among those of all relations, dropped ones included
        std::uint16_t column_count;
        bool is_index;
    };
    Vector<Place>& places;                            // sorted by id once pg_class is read
    Vector<ObjectId>& members;                        // relations that belong to an extension, sorted
    Vector<std::optional<FileLocator>>& table_files;  // by the table's position
    Vector<std::optional<FileLocator>>& index_files;  // by the index's position
    std::uint32_t last_place = 0;                     // catalogs lie clustered by relation: the next row mostly asks for the same one,
    ObjectId last_unknown = kNoObject;                // or for the same relation that is not in the model

    const Place* find(ObjectId relation);
    std::string_view text(const NameData& name) const { return copy_text_of(NameStr(name)); }
    std::string_view copy_text_of(const char* text) const;
    std::string_view quoted(std::string_view already, const char* identifier) const;
};

// Raises the server's errors; the caller's frames own nothing.
Facts& read_facts(Memory* memory, FactScope scope = FactScope::Everything);

// The parts, in the order in which they run; each in a file of its own.
void read_extension_members(CatalogReader& reader);
void read_types(CatalogReader& reader);
void read_relations(CatalogReader& reader);    // pg_namespace, pg_class
void read_inheritance(CatalogReader& reader);  // pg_inherits
void read_columns(CatalogReader& reader);      // pg_attribute, pg_attrdef, pg_statistic
void read_indexes(CatalogReader& reader);      // pg_am, pg_opclass, pg_amop, pg_index
void read_comments(CatalogReader& reader);     // pg_description, of indexes; after read_indexes
void read_constraints(CatalogReader& reader);  // pg_constraint
void read_triggers(CatalogReader& reader);     // pg_trigger, pg_rewrite
void read_sequences(CatalogReader& reader);    // pg_sequence and their owners
void read_sizes(CatalogReader& reader);        // of tables and indexes, where the catalogs do not prove them small
void read_cluster(CatalogReader& reader);      // roles, databases, sessions, prepared transactions, slots
void read_settings(Facts& facts);

}  // namespace pgops
