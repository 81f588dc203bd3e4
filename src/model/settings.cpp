#include "model/settings.hpp"

#include <climits>

namespace pgops {

namespace {

constexpr std::array<SettingDefinition, static_cast<std::size_t>(Setting::Count)> kDefinitions{{
    {Setting::TimeBudget, "pgops.time_budget", "Time that one run of the checks may take; 0 is no limit.", SettingUnit::Seconds, 30, 0, 86400},
    {Setting::PageBudget, "pgops.page_budget", "Pages that one run of the checks may read from relations.", SettingUnit::None, 20000, 0, INT_MAX},
    {Setting::VacuumPages, "pgops.vacuum_pages", "Pages that one look at pgops.vacuum_blockers reads to count dead rows; 0 reads none.", SettingUnit::None,
     100000, 0, INT_MAX},
    {Setting::SamplePages, "pgops.sample_pages", "Pages of one relation that a measurement of its bloat reads at most; 0 reads none.", SettingUnit::None, 200,
     0, INT_MAX},
    {Setting::MinRelationSize, "pgops.min_relation_size", "Findings about size and bloat leave out smaller relations.", SettingUnit::Kilobytes, 1024, 0,
     INT_MAX},
    {Setting::MinStatisticsAge, "pgops.min_statistics_age", "Use counters younger than this prove nothing.", SettingUnit::Seconds, 14 * 86400, 0, INT_MAX},
    {Setting::IdleInTransactionAge, "pgops.idle_in_transaction_age", "A session idle in a transaction longer than this is a finding.", SettingUnit::Seconds,
     300, 0, INT_MAX},
    {Setting::LongTransactionAge, "pgops.long_transaction_age", "A transaction open longer than this is a finding.", SettingUnit::Seconds, 300, 0, INT_MAX},
    {Setting::BloatPercent, "pgops.bloat_percent", "Bloat below this share of a relation is normal.", SettingUnit::Percent, 50, 1, 100},
    {Setting::BloatBytes, "pgops.bloat_bytes", "Bloat below this size is not worth a rebuild.", SettingUnit::Kilobytes, 10240, 0, INT_MAX},
    {Setting::HotUpdatePercent, "pgops.hot_update_percent", "A table of whose updates a smaller share is HOT is a finding.", SettingUnit::Percent, 50, 1, 100},
    {Setting::WideTableColumns, "pgops.wide_table_columns", "A table with more columns than this is wide.", SettingUnit::None, 50, 2, 1600},
    {Setting::SequenceUsedPercent, "pgops.sequence_used_percent", "A sequence that has used more of its range is a finding.", SettingUnit::Percent, 50, 1, 100},
    {Setting::BlockerAge, "pgops.blocker_age", "A slot or session that holds the xmin horizon back by more transactions is a finding at once.",
     SettingUnit::None, 1000000, 0, INT_MAX},
    {Setting::WraparoundPercent, "pgops.wraparound_percent",
     "A database that has used more of the transaction ids before the server refuses to write is a finding.", SettingUnit::Percent, 25, 1, 100},
    {Setting::ForeignKeyMinRows, "pgops.foreign_key_min_rows", "A foreign key without an index is ranked info while its table is known to have fewer rows.",
     SettingUnit::None, 1000, 0, INT_MAX},
    {Setting::FileSizedValue, "pgops.file_sized_value", "A value of this size or more belongs into a file.", SettingUnit::Kilobytes, 1024, 1, 1048576},
    {Setting::LargeArrayElements, "pgops.large_array_elements", "An array of this many elements or more belongs into rows.", SettingUnit::None, 250000, 100,
     INT_MAX},
    {Setting::LargeJunctionRows, "pgops.large_junction_rows", "A table of nothing but pairs with more rows than this is a finding.", SettingUnit::None, 1000000,
     1000, INT_MAX},
    {Setting::LowSelectivityPercent, "pgops.low_selectivity_percent",
     "An index on a column of which every value stands in at least this share of the rows is a finding.", SettingUnit::Percent, 5, 1, 50},
    {Setting::NullHeavyPercent, "pgops.null_heavy_percent", "An index on a column with at least this share of nulls is a finding.", SettingUnit::Percent, 80, 1,
     100},
    {Setting::SkewedPercent, "pgops.skewed_percent", "An index on a column with one value in at least this share of the rows is a finding.",
     SettingUnit::Percent, 80, 50, 100},
    {Setting::LargeValueBytes, "pgops.large_value_bytes", "A btree whose entries take more bytes than this on average is a finding.", SettingUnit::None, 400,
     64, 8192},
    {Setting::WideIndexPercent, "pgops.wide_index_percent", "An index whose entries hold at least this share of a row is a finding.", SettingUnit::Percent, 50,
     1, 100},
    {Setting::TooManyIndexes, "pgops.too_many_indexes", "A table that is written to and has more indexes than this is a finding.", SettingUnit::None, 10, 1,
     1000},
    {Setting::RarelyUsedWrites, "pgops.rarely_used_writes", "An index that is written to this often for each scan is a finding.", SettingUnit::None, 1000, 1,
     INT_MAX},
    {Setting::BrinMinTableSize, "pgops.brin_min_table_size", "On smaller tables a BRIN index instead of a btree is not worth a word.", SettingUnit::Kilobytes,
     1048576, 0, INT_MAX},
    {Setting::MissingIndexMinRows, "pgops.missing_index_min_rows", "Sequential scans that read fewer rows on average are no finding.", SettingUnit::None, 10000,
     0, INT_MAX},
    {Setting::StatementCalls, "pgops.statement_calls", "A statement that was called less often, and took little of all time, is no finding.", SettingUnit::None,
     5, 1, INT_MAX},
    {Setting::StatementMinRows, "pgops.statement_min_rows", "What a statement does with a table of fewer rows is no finding.", SettingUnit::None, 10000, 0,
     INT_MAX},
    {Setting::BlockedSessionAge, "pgops.blocked_session_age", "A session that waits longer than this for a lock is a finding.", SettingUnit::Seconds, 5, 0,
     INT_MAX},
    {Setting::ConnectionPercent, "pgops.connection_percent", "More connections than this share of those allowed are a finding.", SettingUnit::Percent, 80, 1,
     100},
    {Setting::IdleConnections, "pgops.idle_connections", "More connections that do nothing are a finding.", SettingUnit::None, 100, 1, INT_MAX},
    {Setting::IdleConnectionAge, "pgops.idle_connection_age", "A connection that has been idle for longer does nothing.", SettingUnit::Seconds, 600, 0,
     INT_MAX},
    {Setting::InactiveSlotAge, "pgops.inactive_slot_age", "A replication slot that nobody has read for longer is a finding (known from PostgreSQL 17 on).",
     SettingUnit::Seconds, 300, 0, INT_MAX},
    {Setting::ReplicationLagAge, "pgops.replication_lag_age", "A standby that is further behind is a finding.", SettingUnit::Seconds, 60, 0, INT_MAX},
    {Setting::ReplicationLagBytes, "pgops.replication_lag_bytes", "A standby with more WAL to replay is a finding.", SettingUnit::Kilobytes, 1048576, 0,
     INT_MAX},
    {Setting::LargeDatabaseSize, "pgops.large_database_size", "A larger database is not to be restored from a dump alone.", SettingUnit::Kilobytes, 104857600,
     0, INT_MAX},
    {Setting::TempFileBytes, "pgops.temp_file_bytes", "Less in temporary files per day is no finding.", SettingUnit::Kilobytes, 1048576, 0, INT_MAX},
    {Setting::KeepFindings, "pgops.keep_findings", "History of findings that pgops.purge() keeps.", SettingUnit::Seconds, 400 * 86400, 3600, INT_MAX},
    {Setting::KeepRelations, "pgops.keep_relations", "History of sizes and counters that pgops.purge() keeps.", SettingUnit::Seconds, 100 * 86400, 3600,
     INT_MAX},
    {Setting::KeepSnapshots, "pgops.keep_snapshots", "Rows of pgops.snapshots that pgops.purge() keeps.", SettingUnit::Seconds, 400 * 86400, 3600, INT_MAX},
    {Setting::ProgressInterval, "pgops.progress_interval", "A run that takes longer says how far it is as often as this; 0 says nothing.", SettingUnit::Seconds,
     10, 0, 86400},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kDefinitions.size(); ++i)
        if (static_cast<std::size_t>(kDefinitions[i].setting) != i) return false;
    return true;
}
static_assert(in_order(), "definition_of() finds a setting by its place");

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return kDefinitions; }

const SettingDefinition& definition_of(Setting setting) { return kDefinitions[static_cast<std::size_t>(setting)]; }

Settings::Settings() {
    for (const SettingDefinition& definition : kDefinitions) set(definition.setting, definition.default_value);
}

}  // namespace pgops
