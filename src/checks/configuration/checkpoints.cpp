// Checkpoints that the amount of WAL forces, ahead of their time; and WAL buffers that run full.
#include <algorithm>
#include <bit>

#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

// Many may be asked for by CHECKPOINT, a backup or a shutdown: only WAL that fills max_wal_size speaks of a setting that is too small.
void judge_forced(const Model& model, Findings& found, Memory* memory) {
    constexpr std::int64_t kEnoughCheckpoints = 10;
    Server& server = model.server();
    const Configuration& facts = server.configuration();
    const std::optional<std::int64_t> limit = setting_bytes(server, "max_wal_size", kMegabyte), timeout = server.server_setting("checkpoint_timeout").number();
    const std::int64_t forced = facts.checkpoints_requested, all = forced + facts.checkpoints_timed;
    if (!limit || !timeout || forced < kEnoughCheckpoints || forced * 2 <= all || !facts.wal_since || !facts.checkpoints_since) return;
    // A checkpoint is forced when between a third and a half of max_wal_size is written (src/backend/access/transam/xlog.c, CalculateCheckpointSegments).
    const double seconds = static_cast<double>(model.now() - *facts.wal_since) / kSecond;
    const double checkpoint_seconds = static_cast<double>(model.now() - *facts.checkpoints_since) / kSecond;
    if (seconds <= 0 || checkpoint_seconds <= 0) return;
    const double wal_per_checkpoint = facts.wal_bytes / seconds * checkpoint_seconds / static_cast<double>(all);
    if (wal_per_checkpoint < static_cast<double>(*limit) / 4) return;
    const double wanted = 3 * facts.wal_bytes / seconds * static_cast<double>(*timeout);
    const auto gigabytes = std::bit_ceil(static_cast<std::uint64_t>(std::clamp(wanted / static_cast<double>(kGigabyte), 1.0, 1024.0)));
    const std::int64_t proposed = std::max(static_cast<std::int64_t>(gigabytes) * kGigabyte, 2 * *limit);
    const ServerSetting setting = server.server_setting("max_wal_size");
    Finding& finding = add_setting(found, Severity::Medium, "max_wal_size", setting, megabytes_value(proposed, memory), memory);
    finding.says(grouped(forced), " of ", grouped(all), " checkpoints forced");
    finding.evidence("forced", forced).evidence("timed", facts.checkpoints_timed).evidence("wal_bytes_per_checkpoint", wal_per_checkpoint);
    finding.evidence("max_wal_size_bytes", *limit).evidence("checkpoint_timeout_seconds", *timeout);
    finding.because(
        "WAL reaches max_wal_size before checkpoint_timeout is over, so checkpoints follow each other in haste, and each makes the pages that change "
        "next be logged whole again. pg_wal may grow to the new size: look at the free space first.",
        kCountsAfterReload);
}

void judge_target(const Model& model, Findings& found, Memory* memory) {
    const ServerSetting setting = model.server().server_setting("checkpoint_completion_target");
    const std::optional<double> target = setting.real();
    if (!target || *target >= 0.5) return;
    Finding& finding = add_setting(found, Severity::Low, "checkpoint_completion_target", setting, "0.9", memory);
    finding.says("checkpoints write in ", decimal(*target * 100, 0), " % of their time");
    finding.because("The pages of a checkpoint are written in that share of the interval instead of nearly all of it: a burst of writes, then silence.",
                    kCountsAfterReload);
}

void judge_buffers(const Model& model, Findings& found, Memory* memory) {
    Server& server = model.server();
    const Configuration& facts = server.configuration();
    const ServerSetting setting = server.server_setting("wal_buffers");
    const std::optional<std::int64_t> bytes = setting_bytes(server, "wal_buffers", server.server_setting("wal_block_size").number().value_or(8192));
    // Full once per hundred records: sessions write the WAL themselves in the middle of their work.
    if (!bytes || *bytes >= 64 * kMegabyte || facts.wal_buffers_full < 10'000 || facts.wal_buffers_full * 100 < facts.wal_records) return;
    Finding& finding = add_setting(found, Severity::Low, "wal_buffers", setting, "'64MB'", memory);
    finding.says("WAL buffers ran full ", grouped(facts.wal_buffers_full), " times");
    finding.evidence("times_full", facts.wal_buffers_full).evidence("wal_records", facts.wal_records).evidence("bytes", *bytes);
    finding.because("Sessions had to write WAL in the middle of a statement, because the buffers were full.", kCountsAfterRestart);
}

}  // namespace

Findings checkpoints(const Model& model, Memory* memory) {
    Findings found(memory);
    judge_forced(model, found, memory);
    judge_target(model, found, memory);
    judge_buffers(model, found, memory);
    return found;
}

}  // namespace pgops
