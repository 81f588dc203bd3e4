// An index on what updates change, which keeps them from being HOT, and gives little for it.
#include <algorithm>

#include "checks/bloat/changing_columns.hpp"
#include "checks/bloat/hot_updates.hpp"
#include "checks/index/column_index.hpp"
#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"
#include "model/workload_uses.hpp"

namespace pgops {

namespace {

// An index that is scanned at least once for so many updates that it keeps from being HOT earns its place.
constexpr std::int64_t kUpdatesPerScan = 10;
constexpr double kMostUpdates = 0.5;

// The rows that statements changed in a table, and those of them where they set a column that the index uses.
struct Assigned {
    double rows = 0, of_index = 0;
    double share() const { return rows > 0 ? of_index / rows : 0; }
};

Assigned assigned_to(const WorkloadUses& workload, const Index& index) {
    Assigned assigned;
    const Statement* statement = nullptr;
    bool counted = false;
    for (const WorkloadUse& use : workload.of(*index.table)) {
        if (use.use != ColumnUse::Assigned) continue;
        if (use.statement != statement) {
            statement = use.statement;
            counted = false;
            assigned.rows += static_cast<double>(statement->rows);
        }
        if (counted || !uses_column(index, [&](std::int16_t number) { return number == use.column->number; })) continue;
        counted = true;
        assigned.of_index += static_cast<double>(statement->rows);
    }
    return assigned;
}

bool is_likely_to_block(const Index& index) {
    return uses_column(index, [&](std::int16_t number) {
        const Column* const column = index.table->column(number);
        return column != nullptr && is_likely_to_change(*column);
    });
}

bool is_candidate(const Model& model, const Index& index) {
    const TableCounters& counters = index.table->counters;
    if (!is_usable(index) || !can_prevent_hot(index) || index.unique || index.constraint_id != kNoObject || index.replica_identity) return false;
    return index.counters.scans * kUpdatesPerScan < counters.updated - counters.hot_updated && !supports_foreign_key(model, index);
}

}  // namespace

Findings hot_blocking_index(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    std::optional<WorkloadUses> workload;
    for (const Table& table : model.tables()) {
        if (!lacks_hot_updates(model, table)) continue;
        if (!workload) workload.emplace(model, memory);
        for (const Index& index : table.indexes) {
            if (!is_candidate(model, index)) continue;
            const Assigned assigned = assigned_to(*workload, index);
            const bool by_statements = assigned.rows > 0;
            if (by_statements ? assigned.share() < kMostUpdates : !is_likely_to_block(index)) continue;
            if (replacement_of(index).stays != nullptr || uses.of(index).verdict == UseVerdict::Unused) continue;
            const TableCounters& counters = table.counters;
            const std::int64_t not_hot = counters.updated - counters.hot_updated, size = index.size_bytes.value_or(0);
            Finding& finding = found.add(index, Severity::Low).confidence(Confidence::Review).urgency(0.6);
            finding.says(grouped(index.counters.scans), plural(index.counters.scans, " scan, ", " scans, "), grouped(not_hot), " not HOT");
            finding.evidence("updates", counters.updated).evidence("hot_percent", hot_percent(counters)).evidence("not_hot_updates", not_hot);
            finding.evidence("scans", index.counters.scans).evidence("size_bytes", size);
            finding.evidence("known_from", by_statements ? "statements" : "names of columns");
            if (by_statements) finding.evidence("updates_of_its_columns_percent", 100 * assigned.share());
            else finding.evidence("statements_unknown", workload->absent().empty() ? "no statement that updates the table is known" : workload->absent());
            finding.because(
                by_statements
                    ? concat(memory, decimal(100 * assigned.share(), 0), " % of the updated rows, by pg_stat_statements, had a column set that it uses. ")
                    : std::string_view("By its name, a column that it uses changes often. "),
                "Such an update cannot be HOT: it writes into every index of the table, and VACUUM has to clean up after it. For ", grouped(not_hot),
                " updates of that kind it was scanned ", grouped(index.counters.scans), plural(index.counters.scans, " time", " times"),
                ". Ask whether those queries need it, or would do with an index that leaves the changing column out.");
        }
    }
    return found;
}

}  // namespace pgops
