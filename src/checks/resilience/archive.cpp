// no_recovery_path, large_database_dump_only, archiving_failing, archive_command_copy: whether the data can be brought back.
#include <algorithm>
#include <array>

#include "checks/configuration/setting_change.hpp"
#include "model/recovery.hpp"

namespace pgops {

namespace {

bool archives(Server& server) {
    const ServerSetting mode = server.server_setting("archive_mode");
    if (!mode.readable() || mode.value == "off") return false;
    const auto has = [&](const char* name) {
        const ServerSetting setting = server.server_setting(name);
        return setting.readable() && !setting.value.empty();
    };
    return has("archive_command") || has("archive_library");
}

// A standby, pg_receivewal or a backup tool that streams; a slot that keeps WAL for one of them counts, for it will come back.
bool streams_physically(const Recovery& facts) {
    const auto serves = [](const SlotStatus& slot) {
        return slot.kind == "physical" && (slot.active || slot.retained_bytes >= 0) && slot.wal_status != "lost";
    };
    return !facts.receivers.empty() || std::ranges::any_of(facts.slots, serves);
}

bool starts_with_word(std::string_view command, std::string_view word) {
    return command.starts_with(word) && (command.size() == word.size() || command[word.size()] == ' ');
}

}  // namespace

Findings no_recovery_path(const Model& model, Memory* memory) {
    Findings found(memory);
    const Recovery& facts = model.server().recovery();
    if (model.in_recovery() || archives(model.server()) || streams_physically(facts)) return found;
    const std::int64_t bytes = model.database_bytes();
    const bool is_empty = bytes < model.settings().bytes(Setting::MinRelationSize);
    Finding& finding = found.add(Object{.text = "server"}, is_empty ? Severity::Info : severity_by_size(bytes));
    finding.says("no archive, no standby, ", human_bytes(bytes)).confidence(Confidence::Review);
    finding.evidence("database_bytes", bytes).evidence("archive_mode", model.server().server_setting("archive_mode").value).evidence("receivers", 0);
    finding.because(
        "WAL is not archived, and nobody streams it: after a loss of the disk the data is as old as the last backup. Whether there is one, the server "
        "cannot see: dumps and snapshots are taken from outside. Archive the WAL and take base backups, with pgBackRest, WAL-G or Barman, and try "
        "to restore one.");
    return found;
}

Findings large_database_dump_only(const Model& model, Memory* memory) {
    Findings found(memory);
    const std::int64_t bytes = model.database_bytes();
    if (model.in_recovery() || bytes < model.settings().bytes(Setting::LargeDatabaseSize) || archives(model.server())) return found;
    const Recovery& facts = model.server().recovery();
    Finding& finding = found.add(Object{.text = model.database_quoted()}, Severity::Medium).confidence(Confidence::Review);
    finding.says(human_bytes(bytes), " and no archive of the WAL");
    finding.evidence("database_bytes", bytes).evidence("receivers", facts.receivers.size());
    if (!streams_physically(facts)) finding.caused_by("no_recovery_path:server");
    finding.because(
        "Without archived WAL it can be restored from dumps or copies only: for this size that takes long, loses what came after the copy, and a standby "
        "repeats every mistake at once. Archive the WAL and take base backups.");
    return found;
}

Findings archiving_failing(const Model& model, Memory* memory) {
    Findings found(memory);
    const Recovery& facts = model.server().recovery();
    const Archiver& archiver = facts.archiver;
    if (!archives(model.server()) || archiver.last_failed == kUnknownTime || archiver.last_failed <= archiver.last_archived) return found;
    const Microseconds since = archiver.last_archived != kUnknownTime ? archiver.last_archived : archiver.since;
    const Microseconds age = since != kUnknownTime ? model.now() - since : 0;
    Finding& finding = found.add(Object{.text = "archiver"}, Severity::High).says("archiving fails since ", human_duration(age));
    finding.evidence("last_failed_wal", archiver.last_failed_wal).evidence("failed", archiver.failed).evidence("archived", archiver.archived);
    finding.evidence("seconds", age / kSecond);
    if (archiver.waiting_files >= 0) finding.evidence("waiting_files", archiver.waiting_files);
    if (facts.wal_disk_free) finding.evidence("wal_disk_free_bytes", *facts.wal_disk_free);
    if (facts.wal_disk_free && facts.wal_bytes_per_second > 1)
        finding.evidence("disk_full_in_seconds", static_cast<std::int64_t>(static_cast<double>(*facts.wal_disk_free) / facts.wal_bytes_per_second));
    finding.because("The last attempt failed, with ", archiver.last_failed_wal,
                    ": nothing after the last success can be recovered, and pg_wal grows until its disk is full "
                    "and the server stops. The server's log has what the command said. Never delete files from pg_wal.");
    return found;
}

Findings archive_command_copy(const Model& model, Memory* memory) {
    Findings found(memory);
    const ServerSetting setting = model.server().server_setting("archive_command");
    if (!archives(model.server()) || !setting.readable()) return found;
    const std::string_view command = setting.value;
    const bool discards = command == "true" || command == ":" || command == "exit 0" || command == "/bin/true" || command == "/usr/bin/true";
    // What stands before the copy only tests or makes the folder.
    std::string_view copies;
    for (const std::string_view word : {"cp", "/bin/cp", "/usr/bin/cp", "scp", "rsync", "install", "copy"}) {
        const std::string_view joined = concat(memory, "&& ", word, " ");
        if (starts_with_word(command, word) || command.find(joined) != std::string_view::npos) copies = word;
    }
    if (!discards && (copies.empty() || command.find("sync ") != std::string_view::npos)) return found;
    const bool overwrites = command.find("test ! -f") == std::string_view::npos && command.find("test ! -e") == std::string_view::npos &&
                            command.find("--ignore-existing") == std::string_view::npos && command.find("cp -n") == std::string_view::npos;
    Finding& finding = found.add(Object{.text = "archive_command"}, discards ? Severity::High : overwrites ? Severity::Medium : Severity::Low);
    if (discards) finding.says("archives nothing and reports success");
    else finding.says("copies with ", copies, overwrites ? ", may overwrite" : ", forces nothing to disk");
    finding.evidence("command", at_most(memory, command, 200)).evidence("overwrites", overwrites && !discards);
    finding.because(discards ? "Each segment counts as archived and is removed: with this nothing can be recovered."
                             : concat(memory, "A plain copy is not forced to disk before it counts as archived, so that a crash of the machine loses it",
                                      overwrites ? ", and it replaces an existing segment, also one of another server" : "",
                                      ". Tools made for it (pgBackRest, WAL-G, Barman) do all of that, and check what they wrote."));
    return found;
}

}  // namespace pgops
