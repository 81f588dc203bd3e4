#include "checks/configuration/setting_change.hpp"

namespace pgops {

std::string_view restore_setting(const ServerSetting& setting, std::string_view name, Memory* memory) {
    if (!setting.by_alter_system) return concat(memory, "ALTER SYSTEM RESET ", name, ";");
    return alter_system(memory, name, literal(memory, setting.value));
}

Finding& add_setting(Findings& found, Severity severity, std::string_view name, const ServerSetting& setting, std::string_view value, Memory* memory) {
    Finding& finding = found.add(Object{.text = name}, severity);
    finding.evidence("setting", name).evidence("value", setting.value);
    return finding.fix(alter_system(memory, name, value), "none").undo(restore_setting(setting, name, memory));
}

std::optional<std::int64_t> setting_bytes(Server& server, const char* name, std::int64_t unit) {
    const std::optional<std::int64_t> number = server.server_setting(name).number();
    if (!number || *number < 0) return std::nullopt;
    return *number * unit;
}

std::string_view megabytes_value(std::int64_t bytes, Memory* memory) { return concat(memory, "'", bytes / kMegabyte, "MB'"); }

}  // namespace pgops
