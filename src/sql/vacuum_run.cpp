#include "sql/vacuum_run.hpp"

#include <cmath>

namespace pgops {

FreedInAll freed_in_all(const WhatIf& question, const Attribution& attribution) {
    FreedInAll sum;
    sum.known = true;
    for (const DeadRows& rows : attribution.rows) {
        const Freed freed = question.of(rows);
        if (!freed.what) continue;
        sum.what += *freed.what;
        const std::int64_t all = rows.total().rows;
        const bool sampled = !rows.exact && !rows.from_counters && all > 0;
        const double share = sampled ? static_cast<double>(freed.what->rows) / static_cast<double>(all) : 0;
        sum.sampled = sum.sampled || sampled;
        sum.low += sampled ? std::llround(share * static_cast<double>(rows.low)) : freed.what->rows;
        sum.high += sampled ? std::llround(share * static_cast<double>(rows.high)) : freed.what->rows;
    }
    return sum;
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
