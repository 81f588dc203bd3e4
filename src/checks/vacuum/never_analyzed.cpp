// A table with rows that was never analyzed: the planner guesses.
#include <algorithm>

#include "checks/sql.hpp"

namespace pgops {

namespace {

bool has_statistics(const Table& table) {
    return std::ranges::any_of(table.columns, [](const Column& column) { return column.statistics.known; });
}

// What lies below a partitioned table, for which autovacuum never gathers statistics.
FlatMap<ObjectId, std::int64_t> bytes_below(const Model& model, Memory* memory) {
    FlatMap<ObjectId, std::int64_t> bytes(memory);
    for (const Table& table : model.tables())
        for (const Table* above = table.parent; above != nullptr; above = above->parent) bytes[above->id] += table.size_bytes.value_or(0);
    return bytes;
}

}  // namespace

Findings never_analyzed(const Model& model, Memory* memory) {
    Findings found(memory);
    const FlatMap<ObjectId, std::int64_t> below = bytes_below(model, memory);
    for (const Table& table : model.tables()) {
        if (!table.holds_data() || table.columns.empty() || has_statistics(table) || table.counters.last_analyze != kUnknownTime) continue;
        const bool partitioned = table.kind == RelationKind::Partitioned;
        const auto children = below.find(table.id);
        const std::int64_t bytes = partitioned ? (children == below.end() ? 0 : children->second) : table.size_bytes.value_or(0);
        if (bytes == 0 || bytes < model.settings().bytes(Setting::MinRelationSize)) continue;
        Finding& finding = found.add(table, bytes >= kGigabyte ? Severity::Medium : Severity::Low).says("never analyzed, ", human_bytes(bytes));
        finding.evidence("size_bytes", bytes).evidence("partitioned", partitioned);
        if (partitioned)
            finding.because(
                "Autovacuum analyzes the partitions but never the partitioned table itself, so plans that span partitions rest on guesses. Analyze it after "
                "larger changes, by a scheduled job.");
        else
            finding.because(
                "The planner has no statistics of it and guesses how many rows each condition leaves. Analyze it after loading; autovacuum comes only when it "
                "is on for the table and enough rows have changed.");
        finding.fix(concat(memory, "ANALYZE ", table.quoted, ";"), lock_on(memory, "SHARE UPDATE EXCLUSIVE", table));
    }
    return found;
}

}  // namespace pgops
