// wal_retention and checksums_off: WAL that is held on disk, and damage that nobody would notice.
#include <algorithm>

#include "checks/configuration/setting_change.hpp"
#include "model/recovery.hpp"

namespace pgops {

Findings wal_retention(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const Recovery& facts = server.recovery();
    if (!facts.wal_unreadable.empty()) {
        found.left_out(concat(memory, "pg_wal: ", facts.wal_unreadable, " (GRANT pg_monitor)"));
        return found;
    }
    const std::optional<std::int64_t> limit = setting_bytes(server, "max_wal_size", kMegabyte);
    const std::int64_t kept = setting_bytes(server, "wal_keep_size", kMegabyte).value_or(0);
    if (!limit || facts.wal_bytes <= 2 * (*limit + kept)) return found;
    const bool fills = facts.wal_disk_free && facts.wal_bytes > *facts.wal_disk_free;
    Finding& finding = found.add(Object{.text = "pg_wal"}, fills ? Severity::High : Severity::Medium)
                           .says(human_bytes(facts.wal_bytes), " of WAL, of ", human_bytes(*limit), " wanted");
    finding.evidence("bytes", facts.wal_bytes).evidence("files", facts.wal_files).evidence("max_wal_size_bytes", *limit).evidence("wal_keep_size_bytes", kept);
    if (facts.wal_disk_free) finding.evidence("disk_free_bytes", *facts.wal_disk_free);
    if (facts.wal_disk_free && facts.wal_bytes_per_second > 1)
        finding.evidence("disk_full_in_seconds", static_cast<std::int64_t>(static_cast<double>(*facts.wal_disk_free) / facts.wal_bytes_per_second));
    if (facts.archiver.waiting_files >= 0) finding.evidence("waiting_for_archiver", facts.archiver.waiting_files);
    const SlotStatus* holder = nullptr;
    for (const SlotStatus& slot : facts.slots)
        if (slot.retained_bytes >= 0 && (holder == nullptr || slot.retained_bytes > holder->retained_bytes)) holder = &slot;
    std::string_view cause = "a checkpoint that takes long, or a burst of writes that is over";
    if (holder != nullptr && holder->retained_bytes > *limit) {
        cause = concat(memory, "the replication slot ", holder->name);
        finding.evidence("slot", holder->name);
        if (!holder->active) finding.caused_by(concat(memory, "inactive_slot:", holder->name));
    } else if (facts.archiver.waiting_files > 10) {
        cause = "the archiver, for whom segments wait";
        finding.caused_by("archiving_failing:archiver");
    }
    finding.because("pg_wal is more than twice as large as max_wal_size and wal_keep_size ask for. What holds it: ", cause,
                    ". When its disk is full the server stops. Never delete files from pg_wal: mend what holds them.");
    return found;
}

Findings checksums_off(const Model& model, Memory* memory) {
    Findings found(memory);
    const Recovery& facts = model.server().recovery();
    if (facts.checksum_failures > 0) {
        Finding& damaged = found.add(Object{.text = "checksum failures"}, Severity::Critical);
        damaged.says(grouped(facts.checksum_failures), plural(facts.checksum_failures, " page was", " pages were"), " found damaged");
        damaged.evidence("failures", facts.checksum_failures).evidence("database", facts.damaged_database);
        damaged.because(
            "Pages read from disk were not what was written: the storage or the memory is at fault. Look into the server's log for the files, save what can be "
            "read, and restore from a backup that is older than the damage.");
    }
    if (!model.server().server_setting("data_checksums").is("off")) return found;
    Finding& finding = found.add(Object{.text = "data_checksums"}, Severity::Info).says("damage by the storage stays unseen");
    finding.because(
        "Without checksums a page that the disk returns wrongly is believed. pg_checksums --enable turns them on while the server is stopped and reads all "
        "of the data once.");
    return found;
}

}  // namespace pgops
