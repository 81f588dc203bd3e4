// A schedule of five fields, as cron and pg_cron have it: minute, hour, day of month, month, day of week.
#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

class CronSchedule {
 public:
    // Numbers, names of months and days, lists, ranges, steps; * for all. Nothing when it is no such schedule.
    static std::optional<CronSchedule> parse(std::string_view text);

    // The last time before the given one, which lies after 2000, that it was due, UTC; nothing when it is never due (30 February).
    std::optional<Microseconds> due_before(Microseconds time) const;

 private:
    bool is_day(std::int64_t days_since_2000) const;

    std::bitset<60> minutes_;
    std::bitset<24> hours_;
    std::bitset<32> days_;      // 1 to 31
    std::bitset<13> months_;    // 1 to 12
    std::bitset<8> week_days_;  // 0 and 7 are Sunday
    bool any_day_ = false, any_week_day_ = false;
};

}  // namespace pgops
