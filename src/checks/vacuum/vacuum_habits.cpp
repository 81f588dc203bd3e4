// Tables that VACUUM or ANALYZE should have seen by now, and has not: never vacuumed, loaded in bulk, changed since the last statistics.
#include "checks/sql.hpp"
#include "model/vacuum/forecast.hpp"
#include "model/vacuum/picture.hpp"

namespace pgops {

namespace {

// Behind what autovacuum would let pass: it comes once a minute, and rows die in between.
constexpr double kFarBeyond = 2;
// A database is visited once per naptime, and a worker is not always free.
constexpr std::int64_t kManyVisits = 10;
constexpr std::int64_t kBulk = 100'000;
constexpr std::int64_t kMuchChanged = 10'000;

// Asked last: it looks at the files of TOAST tables.
bool is_of_size(const Model& model, const Table& table) {
    return table.has_storage() && table.counters.known && model.total_bytes(table) >= model.settings().bytes(Setting::MinRelationSize);
}

// Since when somebody could have come; unknown: never long enough.
std::optional<Microseconds> counted_since(const Model& model, const Table& table) {
    const std::optional<Microseconds> counters = model.counters_since(), created = model.server().file_created(table.id);
    return counters && created ? std::optional(std::max(*counters, *created)) : std::nullopt;
}

std::string_view with_name(Memory* memory, std::string_view command, const Table& table) { return concat(memory, command, " ", table.quoted, ";"); }

}  // namespace

Findings never_vacuumed(const Model& model, Memory* memory) {
    Findings found(memory);
    const VacuumPicture& picture = model.server().vacuum_picture();
    for (const Table& table : model.tables()) {
        const VacuumRelation* const relation = picture.relation(table.id);
        // Where autovacuum is switched off, autovacuum_disabled says so.
        if (relation == nullptr || !relation->autovacuum.enabled || picture.autovacuum.off) continue;
        if (relation->last_vacuum != kUnknownTime || relation->vacuums + relation->autovacuums > 0) continue;
        const Trigger dead = forecast_of(*relation).dead;
        if (static_cast<double>(dead.counted) <= kFarBeyond * dead.threshold || !is_of_size(model, table)) continue;
        const std::optional<Microseconds> since = counted_since(model, table);
        if (!since || model.now() - *since < kManyVisits * picture.naptime) continue;
        Finding& finding = found.add(table, severity_by_size(model.total_bytes(table)))
                               .says("never vacuumed, ", grouped(dead.counted), plural(dead.counted, " dead row", " dead rows"));
        finding.evidence("dead_rows", dead.counted)
            .evidence("threshold", dead.threshold)
            .evidence("observed_seconds", (model.now() - *since) / kSecond)
            .evidence("total_bytes", model.total_bytes(table));
        finding.because(
            "Autovacuum should have come at ", grouped(static_cast<std::int64_t>(dead.threshold)),
            " dead rows and never has since the counters began. Look what keeps it away (pgops.vacuum_blockers: locks, busy workers, cancelled vacuums).");
        finding.fix(with_name(memory, "VACUUM (ANALYZE)", table), lock_on(memory, "SHARE UPDATE EXCLUSIVE", table));
    }
    return found;
}

Findings bulk_load_unvacuumed(const Model& model, Memory* memory) {
    Findings found(memory);
    const VacuumPicture& picture = model.server().vacuum_picture();
    for (const Table& table : model.tables()) {
        const VacuumRelation* const relation = picture.relation(table.id);
        if (relation == nullptr || relation->inserted_since_vacuum < kBulk || !is_of_size(model, table)) continue;
        const VacuumForecast forecast = forecast_of(*relation);
        const bool comes = relation->autovacuum.enabled && !picture.autovacuum.off && forecast.due();
        // A table that autovacuum leaves alone for good is insert_only_unfrozen's.
        if (comes || relation->autovacuum.insert_threshold < 0) continue;
        Finding& finding = found.add(table, Severity::Info).says(grouped(relation->inserted_since_vacuum), " new rows, not vacuumed since");
        finding.evidence("inserted_since_vacuum", relation->inserted_since_vacuum).evidence("total_bytes", model.total_bytes(table));
        finding.because(
            "Rows of a load are frozen and marked visible to all by VACUUM alone: until then index-only scans read the table, and a first reader of each "
            "page writes it again for its hint bits. Autovacuum does not come for so few; vacuum after the load.");
        finding.fix(with_name(memory, "VACUUM (FREEZE, ANALYZE)", table), lock_on(memory, "SHARE UPDATE EXCLUSIVE", table));
    }
    return found;
}

Findings stale_statistics(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (table.counters.last_analyze == kUnknownTime) continue;
        const std::int64_t changed = table.counters.changed_since_analyze, rows = table.counters.live_rows;
        if (changed < kMuchChanged || changed * 2 < rows || !is_of_size(model, table)) continue;
        const Microseconds age = model.now() - table.counters.last_analyze;
        // Autovacuum needs a moment after a change.
        if (age < kHour) continue;
        Finding& finding = found.add(table, severity_by_size(model.total_bytes(table))).says("statistics are behind ", grouped(changed), " changes");
        finding.evidence("changed_since_analyze", changed).evidence("live_rows", rows).evidence("analyzed_seconds_ago", age / kSecond);
        finding.because(
            "As many rows have changed since the last ANALYZE as half of the table has, so the planner's figures describe another table. Analyze it after "
            "each large change.");
        finding.fix(with_name(memory, "ANALYZE", table), lock_on(memory, "SHARE UPDATE EXCLUSIVE", table));
    }
    return found;
}

}  // namespace pgops
