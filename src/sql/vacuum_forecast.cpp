// pgops.vacuum_forecast(): when autovacuum comes to each relation of this database.
#include <algorithm>
#include <cmath>

#include "model/vacuum/forecast.hpp"
#include "pg/door.hpp"
#include "pg/horizon/read_picture.hpp"
#include "pg/memory.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

// The launcher starts a worker in each database once per naptime.
Microseconds next_visit(const VacuumPicture& picture) {
    return std::max(picture.now, picture.last_visit == kUnknownTime ? picture.now : picture.last_visit + picture.naptime);
}

// When the dead rows pass the threshold at the pace of the time since the last vacuum, and a worker comes by after that.
Microseconds next_autovacuum(const VacuumPicture& picture, const VacuumRelation& relation, const VacuumForecast& forecast) {
    if (forecast.due()) return next_visit(picture);
    if (relation.last_vacuum == kUnknownTime || relation.dead_rows <= 0 || picture.now <= relation.last_vacuum) return kUnknownTime;
    const double per_row = static_cast<double>(picture.now - relation.last_vacuum) / static_cast<double>(relation.dead_rows);
    const double wait = per_row * static_cast<double>(forecast.dead.missing);
    constexpr double kFarAway = 100.0 * 365 * static_cast<double>(kDay);
    if (wait > kFarAway) return kUnknownTime;
    return std::max(next_visit(picture), picture.now + static_cast<Microseconds>(wait));
}

std::string_view reason_of(const VacuumPicture& picture, const VacuumRelation& relation, const VacuumForecast& forecast) {
    if (picture.in_recovery) return "on a standby: the primary vacuums";
    if (relation.temporary) return "temporary: only its session can vacuum it";
    if (picture.track_counts.off) return "track_counts is off: nothing is counted, and autovacuum does not start";
    if (forecast.forced()) return "due, against wraparound";
    if (picture.autovacuum.off) return "autovacuum is off for the whole server";
    if (!relation.autovacuum.enabled) return "autovacuum is off for this table";
    if (!relation.counted) return "nothing was counted for it yet";
    if (forecast.dead.due()) return "due, for its dead rows";
    if (forecast.inserted.due()) return "due, for its new rows";
    if (relation.last_vacuum == kUnknownTime) return "not due; no vacuum yet to measure the pace from";
    return "not due";
}

bool autovacuum_comes(const VacuumPicture& picture, const VacuumRelation& relation, const VacuumForecast& forecast) {
    if (picture.in_recovery || relation.temporary) return false;
    if (forecast.forced()) return true;
    return !picture.autovacuum.off && !picture.track_counts.off && relation.autovacuum.enabled && relation.counted;
}

std::span<const Evidence> settings_of(const VacuumRelation& relation, Memory* memory) {
    auto& settings = make_in<Vector<Evidence>>(memory, memory);
    const auto integer = [&](std::string_view name, std::int64_t value) { settings.push_back({name, {.kind = Value::Kind::Integer, .integer = value}}); };
    // A float's shortest text, not the digits that it has as a double.
    const auto factor = [&](std::string_view name, float value) {
        settings.push_back({name, {.kind = Value::Kind::Real, .real = std::round(static_cast<double>(value) * 1e6) / 1e6}});
    };
    const AutovacuumParameters& in_force = relation.autovacuum;
    settings.push_back({"enabled", {.kind = Value::Kind::Boolean, .boolean = in_force.enabled}});
    integer("vacuum_threshold", in_force.vacuum_threshold);
    factor("vacuum_scale_factor", in_force.vacuum_scale_factor);
    if (in_force.most_threshold >= 0) integer("vacuum_max_threshold", in_force.most_threshold);
    integer("vacuum_insert_threshold", in_force.insert_threshold);
    factor("vacuum_insert_scale_factor", in_force.insert_scale_factor);
    integer("analyze_threshold", in_force.analyze_threshold);
    factor("analyze_scale_factor", in_force.analyze_scale_factor);
    integer("freeze_max_age", in_force.freeze_max_age);
    integer("multixact_freeze_max_age", in_force.multixact_freeze_max_age);
    factor("reltuples", relation.rows);
    return span_of(settings);
}

void put_trigger(Sink& sink, const Trigger& trigger, bool counted) {
    if (counted) sink.bigint(trigger.counted);
    else sink.null();
    if (trigger.off) sink.null().null();
    else sink.real(trigger.threshold).bigint(counted ? std::optional(trigger.missing) : std::nullopt);
}

Datum report_forecast(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const VacuumPicture& picture = read_vacuum_picture(&memory);
    Sink sink(fcinfo);
    for (const VacuumRelation& relation : picture.relations) {
        if (relation.temporary && !relation.own) continue;
        const VacuumForecast forecast = forecast_of(relation);
        // A relation that was never used has no counters, and no dead rows: as autovacuum takes it.
        const bool counted = !picture.track_counts.off && !picture.in_recovery;
        sink.object_id(relation.id);
        put_trigger(sink, forecast.dead, counted);
        sink.time(autovacuum_comes(picture, relation, forecast) ? next_autovacuum(picture, relation, forecast) : kUnknownTime);
        sink.text(reason_of(picture, relation, forecast));
        put_trigger(sink, forecast.inserted, counted);
        put_trigger(sink, forecast.analyze, counted);
        sink.bigint(relation.xid_age < 0 ? std::nullopt : std::optional(relation.xid_age)).bigint(forecast.xids_until_forced);
        sink.bigint(relation.multixact_age < 0 ? std::nullopt : std::optional(relation.multixact_age)).bigint(forecast.multixacts_until_forced);
        sink.time(relation.last_vacuum).time(relation.last_autovacuum).json(settings_of(relation, &memory)).row();
    }
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_vacuum_forecast) { return door(fcinfo, report_forecast); }

}  // namespace pgops
