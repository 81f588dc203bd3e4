#include "pg/horizon/attribution.hpp"

#include <algorithm>

#include "pg/guard.hpp"

namespace pgops {

namespace {

// Pages as of the last vacuum, or what the rows counted since then would fill.
std::int64_t likely_pages(const VacuumRelation& relation) { return std::max(relation.pages, (relation.live_rows + relation.dead_rows) / 64); }

Vector<const VacuumRelation*>& largest_first(const VacuumPicture& picture, Memory* memory) {
    auto& ordered = make_in<Vector<const VacuumRelation*>>(memory, memory);
    for (const VacuumRelation& relation : picture.relations)
        if (!relation.temporary || relation.own) ordered.push_back(&relation);
    std::ranges::stable_sort(ordered, [](const VacuumRelation* a, const VacuumRelation* b) { return likely_pages(*a) > likely_pages(*b); });
    return ordered;
}

// Of one that cannot be read the counters still know how many rows are dead, though not since when.
void take_counters(const VacuumRelation& relation, DeadRows& rows) {
    if (rows.known || !relation.counted || relation.dead_rows <= 0) return;
    std::ranges::fill(rows.bands, RowsAndBytes{});
    const std::int64_t width = relation.live_rows + relation.dead_rows > 0 ? relation.pages * BLCKSZ / (relation.live_rows + relation.dead_rows) : 0;
    rows.bands.front() = {relation.dead_rows, relation.dead_rows * width};
    rows.known = rows.from_counters = true;
    rows.exact = false;
}

}  // namespace

Attribution& read_attribution(const VacuumPicture& picture, std::span<const FullXid> limits, const AttributionLimits& budget, Memory* memory) {
    auto& attribution = make_in<Attribution>(memory, memory);
    std::int64_t left = budget.most_pages;
    for (const VacuumRelation* const relation : largest_first(picture, memory)) {
        check_for_interrupts();
        DeadRowsRequest request{.relation = relation->id, .limits = limits, .most_pages = left, .look_into_frozen = budget.look_for_failures};
        if (budget.deadline != kUnknownTime && GetCurrentTimestamp() > budget.deadline) request.most_pages = 0;
        DeadRows rows = read_dead_rows(request, picture.next, memory);
        attribution.pages_read += rows.pages_read;
        if (left >= 0) left = std::max<std::int64_t>(0, left - rows.pages_read);
        take_counters(*relation, rows);
        const bool dead = rows.total().rows > 0 || rows.dead_pointers > 0;
        if (dead && budget.look_for_failures && relation->has_indexes && !rows.from_counters) {
            std::int64_t of_indexes = left >= 0 ? left : INT64_MAX;
            for (const IndexDamage& damage : find_damaged_indexes(relation->id, &of_indexes, memory)) attribution.damages.push_back({relation->id, damage});
            if (left >= 0) attribution.pages_read += left - of_indexes;
            if (left >= 0) left = of_indexes;
        }
        if (dead || !rows.known || rows.before_relfrozenxid > 0) attribution.rows.push_back(rows);
    }
    return attribution;
}

void add_measured(const VacuumPicture& picture, const Attribution& attribution, Vector<Blocker>& blockers, Memory* memory) {
    for (const DeadRows& rows : attribution.rows) find_measured_blockers(picture, rows, blockers, memory);
    for (const Attribution::Damage& damage : attribution.damages) {
        const VacuumRelation* const relation = picture.relation(damage.table);
        if (relation == nullptr) continue;
        Blocker& blocker = blockers.emplace_back(memory, BlockerKind::VacuumErrorIndex);
        blocker.id = concat(memory, "relation:", name_of(blocker.kind), ":", relation->qualified);
        blocker.severity = Severity::Critical;
        blocker.database = picture.database_name;
        blocker.relation = relation->id;
        blocker.relation_name = relation->quoted;
        blocker.frees_removable = true;
        blocker.add_scope(Scope::Table);
        blocker.summary = concat(memory, "every vacuum of ", relation->qualified, " fails: ", damage.index.error);
        blocker.remedy = concat(memory, "REINDEX INDEX CONCURRENTLY ", damage.index.quoted, ";\nVACUUM ", relation->quoted, ";");
        blocker.note("table", relation->qualified);
        blocker.note("index", concat(memory, relation->schema, ".", damage.index.name));
        blocker.note("error", damage.index.error);
        blocker.note("block", damage.index.block);
        blocker.note("stop_gap", concat(memory, "VACUUM (FREEZE, INDEX_CLEANUP OFF) ", relation->quoted, ";"));
    }
}

}  // namespace pgops
