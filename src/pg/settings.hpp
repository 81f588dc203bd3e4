// The product's settings as the server knows them.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Called once, when the library is loaded.
void define_settings();

// The values in force now.
Settings current_settings();

// By its name, with or without the prefix; null when there is none.
const SettingDefinition* find_definition(std::string_view name);

// A value as SET takes it, in the setting's unit; nothing when it is none or out of bounds, with the reason in *hint.
std::optional<int> parse_setting(const SettingDefinition& definition, std::string_view value, const char** hint);

// A server setting's value in the configuration; null when something nearer to this session overrides it, or when there is none.
const char* configured_setting(const char* name);

// pgops.disabled_checks; empty when nothing is disabled.
std::string_view disabled_checks();

}  // namespace pgops
