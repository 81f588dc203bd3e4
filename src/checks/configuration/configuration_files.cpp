// pending_restart and configuration_file_error: what stands in the configuration files and is not in force.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

Findings pending_restart(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    for (const PendingSetting& pending : facts.pending) {
        Finding& finding = found.add(Object{.text = pending.name}, Severity::Low).says("waits for a restart of the server");
        finding.evidence("value", pending.value).evidence("unit", pending.unit);
        if (!pending.file_value.empty()) finding.evidence("file_value", pending.file_value);
        finding.evidence("running_days", (model.now() - facts.started) / kDay);
        finding.because(
            "The configuration files have another value", pending.file_value.empty() ? "" : " (", pending.file_value, pending.file_value.empty() ? "" : ")",
            " than the ", pending.value, pending.unit.empty() ? "" : " ", pending.unit,
            " that the server runs with. It changes at the next restart, also at one that nobody planned: restart at a time of your choice, or take "
            "the change back.");
    }
    return found;
}

Findings configuration_file_error(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    for (const FileError& error : facts.file_errors) {
        const std::string_view place = concat(memory, error.file, " line ", error.line);
        Finding& finding = found.add(Object{.text = error.setting.empty() ? place : error.setting}, Severity::High);
        finding.identity(error.setting.empty() ? concat(memory, error.file, ":", error.line) : error.setting);
        finding.says(error.of_host_rules ? "error in pg_hba.conf, line " : "error in the configuration, line ", error.line);
        finding.evidence("file", error.file).evidence("line", error.line).evidence("message", error.message);
        finding.because("The server says: ", error.message, ". ",
                        error.of_host_rules ? "While the file has an error, no change in it counts, and a server that is restarted does not come up."
                                            : "The line does not count, and a server that is restarted may not come up.");
    }
    if (!facts.settings_file_unreadable.empty())
        found.left_out(concat(memory, "pg_file_settings: ", facts.settings_file_unreadable,
                              " (GRANT SELECT ON pg_file_settings, EXECUTE ON FUNCTION pg_show_all_file_settings())"));
    if (!facts.host_rules_unreadable.empty())
        found.left_out(concat(memory, found.left_out(), found.left_out().empty() ? "" : "; ", "pg_hba_file_rules: ", facts.host_rules_unreadable,
                              " (GRANT SELECT ON pg_hba_file_rules, EXECUTE ON FUNCTION pg_hba_file_rules())"));
    return found;
}

}  // namespace pgops
