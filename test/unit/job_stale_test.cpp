// job_stale, and the schedules that it goes by: when they are due, and which are none.
#include <gtest/gtest.h>

#include "core/cron_schedule.hpp"
#include "core/text.hpp"
#include "database.hpp"

namespace pgops::test {
namespace {

// Before 2024-05-15 10:30:30, a Wednesday.
constexpr Microseconds kWednesday = 8901 * kDay + 10 * kHour + 30 * kMinute + 30 * kSecond;

std::string due(std::string_view schedule, Microseconds before = kWednesday) {
    const std::optional<CronSchedule> parsed = CronSchedule::parse(schedule);
    if (!parsed) return "(no schedule)";
    const std::optional<Microseconds> time = parsed->due_before(before);
    return time ? std::string(timestamp_text(*time).view().substr(0, 16)) : "(never)";
}

TEST(cron_schedule, tells_when_it_was_due_last) {
    EXPECT_EQ(timestamp_text(kWednesday).view().substr(0, 16), "2024-05-15 10:30");
    EXPECT_EQ(due("* * * * *"), "2024-05-15 10:30");
    EXPECT_EQ(due("* * * * *", kWednesday - 30 * kSecond), "2024-05-15 10:29") << "before, not at";
    EXPECT_EQ(due("*/20 * * * *"), "2024-05-15 10:20");
    EXPECT_EQ(due("0 * * * *"), "2024-05-15 10:00");
    EXPECT_EQ(due("0 2 * * *"), "2024-05-15 02:00");
    EXPECT_EQ(due("45 10 * * *"), "2024-05-14 10:45");
    EXPECT_EQ(due("5,35 9-17/4 * * *"), "2024-05-15 09:35");
    EXPECT_EQ(due("0 0 1 * *"), "2024-05-01 00:00");
    EXPECT_EQ(due("0 0 31 * *"), "2024-03-31 00:00");
    EXPECT_EQ(due("0 0 29 2 *"), "2024-02-29 00:00");
    EXPECT_EQ(due("0 0 29 feb *", kWednesday - 100 * kDay), "2020-02-29 00:00");
    EXPECT_EQ(due("0 3 * * 0"), "2024-05-12 03:00");
    EXPECT_EQ(due("0 3 * * 7"), "2024-05-12 03:00");
    EXPECT_EQ(due("0 3 * * MON-fri"), "2024-05-15 03:00");
    EXPECT_EQ(due(" 0  3\t* * sat "), "2024-05-11 03:00");
    EXPECT_EQ(due("0 0 1 * fri"), "2024-05-10 00:00") << "either day is enough";
    EXPECT_EQ(due("0 0 1 * */2"), "2024-02-01 00:00") << "a star with a step is a star";
    EXPECT_EQ(due("0 0 30 2 *"), "(never)");
    EXPECT_EQ(due("50/5 * * * *"), "2024-05-15 09:55");
}

TEST(cron_schedule, refuses_what_is_none) {
    for (const char* text : {"",           "* * * *",     "* * * * * *", "60 * * * *", "* 24 * * *",      "* * 0 * *",  "* * * 13 *",
                             "* * * * 8",  "5-1 * * * *", "*/0 * * * *", "a * * * *",  "1, * * * *",      ",1 * * * *", "1-2-3 * * * *",
                             "-1 * * * *", "1.5 * * * *", "@daily",      "30 seconds", "* * * jan-xyz *", "1/ * * * *", "1/x * * * *"})
        EXPECT_EQ(due(text), "(no schedule)") << text;
}

struct JobStale : ::testing::Test {
    Database db;
    // kNow is a midnight.
    Found found(std::string_view schedule, std::optional<Microseconds> last, Microseconds since = kNow - 100 * kDay, std::string_view name = "snapshot") {
        db.jobs = {{name, schedule, since}};
        db.last_snapshot = last;
        return db.findings_of("job_stale");
    }
};

TEST_F(JobStale, two_missed_runs_are_a_finding) {
    const Found late = found("0 * * * *", kNow - 3 * kHour);
    EXPECT_EQ(late.only().headline(), "no snapshot for 3 h");
    EXPECT_EQ(late.only()->severity(), Severity::Medium);
    EXPECT_EQ(late.only().evidence("schedule"), "0 * * * *");
    EXPECT_EQ(late.only().key, "job_stale:snapshot");
    EXPECT_EQ(late.only().fix(), "");
    EXPECT_EQ(found("0 * * * *", std::nullopt).only().headline(), "scheduled snapshots were never taken");
}

TEST_F(JobStale, one_missed_run_is_none) {
    EXPECT_TRUE(found("0 * * * *", kNow - 2 * kHour).empty());
    EXPECT_TRUE(found("0 2 * * *", kNow - 30 * kHour).empty());
    EXPECT_TRUE(found("0 3 * * mon", kNow - 8 * kDay).empty());
}

TEST_F(JobStale, what_was_scheduled_a_moment_ago_has_missed_nothing) {
    EXPECT_TRUE(found("0 * * * *", std::nullopt, kNow - kHour).empty());
    EXPECT_TRUE(found("0 * * * *", kNow - 90 * kDay, kNow - 2 * kHour).empty());
    EXPECT_FALSE(found("0 * * * *", std::nullopt, kNow - 3 * kHour).empty());
}

TEST_F(JobStale, without_a_schedule_there_is_nothing_to_miss) {
    EXPECT_TRUE(db.findings_of("job_stale").empty());
    EXPECT_TRUE(found("0 * * * *", std::nullopt, kNow - 9 * kDay, "purge").empty());
    EXPECT_TRUE(found("never", std::nullopt).empty());
    EXPECT_TRUE(found("0 0 30 2 *", std::nullopt).empty());
}

}  // namespace
}  // namespace pgops::test
