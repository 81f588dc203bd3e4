#include "model/workload_uses.hpp"

#include <algorithm>

namespace pgops {

WorkloadUses::WorkloadUses(const Model& model, Memory* memory) : workload_(model.server().workload()), names_(model, memory), named_(memory), uses_(memory) {
    for (const Statement& statement : workload_.statements) {
        model.server().poll();
        add(statement);
    }
    polled_sort(model.server(), uses_,
                [](const WorkloadUse& a, const WorkloadUse& b) { return a.table->id != b.table->id ? a.table->id < b.table->id : a.statement < b.statement; });
}

std::span<const WorkloadUse> WorkloadUses::of(const Table& table) const {
    const auto found = std::ranges::equal_range(uses_, table.id, {}, [](const WorkloadUse& use) { return use.table->id; });
    return found.empty() ? std::span<const WorkloadUse>() : std::span<const WorkloadUse>(&*found.begin(), static_cast<std::size_t>(found.size()));
}

void WorkloadUses::add(const Statement& statement) {
    for (const StatementScope& scope : statement.scopes)
        for (const StatementTable& named : scope.tables)
            if (const Table* const table = names_.find(named)) named_.insert(table->id);
    for (const StatementColumn& column : statement.columns)
        if (const Column* const found = names_.find(statement, column.scope, column.qualifier, column.name))
            uses_.push_back({.table = found->table, .column = found, .statement = &statement, .use = column.use, .operator_name = column.operator_name});
}

}  // namespace pgops
