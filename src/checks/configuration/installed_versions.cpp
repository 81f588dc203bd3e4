// server_not_restarted and extension_outdated: newer files are installed than those in use.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

Findings server_not_restarted(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    if (facts.built == kUnknownTime) found.left_out("the program file of the running server cannot be read on this system");
    if (!facts.program_replaced) return found;
    const bool is_other = !facts.program_on_disk.empty() && !facts.version_text.starts_with(facts.program_on_disk);
    Finding& finding = found.add(Object{.text = "server"}, is_other ? Severity::Medium : Severity::Low);
    if (is_other) finding.says("runs ", facts.version / 10000, ".", facts.version % 10000, ", installed is ", facts.program_on_disk);
    else finding.says("its program file was replaced meanwhile");
    finding.evidence("running", facts.version_text).evidence("installed", facts.program_on_disk).evidence("started", timestamp_text(facts.started));
    finding.because(
        "New packages were installed, and the server still runs the old program: their fixes do not count until it is restarted. Until then new "
        "sessions may also load libraries that do not fit the old program.");
    return found;
}

Findings extension_outdated(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const InstalledExtension& extension : model.server().configuration().extensions) {
        if (extension.available.empty() || extension.installed == extension.available) continue;
        Finding& finding = found.add(Object{.text = extension.quoted}, Severity::Low);
        finding.says("version ", at_most(memory, extension.installed, 12), ", installed is ", at_most(memory, extension.available, 12));
        finding.evidence("version", extension.installed).evidence("available", extension.available);
        finding.because("The files of version ", extension.available, " are installed, while this database has the objects of version ", extension.installed,
                        ": what the newer one mended in SQL is missing here. Read its notes first.");
        finding.fix(concat(memory, "ALTER EXTENSION ", extension.quoted, " UPDATE;"), "what the extension's script takes");
    }
    return found;
}

}  // namespace pgops
