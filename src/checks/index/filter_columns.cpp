#include "checks/index/filter_columns.hpp"

#include <algorithm>

#include "checks/index/index_relation.hpp"

namespace pgops {

namespace {

constexpr double kOutstandingShare = 0.6;
// A condition that leaves more of a table than this is not one that an index is for; nor is a statement that returns more.
constexpr double kFewRows = 0.01, kManyRows = 0.05;

}  // namespace

const Index* index_that_finds(const Table& table, const Column& column) {
    for (const Index& index : table.indexes) {
        if (!index.valid || !index.ready) continue;
        // Every key of a GIN, GiST or BRIN index can be looked for by itself.
        const bool any_key = index.method == AccessMethod::Gin || index.method == AccessMethod::Gist || index.method == AccessMethod::Brin;
        const std::span<const IndexKey> keys = any_key ? index.key_columns() : index.key_columns().first(1);
        if (std::ranges::any_of(keys, [&](const IndexKey& key) { return key.column_number == column.number; })) return &index;
    }
    return nullptr;
}

bool leaves_few_rows(const Column& column, double rows) {
    const double distinct = static_cast<double>(column.statistics.distinct);
    if (!column.statistics.known || distinct == 0) return false;
    const double values = distinct > 0 ? distinct : -distinct * rows;
    return values * kFewRows >= 1 && static_cast<double>(column.statistics.most_common) < 0.5;
}

bool finds_rows(ColumnUse use) { return use == ColumnUse::Equality || use == ColumnUse::Range || use == ColumnUse::Join || use == ColumnUse::Containment; }

const FilterColumn* FilterColumns::outstanding() const {
    if (columns.empty() || static_cast<double>(columns.front().calls) < kOutstandingShare * static_cast<double>(calls)) return nullptr;
    return &columns.front();
}

FilterColumns filter_columns_of(const WorkloadUses& workload, const Table& table, double rows, Memory* memory) {
    FilterColumns found(memory);
    const std::span<const WorkloadUse> uses = workload.of(table);
    for (std::size_t begin = 0, end = 0; begin < uses.size(); begin = end) {
        const Statement& statement = *uses[begin].statement;
        while (end < uses.size() && uses[end].statement == &statement) ++end;
        const std::span<const WorkloadUse> of_statement = uses.subspan(begin, end - begin);
        if (statement.calls <= 0 || static_cast<double>(statement.rows) > kManyRows * rows * static_cast<double>(statement.calls)) continue;
        if (std::ranges::any_of(of_statement, [&](const WorkloadUse& use) { return finds_rows(use.use) && index_that_finds(table, *use.column) != nullptr; }))
            continue;
        bool counted = false;
        for (const WorkloadUse& use : of_statement) {
            if (use.use != ColumnUse::Equality || !leaves_few_rows(*use.column, rows)) continue;
            if (!counted) found.calls += statement.calls;
            counted = true;
            const auto known = std::ranges::find(found.columns, use.column, &FilterColumn::column);
            if (known == found.columns.end()) found.columns.push_back({use.column, statement.calls});
            else known->calls += statement.calls;
        }
    }
    std::ranges::sort(found.columns, [](const FilterColumn& a, const FilterColumn& b) { return a.calls != b.calls ? a.calls > b.calls : a.column < b.column; });
    return found;
}

}  // namespace pgops
