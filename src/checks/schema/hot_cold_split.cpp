// A few columns that change all the time beside many that do not: every update copies the whole row.
#include <algorithm>

#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"
#include "model/workload_uses.hpp"

namespace pgops {

namespace {

constexpr double kLeastRow = 200;   // bytes: a narrow row costs little to copy
constexpr double kMostHot = 0.25;   // of the row's bytes
constexpr double kNearlyAll = 0.8;  // of the updates
constexpr std::size_t kLeastColumns = 8;
constexpr std::int64_t kLeastUpdates = 1000;

double width_of(const Column& column) {
    return column.statistics.known ? static_cast<double>(column.statistics.average_width) * (1 - static_cast<double>(column.statistics.null_fraction)) : 0;
}

struct Changes {
    const Column* column;
    std::int64_t calls;
};

// What statements set, as far as they were taken apart.
struct Updates {
    explicit Updates(Memory* memory) : columns(memory), statements(memory) {}
    Vector<Changes> columns;              // most often changed first
    Vector<const Statement*> statements;  // different ones
    std::int64_t calls = 0;

    // Of all updates, those that set nothing but the first columns.
    std::int64_t calls_of_first(std::span<const WorkloadUse> uses, std::size_t count) const {
        std::int64_t inside = 0;
        for (const Statement* const statement : statements) {
            const bool only = std::ranges::all_of(uses, [&](const WorkloadUse& use) {
                return use.statement != statement || use.use != ColumnUse::Assigned ||
                       std::ranges::any_of(std::span(columns.data(), count), [&](const Changes& change) { return change.column == use.column; });
            });
            if (only) inside += statement->calls;
        }
        return inside;
    }
};

Updates updates_of(std::span<const WorkloadUse> uses, Memory* memory) {
    Updates updates(memory);
    for (const WorkloadUse& use : uses) {
        if (use.use != ColumnUse::Assigned || use.column == nullptr || use.statement == nullptr) continue;
        if (std::ranges::find(updates.statements, use.statement) == updates.statements.end()) {
            updates.statements.push_back(use.statement);
            updates.calls += use.statement->calls;
        }
        const auto known = std::ranges::find(updates.columns, use.column, &Changes::column);
        if (known == updates.columns.end()) updates.columns.push_back({use.column, use.statement->calls});
        else known->calls += use.statement->calls;
    }
    std::ranges::sort(updates.columns,
                      [](const Changes& a, const Changes& b) { return a.calls != b.calls ? a.calls > b.calls : a.column->number < b.column->number; });
    return updates;
}

struct Split {
    std::size_t hot = 0;
    double hot_bytes = 0, row_bytes = 0;
    std::int64_t hot_calls = 0;
};

// The fewest of the most often changed columns that nearly all updates keep to.
std::optional<Split> split_of(const Table& table, const Updates& updates, std::span<const WorkloadUse> uses) {
    Split split;
    for (const Column& column : table.columns) split.row_bytes += width_of(column);
    if (split.row_bytes < kLeastRow) return std::nullopt;
    for (split.hot = 1; split.hot <= updates.columns.size(); ++split.hot) {
        split.hot_bytes += width_of(*updates.columns[split.hot - 1].column);
        if (split.hot_bytes > kMostHot * split.row_bytes || split.hot * 3 > table.columns.size()) return std::nullopt;
        split.hot_calls = updates.calls_of_first(uses, split.hot);
        if (static_cast<double>(split.hot_calls) >= kNearlyAll * static_cast<double>(updates.calls)) return split;
    }
    return std::nullopt;
}

bool is_candidate(const Table& table, double rows) {
    return table.columns.size() >= kLeastColumns && table.counters.known && table.counters.updated >= kLeastUpdates &&
           static_cast<double>(table.counters.updated) >= rows;
}

std::string_view migration(const Table& table, const Updates& updates, const Split& split, Memory* memory) {
    const Constraint* const key = table.primary_key();
    if (key == nullptr || key->columns.size() != 1) return {};
    const Column* const id = table.column(key->columns.front());
    if (id == nullptr) return {};
    std::string_view list = id->quoted;
    for (std::size_t i = 0; i < split.hot; ++i) list = concat(memory, list, ", ", updates.columns[i].column->quoted);
    // A quoted name ends in a quote.
    const bool in_quotes = table.quoted.ends_with('"');
    const std::string_view stem = in_quotes ? table.quoted.substr(0, table.quoted.size() - 1) : table.quoted;
    const std::string_view part = concat(memory, stem, "_activity", in_quotes ? "\"" : "");
    return concat(memory, "CREATE TABLE ", part, " AS SELECT ", list, " FROM ", table.quoted, ";\nALTER TABLE ", part, " ADD PRIMARY KEY (", id->quoted,
                  "), ADD FOREIGN KEY (", id->quoted, ") REFERENCES ", table.quoted, " ON DELETE CASCADE;");
}

void describe(Findings& found, const Table& table, const Updates& updates, const Split& split, double rows, Memory* memory) {
    Vector<std::string_view> hot(memory);
    for (std::size_t i = 0; i < split.hot; ++i) hot.push_back(updates.columns[i].column->name);
    const double updated = static_cast<double>(table.counters.updated), cold = split.row_bytes - split.hot_bytes;
    Finding& finding =
        found.add(table, updated * cold >= static_cast<double>(10 * kGigabyte) ? Severity::Medium : Severity::Low).confidence(Confidence::Review);
    finding.says("updates change ", split.hot, " of ", table.columns.size(), " columns").evidence("columns", span_of(hot));
    finding.evidence("rows", static_cast<std::int64_t>(rows))
        .evidence("updates", table.counters.updated)
        .evidence("updates_per_row", updated / std::max(1.0, rows));
    finding.evidence("row_bytes", split.row_bytes).evidence("bytes_that_change", split.hot_bytes).evidence("update_statements", updates.statements.size());
    finding.evidence("share_of_updates", static_cast<double>(split.hot_calls) / static_cast<double>(std::max<std::int64_t>(1, updates.calls)));
    finding.evidence("bytes_copied_in_vain", static_cast<std::int64_t>(updated * cold));
    const std::string_view way = migration(table, updates, split, memory);
    if (!way.empty()) finding.evidence("migration", way);
    finding.because("An update writes a new version of the whole row, about ", human_bytes(static_cast<std::int64_t>(split.row_bytes)), " here, of which ",
                    human_bytes(static_cast<std::int64_t>(split.hot_bytes)),
                    " can have changed. VACUUM has to take away the old versions, and the columns that "
                    "nobody changes grow old beside them. A table of their own, one to one, for the columns that move keeps the versions small, and leaves the "
                    "wide rows, and all their indexes, alone.");
}

}  // namespace

Findings hot_cold_split(const Model& model, Memory* memory) {
    Findings found(memory);
    std::int64_t unknown = 0;
    std::optional<WorkloadUses> workload;
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        if (!is_candidate(table, rows)) return;
        if (!workload) workload.emplace(model, memory);
        const std::span<const WorkloadUse> uses = workload->of(table);
        const Updates updates = updates_of(uses, memory);
        if (updates.statements.empty()) ++unknown;
        if (const std::optional<Split> split = split_of(table, updates, uses)) describe(found, table, updates, *split, rows, memory);
    });
    if (unknown == 0) return found;
    const std::string_view reason =
                               workload->absent().empty() ? std::string_view("pg_stat_statements has none of their UPDATE statements") : workload->absent(),
                           before = found.left_out();
    found.left_out(concat(memory, before, before.empty() ? "" : "; ", unknown, plural(unknown, " table", " tables"), " with many updates: ", reason));
    return found;
}

}  // namespace pgops
