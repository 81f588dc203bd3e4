// The settings as the server's GUCs: defined when the library is loaded, copied into the facts of each run.
#include "pg/settings.hpp"

#include <array>

#include "pg/catalog_reader.hpp"

namespace pgops {

namespace {

std::array<int, static_cast<std::size_t>(Setting::Count)> current_values;
char* disabled_checks_value = nullptr;
bool defined = false;

int unit_flag(SettingUnit unit) {
    switch (unit) {
        case SettingUnit::Kilobytes: return GUC_UNIT_KB;
        case SettingUnit::Seconds: return GUC_UNIT_S;
        default: return 0;
    }
}

}  // namespace

void define_settings() {
    for (const SettingDefinition& definition : setting_definitions())
        DefineCustomIntVariable(definition.name, definition.description, nullptr, &current_values[static_cast<std::size_t>(definition.setting)],
                                definition.default_value, definition.minimum, definition.maximum, PGC_USERSET, unit_flag(definition.unit), nullptr, nullptr,
                                nullptr);
    DefineCustomStringVariable("pgops.disabled_checks", "Checks and areas that pgops.findings leaves out, separated by commas.", nullptr,
                               &disabled_checks_value, "", PGC_USERSET, 0, nullptr, nullptr, nullptr);
    MarkGUCPrefixReserved("pgops");
    defined = true;
}

Settings current_settings() {
    Settings settings;
    // Without definitions (the test module leaves them to the product's library) the defaults stand.
    if (!defined) return settings;
    for (const SettingDefinition& definition : setting_definitions())
        settings.set(definition.setting, current_values[static_cast<std::size_t>(definition.setting)]);
    return settings;
}

void read_settings(Facts& facts) { facts.settings = current_settings(); }

const char* configured_setting(const char* name) {
    const config_generic* const setting = find_setting(name);
    if (setting == nullptr || setting->reset_source > PGC_S_GLOBAL) return nullptr;
    return GetConfigOptionResetString(name);
}

std::string_view disabled_checks() { return disabled_checks_value == nullptr ? "" : disabled_checks_value; }

}  // namespace pgops
