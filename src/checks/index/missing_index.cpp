// Large tables that are read from end to end again and again, and the column whose index would spare it.
#include <algorithm>

#include "checks/index/column_index.hpp"
#include "checks/index/filter_columns.hpp"
#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// Below that it is a report, a backup or a person, and not a query that runs all day.
constexpr std::int64_t kFewScans = 100;
constexpr double kFewScansPerDay = 24;
constexpr double kManyRowsPerDay = 1e9;

// What is read of a table, or of all partitions of one.
struct Reading {
    std::int64_t scans = 0, rows_read = 0, index_scans = 0, bytes = 0;
    double rows = 0;
    void add(const Table& table) {
        scans = std::max(scans, table.counters.sequential_scans);  // one scan of the whole reads each partition once
        rows_read += table.counters.sequential_rows_read;
        rows += table.estimated_rows().value_or(0);
        bytes += table.size_bytes.value_or(0);
        for (const Index& index : table.indexes) index_scans += index.counters.scans;
    }
};
using ReadingByRoot = FlatMap<ObjectId, Reading>;

const Table& root_of(const Table& table) {
    const Table* root = &table;
    while (root->is_partition && root->parent != nullptr) root = root->parent;
    return *root;
}

ReadingByRoot readings(const Model& model, Memory* memory) {
    ReadingByRoot by_root(memory);
    // Tables come by oid, so a root comes before its partitions, mostly: the map grows at its end.
    for (const Table& table : model.tables())
        if (table.has_storage() && table.counters.known && table.counters.sequential_scans > 0) by_root[root_of(table).id].add(table);
    return by_root;
}

std::optional<double> days_counted(const Model& model) {
    if (!model.counters_since() || model.now() <= *model.counters_since()) return std::nullopt;
    return std::max(1.0 / 24, static_cast<double>(model.now() - *model.counters_since()) / static_cast<double>(kDay));
}

bool is_hot(const Model& model, const Reading& reading) {
    const double least = model.settings().value(Setting::MissingIndexMinRows);
    if (reading.scans < kFewScans || reading.rows < least || reading.bytes < model.settings().bytes(Setting::MinRelationSize)) return false;
    if (static_cast<double>(reading.rows_read) < least * static_cast<double>(reading.scans)) return false;
    const std::optional<double> days = days_counted(model);
    return !days || static_cast<double>(reading.scans) >= kFewScansPerDay * *days;
}

// missing_fk_index says it, with the same command.
const Constraint* unindexed_foreign_key(const Model& model, const Column& column) {
    for (const Constraint& constraint : column.table->constraints) {
        if (constraint.kind != ConstraintKind::ForeignKey || constraint.of_parent || constraint.columns.size() != 1) continue;
        if (constraint.columns.front() != column.number) continue;
        if (std::ranges::none_of(column.table->indexes, [&](const Index& index) { return supports(model, index, constraint); })) return &constraint;
    }
    return nullptr;
}

std::span<const std::string_view> names_of(const FilterColumns& filters, Memory* memory) {
    auto& names = make_in<Vector<std::string_view>>(memory, memory);
    for (const FilterColumn& filter : filters.columns) names.push_back(concat(memory, filter.column->name, " (", grouped(filter.calls), " calls)"));
    return span_of(names);
}

void advise(const Model& model, Finding& finding, const Table& table, const FilterColumns& filters, Memory* memory) {
    const FilterColumn* const filter = filters.outstanding();
    if (filter == nullptr) {
        finding.confidence(Confidence::Review);
        return;
    }
    if (unindexed_foreign_key(model, *filter->column) != nullptr) {
        finding.caused_by(concat(memory, "missing_fk_index:", quoted_name(memory, *filter->column)));
        return;
    }
    finding.fix(concat(memory, create_index(memory, table), " (", filter->column->quoted, ");"), create_index_lock(memory, table));
}

std::string_view advice(const FilterColumns& filters, std::string_view unknown, Memory* memory) {
    if (filters.columns.empty())
        return concat(memory, "Which statements do that is not known (", unknown,
                      "): see which conditions they have, and whether an index can find those rows.");
    const FilterColumn* const filter = filters.outstanding();
    if (filter == nullptr)
        return "Statements without a fitting index compare several columns, none of which stands out (filter_columns in the evidence): an index on two of them "
               "together may serve most.";
    return concat(memory, "Of ", grouped(filters.calls), " calls of statements that no index helps, ", grouped(filter->calls), " compare ",
                  filter->column->quoted, " with a value that few rows have.");
}

std::string_view why_unknown(const WorkloadUses& workload) {
    if (!workload.absent().empty()) return workload.absent();
    return workload.is_complete() ? "none in pg_stat_statements names the table" : "pg_stat_statements has texts that cannot be seen or read here";
}

}  // namespace

Findings missing_index(const Model& model, Memory* memory) {
    Findings found(memory);
    std::optional<WorkloadUses> workload;
    for (const auto& [id, reading] : readings(model, memory)) {
        model.server().poll();
        const Table* const table = is_hot(model, reading) ? model.table(id) : nullptr;
        if (table == nullptr) continue;
        if (!workload) workload.emplace(model, memory);
        const FilterColumns filters = filter_columns_of(*workload, *table, reading.rows, memory);
        // What statements are known to want of it, they cannot get by an index, or have one.
        if (filters.columns.empty() && workload->names(*table) && workload->is_complete()) continue;
        const std::int64_t per_scan = reading.rows_read / reading.scans;
        const std::optional<double> days = days_counted(model);
        const bool many = days && static_cast<double>(reading.rows_read) / *days >= kManyRowsPerDay;
        Finding& finding =
            found.add(*table, many ? Severity::Medium : Severity::Low).confidence(filters.columns.empty() ? Confidence::Review : Confidence::Estimated);
        finding.says(grouped(reading.scans), " scans of ", grouped(per_scan), " rows each").urgency(many ? 0.7 : 0.5);
        finding.evidence("sequential_scans", reading.scans).evidence("rows_per_scan", per_scan).evidence("index_scans", reading.index_scans);
        finding.evidence("rows", static_cast<std::int64_t>(reading.rows)).evidence("size_bytes", reading.bytes);
        if (days) finding.evidence("observed_seconds", (model.now() - *model.counters_since()) / kSecond);
        finding.evidence("filter_columns", names_of(filters, memory));
        const std::string_view unknown = why_unknown(*workload);
        finding.evidence("statements", filters.columns.empty() ? unknown : std::string_view("pg_stat_statements"));
        finding.because("It was read from end to end ", grouped(reading.scans), " times",
                        days ? concat(memory, " in ", human_duration(model.now() - *model.counters_since())) : "", ", ", grouped(per_scan), " rows each time. ",
                        advice(filters, unknown, memory));
        advise(model, finding, *table, filters, memory);
    }
    return found;
}

}  // namespace pgops
