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

const SettingDefinition* find_definition(std::string_view name) {
    constexpr std::string_view kPrefix = "pgops.";
    if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
    for (const SettingDefinition& definition : setting_definitions())
        if (std::string_view(definition.name).substr(kPrefix.size()) == name) return &definition;
    return nullptr;
}

std::optional<int> parse_setting(const SettingDefinition& definition, std::string_view value, const char** hint) {
    char* const text = pnstrdup(value.data(), value.size());
    int parsed = 0;
    const char* problem = nullptr;
    const bool is_number = parse_int(text, &parsed, unit_flag(definition.unit), &problem);
    pfree(text);
    if (is_number && parsed >= definition.minimum && parsed <= definition.maximum) return parsed;
    if (hint != nullptr) *hint = is_number ? psprintf("It must lie between %d and %d.", definition.minimum, definition.maximum) : problem;
    return std::nullopt;
}

void read_settings(Facts& facts) { facts.settings = current_settings(); }

const char* configured_setting(const char* name) {
    const config_generic* const setting = find_setting(name);
    if (setting == nullptr || setting->reset_source > PGC_S_GLOBAL) return nullptr;
    return GetConfigOptionResetString(name);
}

std::string_view disabled_checks() { return disabled_checks_value == nullptr ? "" : disabled_checks_value; }

}  // namespace pgops
