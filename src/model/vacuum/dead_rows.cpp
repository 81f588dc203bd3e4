#include "model/vacuum/dead_rows.hpp"

#include <algorithm>

#include "model/vacuum/forecast.hpp"

namespace pgops {

RowsAndBytes DeadRows::before(FullXid limit) const {
    RowsAndBytes sum;
    for (std::size_t i = 0; i < limits.size() && limits[i] <= limit; ++i) sum += bands[i];
    return sum;
}

RowsAndBytes DeadRows::total() const {
    RowsAndBytes sum;
    for (const RowsAndBytes& band : bands) sum += band;
    return sum;
}

WhatIf::WhatIf(const VacuumPicture& picture, const Vector<Blocker>& blockers, std::span<const std::size_t> gone, Memory* memory)
    : picture_(picture), blockers_(blockers), gone_(gone) {
    // Who ends takes all of its holds along, whichever of its rows was named.
    FlatSet<std::int32_t> processes(memory);
    FlatSet<std::string_view> prepared(memory);
    for (const std::size_t place : gone) {
        if (blockers[place].process != 0) processes.insert(blockers[place].process);
        if (!blockers[place].gid.empty()) prepared.insert(blockers[place].gid);
    }
    const auto is_gone = [&](std::size_t i) {
        const Blocker& blocker = blockers[i];
        if (blocker.process != 0 && processes.contains(blocker.process)) return true;
        if (!blocker.gid.empty() && prepared.contains(blocker.gid)) return true;
        return std::ranges::find(gone, i) != gone.end();
    };
    const Horizons horizons(picture, blockers);
    for (std::size_t kind = 0; kind < kHorizonKinds; ++kind) {
        now_[kind] = horizons.without(static_cast<HorizonKind>(kind), [](std::size_t) { return false; });
        then_[kind] = horizons.without(static_cast<HorizonKind>(kind), is_gone);
    }
}

void WhatIf::add_limits(Vector<FullXid>& limits) const {
    limits.insert(limits.end(), now_.begin(), now_.end());
    limits.insert(limits.end(), then_.begin(), then_.end());
}

bool WhatIf::takes_removable(const DeadRows& rows) const {
    return std::ranges::any_of(gone_, [&](std::size_t place) {
        const Blocker& blocker = blockers_[place];
        if (!blocker.frees_removable) return false;
        if (blocker.relation != kNoObject) return blocker.relation == rows.relation;
        // Autovacuum comes again, for what is due. Without counters everything may be.
        const VacuumRelation* const relation = picture_.relation(rows.relation);
        return relation != nullptr && relation->autovacuum.enabled && (picture_.track_counts.off || forecast_of(*relation).due());
    });
}

Freed WhatIf::of(const DeadRows& rows) const {
    Freed freed{.relation = rows.relation, .what = std::nullopt, .exact = false, .reason = rows.obstacle};
    if (!rows.known) return freed;
    const bool removable = takes_removable(rows);
    if (rows.from_counters) {
        if (removable) freed.what = rows.total();
        return freed;
    }
    const auto kind = static_cast<std::size_t>(rows.horizon);
    freed.what = rows.before(then_[kind]);
    if (!removable) freed.what = *freed.what - rows.before(std::min(now_[kind], then_[kind]));
    freed.exact = rows.exact && !picture_.in_recovery;
    if (picture_.in_recovery && freed.reason.empty()) freed.reason = "who else holds rows back on the primary cannot be seen from a standby";
    return freed;
}

std::span<const FullXid> ordered_limits(Vector<FullXid>& limits) {
    std::ranges::sort(limits);
    limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
    return span_of(limits);
}

void find_measured_blockers(const VacuumPicture& picture, const DeadRows& rows, Vector<Blocker>& found, Memory* memory) {
    const VacuumRelation* const relation = picture.relation(rows.relation);
    if (relation == nullptr || !rows.known || rows.from_counters) return;
    const auto add = [&](BlockerKind kind) -> Blocker& {
        Blocker& blocker = found.emplace_back(memory, kind);
        blocker.id = concat(memory, "relation:", name_of(kind), ":", relation->qualified);
        blocker.database = picture.database_name;
        blocker.relation = relation->id;
        blocker.relation_name = relation->quoted;
        blocker.add_scope(Scope::Table);
        blocker.note("table", relation->qualified);
        return blocker;
    };
    if (rows.before_relfrozenxid > 0) {
        Blocker& blocker = add(BlockerKind::VacuumErrorXminBeforeRelfrozenxid);
        blocker.severity = Severity::Critical;
        blocker.add_scope(Scope::Freeze);
        blocker.age = relation->xid_age;
        blocker.summary = concat(memory, rows.before_relfrozenxid, plural(rows.before_relfrozenxid, " row", " rows"), " of ", relation->qualified,
                                 " are older than its relfrozenxid says: every vacuum that freezes fails");
        blocker.remedy = concat(memory, "CREATE EXTENSION IF NOT EXISTS amcheck;\nSELECT * FROM verify_heapam(", literal(memory, relation->quoted),
                                "::regclass);\n-- having looked, freeze the rows by force (contrib pg_surgery):\n-- SELECT heap_force_freeze(",
                                literal(memory, relation->quoted), "::regclass, ARRAY[...]::tid[]);");
        blocker.note("tuples", rows.before_relfrozenxid);
        blocker.note("exact", rows.exact);
    }
    // Pointers of rows that are pruned already go through the indexes, too.
    const std::int64_t dead = rows.total().rows + rows.dead_pointers;
    const std::int64_t passes = picture.dead_rows_as_array && relation->has_indexes && rows.exact
                                    ? index_passes(dead, rows.pages_with_dead_rows, picture.work_memory_bytes, rows.table_pages)
                                    : 0;
    if (passes > 1) {
        Blocker& blocker = add(BlockerKind::MaintenanceWorkMemMultipass);
        blocker.severity = passes > 4 ? Severity::Medium : Severity::Low;
        const std::string_view setting = picture.work_memory_is_own ? "autovacuum_work_mem" : "maintenance_work_mem";
        const std::int64_t needed = (dead * 6 + 291 * 6) / kMegabyte + 1;
        blocker.summary = concat(memory, "a vacuum of ", relation->qualified, " goes over its indexes ", passes, " times, because ", setting,
                                 " holds too few of its ", dead, " dead rows");
        blocker.remedy =
            concat(memory, "ALTER SYSTEM SET ", setting, " = '", std::min<std::int64_t>(needed, 1024), "MB';\nSELECT pg_catalog.pg_reload_conf();");
        blocker.note("setting", setting);
        blocker.note("index_passes", passes);
        blocker.note("dead_rows", dead);
        blocker.note("work_memory_bytes", picture.work_memory_bytes);
    }
}

}  // namespace pgops
