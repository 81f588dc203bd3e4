#include "checks/registry.hpp"

#include <algorithm>
#include <array>

namespace pgops {

namespace {

// One line per check. The function of the same name is declared where it is named, so that a new check touches no other file.
#define CHECK(id, area, severity, cost, title, ...)                                                \
    Check {                                                                                        \
#id, Area::area, Severity::severity, Cost::cost, title,                                          \
            [](const Model& of, Memory* in) {                                                              \
                Findings id(const Model&, Memory*);                                                      \
                return id(of, in);                                                                          \
            },                                                                                           \
            thresholds<__VA_ARGS__>() \
    }

template <Setting... settings>
std::span<const Setting> thresholds() {
    static constexpr std::array<Setting, sizeof...(settings)> kSettings{settings...};
    return kSettings;
}

}  // namespace

std::span<const Check> all_checks() {
    using enum Setting;
    static const std::array kChecks{
        CHECK(table_bloat, Bloat, Low, Pages, "Table space that a rebuild would give back", MinRelationSize, BloatPercent, BloatBytes, SamplePages, PageBudget),
        CHECK(toast_bloat, Bloat, Low, Pages, "Space of long values that a rebuild would give back", MinRelationSize, BloatPercent, BloatBytes, SamplePages,
              PageBudget),
        CHECK(empty_space_at_end, Bloat, Low, Pages, "Empty end of a table that was never cut off", MinRelationSize, BloatBytes, PageBudget),
        CHECK(index_bloat, Bloat, Low, Pages, "Index space that a rebuild would give back", MinRelationSize, BloatPercent, BloatBytes, SamplePages, PageBudget,
              MinStatisticsAge),
        CHECK(column_order_padding, Bloat, Info, Statistics, "Order of columns that wastes space on alignment", MinRelationSize, BloatBytes),
        CHECK(low_hot_ratio, Bloat, Low, Catalog, "Updates that cannot be HOT", HotUpdatePercent),
        CHECK(gin_pending_list, Bloat, Low, Pages, "GIN index with a long list of entries to be moved", BloatBytes, PageBudget),
        CHECK(brin_unsummarized, Bloat, Low, Pages, "BRIN index that knows nothing of much of its table", PageBudget),
        CHECK(unused_index, Index, Low, Catalog, "Index that no query has used", MinRelationSize, MinStatisticsAge),
        CHECK(rarely_used_index, Index, Low, Catalog, "Index that is written far more often than it is read", MinRelationSize, MinStatisticsAge,
              RarelyUsedWrites),
        CHECK(duplicate_index, Index, Low, Catalog, "Two indexes that are equal in all that counts"),
        CHECK(redundant_index, Index, Low, Catalog, "Index whose work another index does as well"),
        CHECK(invalid_index, Index, Medium, Catalog, "Index that costs writes and serves no query"),
        CHECK(missing_fk_index, Index, Medium, Catalog, "Foreign key without an index that supports it", ForeignKeyMinRows),
        CHECK(missing_index, Index, Low, Statistics, "Large table that is read from end to end again and again", MissingIndexMinRows, MinRelationSize),
        CHECK(btree_on_array, Index, Low, Catalog, "Btree on values that are searched by their parts", MinRelationSize),
        CHECK(gin_missing, Index, Low, Catalog, "Column searched by its parts without a GIN or GiST index"),
        CHECK(hot_blocking_index, Index, Low, Catalog, "Index that keeps updates from being HOT", HotUpdatePercent),
        CHECK(dedup_disabled_index, Index, Low, Pages, "Btree whose equal keys are not merged", MinRelationSize, PageBudget),
        CHECK(collation_version_mismatch, Index, High, Catalog, "Indexes sorted by another version of the library"),
        CHECK(low_selectivity_index, Index, Low, Statistics, "Index whose every value stands in too many rows", LowSelectivityPercent, MinRelationSize),
        CHECK(null_heavy_index, Index, Low, Statistics, "Index most of whose entries are nulls", NullHeavyPercent, MinRelationSize),
        CHECK(skewed_index, Index, Low, Statistics, "Index most of whose entries are one value", SkewedPercent, LowSelectivityPercent, MinRelationSize),
        CHECK(large_value_index, Index, Low, Statistics, "Btree on long values", LargeValueBytes, MinRelationSize),
        CHECK(wide_index, Index, Low, Statistics, "Index whose entries repeat most of the row", WideIndexPercent, MinRelationSize),
        CHECK(hash_index_advice, Index, Info, Statistics, "Hash index that should be a btree, or the other way round", MinRelationSize, BloatBytes),
        CHECK(brin_candidate, Index, Low, Statistics, "Btree on a growing table where BRIN would do", BrinMinTableSize),
        CHECK(too_many_indexes, Index, Low, Catalog, "Table whose every write goes into many indexes", TooManyIndexes, MinRelationSize),
        CHECK(no_pk, Schema, Medium, Catalog, "Table without a primary key"),
        CHECK(serial_pk, Schema, Info, Catalog, "Primary key from a sequence default, not an identity column"),
        CHECK(int4_pk, Schema, Low, Catalog, "Integer primary key that ends at 2,147,483,647"),
        CHECK(sequence_exhaustion, Schema, Medium, Pages, "Sequence that is running out of values", SequenceUsedPercent, PageBudget),
        CHECK(timestamp_without_tz, Schema, Low, Catalog, "Point in time stored without a time zone"),
        CHECK(char_n, Schema, Info, Catalog, "Blank-padded character(n) column"),
        CHECK(money, Schema, Low, Catalog, "Column of type money"),
        CHECK(json_not_jsonb, Schema, Info, Catalog, "JSON kept as text and parsed at every access"),
        CHECK(wide_table, Schema, Low, Catalog, "Table with very many columns", WideTableColumns),
        CHECK(eav, Schema, Medium, Catalog, "Entity-attribute-value table"),
        CHECK(polymorphic, Schema, Medium, Catalog, "Reference whose target table another column chooses"),
        CHECK(disabled_trigger, Schema, Low, Catalog, "Trigger that is switched off"),
        CHECK(duplicate_fk, Schema, Low, Catalog, "Two foreign keys that say the same"),
        CHECK(fk_cycle, Schema, Info, Catalog, "Tables whose foreign keys lead in a circle"),
        CHECK(fk_type_mismatch, Schema, Low, Catalog, "Foreign key column of another type than its target"),
        CHECK(inheritance, Schema, Low, Catalog, "Table that others inherit from"),
        CHECK(list_in_string, Schema, Low, Catalog, "Several values in one string"),
        CHECK(missing_fk_suspect, Schema, Low, Catalog, "Reference to another table without a foreign key", ForeignKeyMinRows),
        CHECK(multi_to_many, Schema, Info, Catalog, "Table that is nothing but pairs of references"),
        CHECK(naming_mixed, Schema, Info, Catalog, "Names that must be quoted, plural and singular mixed"),
        CHECK(not_valid_constraint, Schema, Low, Catalog, "Constraint that older rows were never checked against"),
        CHECK(repeating_columns, Schema, Low, Catalog, "Numbered columns for one thing"),
        CHECK(reserved_word_identifiers, Schema, Info, Catalog, "Table or column named by a reserved word"),
        CHECK(rules, Schema, Low, Catalog, "Rule that rewrites statements"),
        CHECK(thing_table, Schema, Low, Catalog, "One table for things of all kinds"),
        CHECK(stringly_typed, Schema, Medium, Statistics, "Text column whose values are all of another type"),
        CHECK(mixed_type_string, Schema, Medium, Statistics, "Text column with values of several types"),
        CHECK(sentinel_value, Schema, Low, Statistics, "Value that stands for missing, in place of NULL"),
        CHECK(nullable_boolean, Schema, Info, Statistics, "Boolean with NULL as a third state"),
        CHECK(never_null_column, Schema, Info, Statistics, "Column that could be NULL and never is"),
        CHECK(all_null_column, Schema, Info, Statistics, "Column that is NULL in every row"),
        CHECK(large_value, Schema, Medium, Pages, "Value of the size of a file", FileSizedValue, SamplePages, PageBudget),
        CHECK(large_array, Schema, Medium, Pages, "Array with as many elements as a table has rows", LargeArrayElements, SamplePages, PageBudget),
        CHECK(copied_denormalization, Schema, Low, Statistics, "Column that repeats a column of the table that it refers to"),
        CHECK(hot_cold_split, Schema, Low, Statistics, "Columns that change all the time in a row that does not"),
        CHECK(random_uuid_pk, Schema, Info, Statistics, "Random UUIDs as keys of a large table", MinRelationSize),
        CHECK(transitive_dependency, Schema, Low, Statistics, "Columns that depend on a key inside the row"),
        CHECK(schemaless_json, Schema, Low, Statistics, "Table of keys and documents alone"),
        CHECK(domain_candidate, Schema, Info, Catalog, "One rule in several tables"),
        CHECK(range_as_two_columns, Schema, Info, Catalog, "Beginning and end that nothing holds together"),
        CHECK(missing_unique_suspect, Schema, Low, Statistics, "Column that tells rows apart without a unique key"),
        CHECK(tag_subsidiary_table, Schema, Info, Catalog, "Table of its own for words that an array would hold"),
        CHECK(large_junction_table, Schema, Low, Statistics, "Many-to-many table that arrays would make small"),
        CHECK(orphaned_large_objects, Schema, Low, Catalog, "Large objects that no row can refer to"),
        CHECK(float_for_money, Schema, Low, Statistics, "Money in floating point"),
        CHECK(unlogged_table, Schema, Medium, Catalog, "Table that is lost in a crash and absent on standbys"),
        CHECK(vacuum_blocker, Vacuum, Medium, Catalog, "What keeps VACUUM from removing dead rows", LongTransactionAge, BlockerAge),
        CHECK(wraparound, Vacuum, Medium, Catalog, "Database that is running out of transaction ids", WraparoundPercent),
        CHECK(never_analyzed, Vacuum, Low, Statistics, "Table that the planner knows nothing about", MinRelationSize),
        CHECK(autovacuum_disabled, Vacuum, Medium, Catalog, "Autovacuum switched off", MinRelationSize),
        CHECK(autovacuum_starved, Vacuum, Medium, Catalog, "Autovacuum that does not get through"),
        CHECK(never_vacuumed, Vacuum, Low, Catalog, "Table with dead rows that was never vacuumed", MinRelationSize),
        CHECK(stale_statistics, Vacuum, Low, Catalog, "Statistics from before a large change", MinRelationSize),
        CHECK(threshold_unreachable, Vacuum, Low, Catalog, "Dead rows below a threshold that is never reached", MinRelationSize),
        CHECK(insert_only_unfrozen, Vacuum, Low, Catalog, "Growing table that no vacuum freezes", MinRelationSize),
        CHECK(bulk_load_unvacuumed, Vacuum, Info, Catalog, "Table not vacuumed since a large load", MinRelationSize),
        CHECK(multipass_index_vacuum, Vacuum, Low, Pages, "Vacuum that goes over the indexes several times", MinRelationSize, PageBudget),
        CHECK(temp_table, Vacuum, Medium, Catalog, "Temporary table that keeps the database unfrozen"),
        CHECK(orphaned_temp_table, Vacuum, Low, Catalog, "Temporary table without a session"),
        CHECK(vacuum_failing, Vacuum, Critical, Pages, "Table whose vacuum fails each time", PageBudget),
        CHECK(antiwraparound_loop, Vacuum, Critical, Catalog, "Forced vacuums that get no further"),
        CHECK(idle_in_transaction, Activity, Medium, Catalog, "Session idle in an open transaction", IdleInTransactionAge),
        CHECK(long_transaction, Activity, Low, Catalog, "Transaction that has been open for long", LongTransactionAge),
        CHECK(durability, Configuration, Critical, Catalog, "Setting that lets a crash lose or corrupt data"),
        CHECK(logging, Configuration, Low, Catalog, "What the server's log does not tell"),
        CHECK(memory, Configuration, Low, Catalog, "Memory settings that do not fit the machine"),
        CHECK(checkpoints, Configuration, Medium, Catalog, "Checkpoints ahead of their time"),
        CHECK(planner_costs, Configuration, Low, Catalog, "Planner costs that do not fit the storage"),
        CHECK(pending_restart, Configuration, Low, Catalog, "Setting that waits for a restart"),
        CHECK(configuration_file_error, Configuration, High, Catalog, "Line of a configuration file that the server refuses"),
        CHECK(tracking_off, Configuration, Low, Catalog, "What the server does not count"),
        CHECK(encoding_not_utf8, Configuration, Low, Catalog, "Database whose encoding is not UTF-8"),
        CHECK(c_locale, Configuration, Info, Catalog, "Database that knows ASCII letters only"),
        CHECK(autovacuum_off, Configuration, High, Catalog, "Autovacuum off for the whole server, or hardly ever there"),
        CHECK(version_outdated, Configuration, Low, Catalog, "Server that lacks minor releases"),
        CHECK(version_end_of_life, Configuration, High, Catalog, "Server whose major version ends"),
        CHECK(server_not_restarted, Configuration, Medium, Catalog, "Server that runs an older program than is installed"),
        CHECK(extension_outdated, Configuration, Low, Catalog, "Extension older than its installed files"),
        CHECK(statement_timeouts, Configuration, Info, Catalog, "No limit for transactions that sit idle"),
        CHECK(job_stale, Configuration, Medium, Catalog, "Snapshots that were scheduled and are not taken"),
        CHECK(superuser_application, Security, High, Catalog, "Application connected as a superuser"),
        CHECK(application_owns_schema, Security, Low, Catalog, "Application whose role owns the tables"),
        CHECK(trust_authentication, Security, High, Catalog, "Connections let in without a password"),
        CHECK(md5_authentication, Security, Low, Catalog, "Passwords asked for in an old way"),
        CHECK(open_network, Security, Low, Catalog, "Every address may try to log in"),
        CHECK(unencrypted_connections, Security, Medium, Catalog, "Sessions over the network in clear"),
        CHECK(public_schema_create, Security, Medium, Catalog, "Schema in which everybody may create objects"),
        CHECK(security_definer_search_path, Security, Medium, Catalog, "SECURITY DEFINER function that the caller's names lead astray"),
        CHECK(policy_without_rls, Security, Medium, Catalog, "Policies that bind nobody, or not the application"),
        CHECK(rls_without_policy, Security, Low, Catalog, "Row security that lets nothing through"),
        CHECK(security_definer_view, Security, Medium, Catalog, "View that shows rows past row security"),
        CHECK(password_md5, Security, Medium, Catalog, "Passwords kept as MD5"),
        CHECK(blocked_sessions, Activity, Medium, Catalog, "Session that others wait for", BlockedSessionAge),
        CHECK(connection_saturation, Activity, Medium, Catalog, "Connections that are nearly used up", ConnectionPercent),
        CHECK(connection_churn, Activity, Low, Catalog, "Connections made and closed all the time"),
        CHECK(idle_connections, Activity, Low, Catalog, "Very many idle connections", IdleConnections, IdleConnectionAge),
        CHECK(temp_file_spill, Activity, Low, Catalog, "Sorts and hashes that go to disk", TempFileBytes),
        CHECK(offset_pagination, Query, Low, Catalog, "Pages of a result that are reached by passing over rows", StatementCalls, StatementMinRows),
        CHECK(count_star, Query, Low, Catalog, "All rows of a large table counted", StatementCalls, StatementMinRows),
        CHECK(order_by_random, Query, Low, Catalog, "Whole table put in a random order", StatementCalls, StatementMinRows),
        CHECK(cartesian_join, Query, Low, Catalog, "Join without a condition", StatementCalls, StatementMinRows),
        CHECK(joins_of_large_tables, Query, Low, Catalog, "Join of large tables without an index on either side", StatementCalls, StatementMinRows),
        CHECK(sequential_scan_large_table, Query, Low, Statistics, "Whole table read for few rows", StatementCalls, StatementMinRows),
        CHECK(leading_wildcard_like, Query, Low, Catalog, "Pattern search that reads the whole table", StatementCalls, StatementMinRows),
        CHECK(function_on_indexed_column, Query, Low, Catalog, "Index passed by, as a function stands before its column", StatementCalls, StatementMinRows),
        CHECK(not_in_subquery, Query, Low, Catalog, "NOT IN a subquery that may give a null", StatementCalls),
        CHECK(no_recovery_path, Resilience, Medium, Catalog, "Nothing to recover from but a backup", MinRelationSize),
        CHECK(large_database_dump_only, Resilience, Medium, Catalog, "Large database without archived WAL", LargeDatabaseSize),
        CHECK(archiving_failing, Resilience, High, Catalog, "Archiving that fails"),
        CHECK(archive_command_copy, Resilience, Medium, Catalog, "Archiving by a plain copy"),
        CHECK(wal_retention, Resilience, Medium, Catalog, "WAL that is held on disk"),
        CHECK(inactive_slot, Resilience, Low, Catalog, "Replication slot that nobody reads", InactiveSlotAge),
        CHECK(replication_lag, Resilience, Medium, Catalog, "Standby that is behind", ReplicationLagAge, ReplicationLagBytes),
        CHECK(synchronous_standby_missing, Resilience, High, Catalog, "Commits that wait for a standby that is not there"),
        CHECK(checksums_off, Resilience, Info, Catalog, "Damage by the storage that stays unseen"),
        CHECK(mixed_versions, Resilience, Low, Catalog, "Different versions in a replication set"),
    };
    return kChecks;
}

std::string_view name_of(Cost cost) {
    constexpr std::array<std::string_view, 3> kNames{"catalog", "statistics", "pages"};
    return kNames[static_cast<std::size_t>(cost)];
}

const Check* find_check(std::string_view id) {
    const auto found = std::ranges::find(all_checks(), id, &Check::id);
    return found != all_checks().end() ? &*found : nullptr;
}

bool is_area(std::string_view name) {
    for (std::size_t i = 0; i < kAreaCount; ++i)
        if (name_of(static_cast<Area>(i)) == name) return true;
    return false;
}

}  // namespace pgops
