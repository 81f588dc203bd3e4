// Tables, their columns, indexes, constraints and sequences, as the catalogs describe them: plain values, linked by pointers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/ids.hpp"
#include "model/type.hpp"

namespace pgops {

struct Table;
struct Index;
struct Sequence;

// pg_statistic's figures of one column (stanullfrac, stawidth, stadistinct).
struct ColumnStatistics {
    float null_fraction = 0;
    std::int32_t average_width = 0;  // bytes as stored, varlena header included
    float distinct = 0;              // > 0: a number of values; < 0: minus a fraction of the rows; 0: unknown
    float most_common = 0;           // share of the rows that the most common value has; 0: no value is common, or its type has no equality
    bool known = false;
};

struct Column {
    ObjectId table_id = kNoObject;  // of the relation that it is a column of (for an index's columns: the index)
    std::int16_t number = 0;
    std::uint16_t shared_words_length = 0;  // of what nearly all columns' words begin with
    std::int16_t length = -1;               // bytes; -1 varlena, -2 cstring
    std::uint8_t alignment = 1;             // bytes
    bool not_null = false;
    bool has_default = false;  // a default, not a generation expression
    bool identity = false;
    bool generated = false;
    bool default_reads_a_zone = false;  // its default is the wall clock of a fixed zone
    bool calls_nextval = false;         // somewhere in its default
    bool inherited = false;             // only inherited, not declared here
    std::int32_t type_modifier = -1;
    ObjectId type_id = kNoObject;
    std::string_view name;
    std::string_view quoted;            // as it must be written in SQL
    std::string_view words;             // the name as words (core/name_words.hpp); not of an index's column
    std::string_view class_parameters;  // of an index's column: its operator class's parameters, as stored
    const Type* type = nullptr;         // as declared
    const Type* base = nullptr;         // with domains taken off
    const Table* table = nullptr;
    const Sequence* default_sequence = nullptr;  // of a default that is nextval(...) of a known sequence
    ColumnStatistics statistics{};

    bool generates_numbers() const { return identity || calls_nextval; }
    // The words without a first one that nearly all columns of the table share ("pp_page", "pp_value"), which says nothing of a single one.
    std::string_view own_words() const { return words.substr(shared_words_length); }
};

// Cumulative counters since Model::counters_since(); absent until the relation was used. A partitioned table has only what is
// written, of all its partitions.
struct TableCounters {
    bool known = false;
    std::int64_t sequential_scans = 0, sequential_rows_read = 0;
    std::int64_t inserted = 0, updated = 0, deleted = 0, hot_updated = 0;
    std::optional<std::int64_t> updated_to_new_page{};  // updates whose new version found no room beside the old one (16 and later)
    std::int64_t live_rows = 0, dead_rows = 0, changed_since_analyze = 0, inserted_since_vacuum = 0;
    Microseconds last_vacuum = kUnknownTime, last_analyze = kUnknownTime;  // by hand or by autovacuum, the later one

    std::int64_t writes() const { return inserted + updated + deleted; }
    void add_writes(const TableCounters& part) {
        inserted += part.inserted;
        updated += part.updated;
        deleted += part.deleted;
        hot_updated += part.hot_updated;
    }
};

struct IndexCounters {
    bool known = false;
    std::int64_t scans = 0, entries_read = 0, rows_fetched = 0;
    Microseconds last_scan = kUnknownTime;  // PostgreSQL 16 and later

    void add(const IndexCounters& part) {
        known = known || part.known;
        scans += part.scans;
        entries_read += part.entries_read;
        rows_fetched += part.rows_fetched;
        last_scan = part.last_scan > last_scan ? part.last_scan : last_scan;
    }
};

enum class AccessMethod : std::uint8_t { Btree, Hash, Gist, Gin, SpGist, Brin, Other };

struct IndexKey {
    std::int16_t column_number = 0;       // 0: an expression
    std::int32_t expression = 0;          // equal numbers within a table are equal trees; 0: no expression
    ObjectId operator_class = kNoObject;  // 0 for INCLUDE columns
    ObjectId operator_family = kNoObject;
    ObjectId collation = kNoObject;
    bool descending = false;
    bool nulls_first = false;
    bool default_class = true;  // the operator class is its type's default

    friend bool operator==(const IndexKey&, const IndexKey&) = default;
};

struct Index {
    ObjectId id = kNoObject, table_id = kNoObject;
    ObjectId constraint_id = kNoObject;  // of the constraint that it implements
    std::string_view name, quoted;       // quoted: schema-qualified
    std::string_view quoted_name;        // quoted, without schema
    AccessMethod method = AccessMethod::Btree;
    std::string_view method_name;
    std::uint16_t key_count = 0;                       // leading keys; the rest is INCLUDE
    std::span<const IndexKey> keys;                    // INCLUDE columns at the end
    std::span<const Column> stored;                    // its own columns: what types it stores
    std::int32_t predicate = 0;                        // like IndexKey::expression
    std::span<const std::int16_t> used_columns;        // columns in its expressions and its predicate
    std::span<const std::int16_t> predicate_not_null;  // the predicate is nothing but these columns IS NOT NULL
    bool unique = false, primary = false, nulls_not_distinct = false, exclusion = false, deferrable = false;
    bool valid = true, ready = true, clustered = false, replica_identity = false;
    bool commented = false;          // COMMENT ON INDEX
    bool partitioned = false;        // an index of a partitioned table: no storage; size and counters are those of all its parts
    ObjectId parent_id = kNoObject;  // the partitioned table's index that it is attached to
    bool deduplicated = true;        // the storage parameter deduplicate_items
    std::int32_t fillfactor = 0;     // 0: the method's default
    double rows = -1;                // pg_class.reltuples
    std::int64_t pages = 0;          // pg_class.relpages
    std::optional<std::int64_t> size_bytes;
    const Table* table = nullptr;
    IndexCounters counters{};

    std::span<const IndexKey> key_columns() const { return keys.first(key_count); }
    std::span<const IndexKey> included() const { return keys.subspan(key_count); }
    bool has_expression() const {
        for (const IndexKey& key : keys)
            if (key.expression != 0) return true;
        return false;
    }
};

enum class ConstraintKind : char { Check = 'c', ForeignKey = 'f', PrimaryKey = 'p', Unique = 'u', Trigger = 't', Exclusion = 'x', NotNull = 'n' };

struct Constraint {
    ObjectId id = kNoObject, table_id = kNoObject, referenced_table_id = kNoObject, index_id = kNoObject;
    std::string_view name, quoted;
    ConstraintKind kind = ConstraintKind::Check;
    bool validated = true;
    bool enforced = true;                   // false: NOT ENFORCED (18 and later)
    bool inherited = false;                 // only inherited, not declared here
    bool of_parent = false;                 // a partition's copy of its parent's constraint
    char on_delete = 'a', on_update = 'a';  // pg_constraint.confdeltype: a no action, r restrict, c cascade, n set null, d set default
    std::span<const std::int16_t> columns;
    std::span<const std::int16_t> referenced_columns;
    std::span<const ObjectId> equality_operators;  // referenced = referencing, one per column (conpfeqop)
    const Table* table = nullptr;
    const Table* referenced = nullptr;  // null when it lies outside the model
};

struct Sequence {
    ObjectId id = kNoObject, type_id = kNoObject;
    std::string_view quoted, schema, name;
    std::int64_t start = 1, increment = 1, minimum = 1, maximum = 0;
    bool cycles = false;
    bool unlogged = false;
    bool identity = false;                // belongs to an identity column
    ObjectId owner_table_id = kNoObject;  // OWNED BY, or identity
    std::int16_t owner_column = 0;
};

// Where a relation's file lies; all 0 where it has none.
struct FileAddress {
    ObjectId tablespace = kNoObject, database = kNoObject;
    std::uint32_t number = 0;
};

// The out-of-line values of a table: it has pages like one, but is no object of its own to most checks.
struct ToastTable {
    ObjectId id = kNoObject;
    std::string_view quoted;
    FileAddress file{};  // its size is asked for where it matters: a look at every file would cost more than the catalogs
};

enum class RelationKind : char { Table = 'r', Partitioned = 'p', MaterializedView = 'm', Foreign = 'f' };

struct Table {
    ObjectId id = kNoObject, owner_id = kNoObject, toast_id = kNoObject, parent_id = kNoObject;
    RelationKind kind = RelationKind::Table;
    std::string_view schema, name, quoted;  // quoted: schema-qualified
    std::string_view qualified;             // schema.name without quotes, for evidence
    std::string_view words;                 // the name as words (core/name_words.hpp)
    bool unlogged = false;
    bool is_partition = false;
    bool has_children = false;       // inheritance children or partitions
    bool autovacuum_enabled = true;  // the storage parameter
    std::int32_t fillfactor = 100;
    std::int16_t column_count = 0;  // dropped ones included (pg_class.relnatts)
    std::int16_t dropped_columns = 0;
    double rows = -1;        // pg_class.reltuples; -1 unknown
    std::int64_t pages = 0;  // pg_class.relpages
    // Main fork. Of a table that is proven to be smaller than pgops.min_relation_size (and of its indexes): as of the last vacuum
    // or analyze.
    std::optional<std::int64_t> size_bytes;
    std::span<const Column> columns;  // ascending by number, without dropped ones
    std::span<const Index> indexes;
    std::span<const Constraint> constraints;           // its own
    std::span<const Constraint* const> referenced_by;  // foreign keys that point here
    const Table* parent = nullptr;                     // the first one
    const ToastTable* toast = nullptr;
    TableCounters counters{};

    bool has_storage() const { return kind == RelationKind::Table || kind == RelationKind::MaterializedView; }
    bool holds_data() const { return has_storage() || kind == RelationKind::Partitioned; }
    const Column* column(std::int16_t number) const;
    const Constraint* primary_key() const;
    // The best guess at the number of rows now: the counters where they were set by a vacuum or analyze, else pg_class scaled to
    // the size of today; unknown where neither was ever gathered.
    std::optional<double> estimated_rows() const;
};

}  // namespace pgops
