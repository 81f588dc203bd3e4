// A schedule of snapshots by which none was taken for two periods.
#include "checks/registry.hpp"
#include "core/cron_schedule.hpp"

namespace pgops {

Findings job_stale(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const ScheduledJob& job : model.own().jobs) {
        if (job.name != "snapshot") continue;
        const std::optional<CronSchedule> schedule = CronSchedule::parse(job.schedule);
        if (!schedule) continue;
        const Microseconds due = schedule->due_before(model.now()).value_or(kUnknownTime);
        const Microseconds due_before = due == kUnknownTime ? kUnknownTime : schedule->due_before(due).value_or(kUnknownTime);
        // A job that was scheduled only since then has missed nothing.
        const Microseconds last = model.own().last_snapshot.value_or(kUnknownTime);
        if (due_before == kUnknownTime || last >= due_before || job.since >= due_before) continue;
        Finding& finding = found.add(Object{.text = job.name}, Severity::Medium);
        if (last == kUnknownTime) finding.says("scheduled snapshots were never taken");
        else finding.says("no snapshot for ", human_duration(model.now() - last));
        finding.because(
            "Snapshots are scheduled, and the last two were not taken: changes() and the trends say nothing about the time since. SELECT * FROM "
            "pgops.schedule_check explains what is wrong with the job, as far as the server can tell.");
        finding.evidence("schedule", job.schedule).evidence("due", timestamp_text(due)).evidence("due_before", timestamp_text(due_before));
        if (last != kUnknownTime) finding.evidence("last_snapshot", timestamp_text(last));
    }
    return found;
}

}  // namespace pgops
