// pgops.mute, unmute and set_threshold: what a person writes down about findings; and pgops.muted_findings.
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/own_tables.hpp"
#include "pg/settings.hpp"
#include "pg/sink.hpp"
#include "sql/report_run.hpp"

namespace pgops {

namespace {

std::string_view argument(FunctionCallInfo fcinfo, int number, ContextMemory& memory) {
    return fcinfo->args[number].isnull ? std::string_view() : copy_text(&memory, TextDatumGetCString(fcinfo->args[number].value));
}

// A check, an area, or * for all.
std::string_view rule_check(FunctionCallInfo fcinfo, int number, ContextMemory& memory) {
    const std::string_view name = argument(fcinfo, number, memory);
    if (name != kEverything && find_check(name) == nullptr && !is_area(name))
        throw BadInput(concat(&memory, "there is no check or area named \"", name, "\""),
                       "SELECT check_id, area FROM pgops.checks lists them; * is all of them.");
    return name;
}

std::string_view rule_object(FunctionCallInfo fcinfo, int number, ContextMemory& memory) {
    const std::string_view pattern = argument(fcinfo, number, memory);
    if (pattern.empty())
        throw BadInput("the pattern of objects is missing", "It is compared with pgops.findings.object: * stands for any text, ? for one character.");
    return pattern;
}

Datum mute(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const std::string_view check = rule_check(fcinfo, 0, memory), object = rule_object(fcinfo, 1, memory), reason = argument(fcinfo, 2, memory);
    if (reason.find_first_not_of(" \t\r\n") == std::string_view::npos)
        throw BadInput("a mute needs a reason", "Say why this is accepted, for those who read it in a year.");
    const Microseconds until = PG_ARGISNULL(3) ? kUnknownTime : PG_GETARG_TIMESTAMPTZ(3);
    if (until != kUnknownTime && until <= GetCurrentTimestamp()) throw BadInput("the mute would have ended already", "Pass a time to come, or NULL for good.");
    write(
        "INSERT INTO pgops.mutes (check_id, object_pattern, reason, author, muted_at, until) VALUES ($1, $2, $3, session_user, now(), $4) "
        "ON CONFLICT (check_id, object_pattern) DO UPDATE "
        "SET reason = excluded.reason, author = excluded.author, muted_at = excluded.muted_at, until = excluded.until",
        {text_parameter(check), text_parameter(object), text_parameter(reason), time_parameter(until)});
    end_run_memory(memory);
    PG_RETURN_VOID();
}

Datum unmute(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const std::int64_t removed = write("DELETE FROM pgops.mutes WHERE check_id = $1 AND object_pattern = $2",
                                       {text_parameter(argument(fcinfo, 0, memory)), text_parameter(argument(fcinfo, 1, memory))});
    end_run_memory(memory);
    PG_RETURN_BOOL(removed > 0);
}

// Whether any of the checks that the rule is for goes by the setting.
bool is_threshold(Setting setting, std::string_view name) {
    for (const Check& check : all_checks()) {
        if (name != kEverything && name != check.id && name != name_of(check.area)) continue;
        for (const Setting threshold : check.thresholds)
            if (threshold == setting) return true;
    }
    return false;
}

Datum set_threshold(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const std::string_view name = argument(fcinfo, 0, memory), value = argument(fcinfo, 1, memory);
    const std::string_view check = rule_check(fcinfo, 2, memory), object = rule_object(fcinfo, 3, memory);
    const SettingDefinition* const definition = find_definition(name);
    if (definition == nullptr || !is_threshold(definition->setting, check))
        throw BadInput(concat(&memory, "\"", name, "\" is no threshold of ", check == kEverything ? "any check" : check),
                       "SELECT check_id, thresholds FROM pgops.checks lists them.");
    if (PG_ARGISNULL(1)) {
        write("DELETE FROM pgops.threshold_rules WHERE setting = $1 AND check_id = $2 AND object_pattern = $3",
              {text_parameter(definition->name), text_parameter(check), text_parameter(object)});
    } else {
        const char* hint = nullptr;
        if (!parse_setting(*definition, value, &hint))
            throw BadInput(concat(&memory, "invalid value for \"", definition->name, "\": \"", value, "\""),
                           hint == nullptr ? "It must be a whole number." : hint);
        write(
            "INSERT INTO pgops.threshold_rules (check_id, object_pattern, setting, value, author, set_at) VALUES ($1, $2, $3, $4, session_user, now()) "
            "ON CONFLICT (check_id, object_pattern, setting) DO UPDATE "
            "SET value = excluded.value, author = excluded.author, set_at = excluded.set_at",
            {text_parameter(check), text_parameter(object), text_parameter(definition->name), text_parameter(value)});
    }
    end_run_memory(memory);
    PG_RETURN_VOID();
}

Datum emit_muted_findings(FunctionCallInfo fcinfo) {
    ReportRun& report = begin_report(nullptr);
    Sink sink(fcinfo);
    for (const Reported& muted : report.run.muted) {
        sink.integer(muted.priority).text(name_of(muted.finding->severity())).text(name_of(muted.check->area)).text(muted.check->id);
        sink.text(muted.finding->object().text).text(muted.finding->headline()).text(muted.mute->reason).text(muted.mute->author);
        sink.time(muted.mute->until).text(muted.key).row();
    }
    end_report(report);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_mute) { return door(fcinfo, mute); }
PGOPS_FUNCTION(pgops_unmute) { return door(fcinfo, unmute); }
PGOPS_FUNCTION(pgops_set_threshold) { return door(fcinfo, set_threshold); }
PGOPS_FUNCTION(pgops_muted_findings) { return door(fcinfo, emit_muted_findings); }

}  // namespace pgops
