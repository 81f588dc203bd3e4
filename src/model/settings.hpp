// The product's own settings (GUCs pgops.*): one line each in settings.cpp is all that a new threshold needs.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

enum class Setting : std::uint8_t {
    TimeBudget,
    PageBudget,
    VacuumPages,
    SamplePages,
    MinRelationSize,
    MinStatisticsAge,
    IdleInTransactionAge,
    LongTransactionAge,
    BloatPercent,
    BloatBytes,
    HotUpdatePercent,
    WideTableColumns,
    SequenceUsedPercent,
    BlockerAge,
    WraparoundPercent,
    ForeignKeyMinRows,
    FileSizedValue,
    LargeArrayElements,
    LargeJunctionRows,
    LowSelectivityPercent,
    NullHeavyPercent,
    SkewedPercent,
    LargeValueBytes,
    WideIndexPercent,
    TooManyIndexes,
    RarelyUsedWrites,
    BrinMinTableSize,
    MissingIndexMinRows,
    StatementCalls,
    StatementMinRows,
    BlockedSessionAge,
    ConnectionPercent,
    IdleConnections,
    IdleConnectionAge,
    InactiveSlotAge,
    ReplicationLagAge,
    ReplicationLagBytes,
    LargeDatabaseSize,
    TempFileBytes,
    KeepFindings,
    KeepRelations,
    KeepSnapshots,
    ProgressInterval,
    Count
};

enum class SettingUnit : std::uint8_t { None, Percent, Kilobytes, Seconds };

struct SettingDefinition {
    Setting setting;
    const char* name;
    const char* description;
    SettingUnit unit;
    int default_value, minimum, maximum;  // in the unit
};

std::span<const SettingDefinition> setting_definitions();
const SettingDefinition& definition_of(Setting setting);

// The values in force for one run.
class Settings {
 public:
    Settings();  // every setting at its default
    void set(Setting setting, int value) { values_[static_cast<std::size_t>(setting)] = value; }
    int value(Setting setting) const { return values_[static_cast<std::size_t>(setting)]; }
    std::int64_t bytes(Setting setting) const { return value(setting) * kKilobyte; }
    Microseconds duration(Setting setting) const { return value(setting) * kSecond; }

 private:
    std::array<int, static_cast<std::size_t>(Setting::Count)> values_{};
};

}  // namespace pgops
