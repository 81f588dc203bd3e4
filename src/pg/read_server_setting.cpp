// One server setting, with where its value comes from.
#include "pg/memory.hpp"
#include "pg/read_server.hpp"

namespace pgops {

namespace {

const char* boot_text(const config_generic& setting) {
    switch (setting.vartype) {
        case PGC_BOOL: return reinterpret_cast<const config_bool&>(setting).boot_val ? "on" : "off";
        case PGC_INT: return psprintf("%d", reinterpret_cast<const config_int&>(setting).boot_val);
        case PGC_REAL: return psprintf("%g", reinterpret_cast<const config_real&>(setting).boot_val);
        case PGC_STRING: return reinterpret_cast<const config_string&>(setting).boot_val;
        case PGC_ENUM: {
            const auto& of_enum = reinterpret_cast<const config_enum&>(setting);
            return config_enum_lookup_by_value(const_cast<config_enum*>(&of_enum), of_enum.boot_val);
        }
    }
    return nullptr;
}

std::string_view copy_or_empty(Memory* memory, const char* text) { return text != nullptr ? copy_text(memory, text) : std::string_view(); }

}  // namespace

ServerSetting read_server_setting(const char* name, Memory* memory) {
    ServerSetting found;
    const config_generic* const setting = find_setting(name);
    if (setting == nullptr) return found;
    found.known = true;
    found.overridden = setting->reset_source > PGC_S_GLOBAL;
    if (!found.overridden) found.value = copy_or_empty(memory, GetConfigOptionResetString(name));
    found.boot_value = copy_or_empty(memory, boot_text(*setting));
    const std::string_view file = setting->sourcefile != nullptr ? setting->sourcefile : "";
    found.by_alter_system = file.ends_with("/" PG_AUTOCONF_FILENAME) || file == PG_AUTOCONF_FILENAME;
    found.pending_restart = (setting->status & GUC_PENDING_RESTART) != 0;
    return found;
}

}  // namespace pgops
