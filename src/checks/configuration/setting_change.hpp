// What checks of settings share: the commands that change one and take that back, and values in bytes.
#pragma once

#include "checks/sql.hpp"
#include "model/configuration.hpp"

namespace pgops {

constexpr std::string_view kCountsAfterReload = " The command counts after SELECT pg_reload_conf().";
constexpr std::string_view kCountsAfterRestart = " The command counts after a restart of the server.";

// The command that takes a change by ALTER SYSTEM back to what is there now.
std::string_view restore_setting(const ServerSetting& setting, std::string_view name, Memory* memory);

// A finding about one setting, with its value as evidence and ALTER SYSTEM as the fix; `value` as SQL writes it.
Finding& add_setting(Findings& found, Severity severity, std::string_view name, const ServerSetting& setting, std::string_view value, Memory* memory);

// The setting in bytes, where its unit has that many; nothing when it cannot be read, or is negative.
std::optional<std::int64_t> setting_bytes(Server& server, const char* name, std::int64_t unit);

// "'6144MB'": whole megabytes, as a setting's value.
std::string_view megabytes_value(std::int64_t bytes, Memory* memory);

}  // namespace pgops
