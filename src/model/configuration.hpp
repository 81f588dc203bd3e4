// What the server was told and the machine that it runs on: settings, configuration files, cluster-wide counters, versions.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

// A server setting as the configuration has it. Texts are as the server keeps them: numbers in the setting's own unit.
struct ServerSetting {
    bool known = false;       // the server has such a setting
    bool overridden = false;  // for this session, by its role, database or itself: what others get cannot be seen from here
    std::string_view value{}, boot_value{};
    bool by_alter_system = false;  // its line stands in postgresql.auto.conf
    bool pending_restart = false;

    bool readable() const { return known && !overridden; }
    bool is(std::string_view wanted) const { return readable() && value == wanted; }
    // Nothing when it is no whole number, or not readable.
    std::optional<std::int64_t> number() const;
    std::optional<double> real() const;
};

struct PendingSetting {
    std::string_view name{}, value{}, unit{};
    std::string_view file_value{};  // empty where the caller may not read pg_file_settings
};

// A line of a configuration file that the server does not take.
struct FileError {
    std::string_view file{}, setting{}, message{};  // setting: empty in pg_hba.conf
    std::int64_t line = 0;
    bool of_host_rules = false;  // pg_hba.conf
};

struct InstalledExtension {
    std::string_view name{}, quoted{}, installed{}, available{};
};

struct Configuration {
    // Of the machine; nothing where the system does not say.
    std::optional<std::int64_t> memory_bytes;  // what the server may use: the machine's, or the control group's limit if that is less
    bool memory_is_limited = false;            // by a control group
    std::optional<bool> rotational;            // whether the data directory lies on a disk that turns

    // The program: what runs, and what lies on disk.
    int version = 0;  // 150020
    std::string_view version_text{};
    Microseconds started = kUnknownTime, loaded = kUnknownTime, built = kUnknownTime;  // the server, its configuration, its program file
    bool program_replaced = false;                                                     // the running file is no longer the one on disk
    std::string_view program_on_disk{};                                                // its version, empty where it could not be read

    std::span<const PendingSetting> pending{};
    std::span<const FileError> file_errors{};
    std::string_view settings_file_unreadable{}, host_rules_unreadable{};  // why; empty where they were read
    std::span<const InstalledExtension> extensions{};
    bool statement_statistics_available = false;  // the files of pg_stat_statements are installed

    // Counters, and since when they count.
    std::int64_t checkpoints_timed = 0, checkpoints_requested = 0;
    std::optional<Microseconds> checkpoints_since, wal_since;
    double wal_bytes = 0;
    std::int64_t wal_buffers_full = 0, wal_records = 0;
    std::int64_t blocks_read = 0, blocks_hit = 0, temp_files = 0, deadlocks = 0;  // of all databases together
    double temp_bytes = 0, read_milliseconds = 0;
    double session_milliseconds = 0, active_milliseconds = 0, idle_in_transaction_milliseconds = 0;

    // The current database.
    std::string_view encoding{}, collation{}, character_type{};
    char locale_provider = 'c';
};

}  // namespace pgops
