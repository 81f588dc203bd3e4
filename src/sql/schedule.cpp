// pgops.due_before: when a schedule was due last; what pgops.schedule and pgops.schedule_check reckon with.
#include "core/cron_schedule.hpp"
#include "pg/door.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

Datum due_before(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const std::string_view fields = copy_text(&memory, text_to_cstring(PG_GETARG_TEXT_PP(0)));
    const std::optional<CronSchedule> schedule = CronSchedule::parse(fields);
    if (!schedule)
        throw BadInput(concat(&memory, "\"", at_most(&memory, fields, 80), "\" is no schedule"),
                       "Five fields: minute, hour, day of month, month, day of week. '0 * * * *' is once an hour, '30 2 * * *' each night at half past two.");
    const TimestampTz before = PG_GETARG_TIMESTAMPTZ(1);
    if (TIMESTAMP_NOT_FINITE(before) || before <= 0) throw BadInput("the time must lie after 2000", "Pass now(), for example.");
    const std::optional<Microseconds> due = schedule->due_before(before);
    end_run_memory(memory);
    if (!due) PG_RETURN_NULL();
    PG_RETURN_TIMESTAMPTZ(*due);
}

}  // namespace

PGOPS_FUNCTION(pgops_due_before) { return door(fcinfo, due_before); }

}  // namespace pgops
