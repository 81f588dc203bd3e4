#include "model/workload_uses.hpp"

#include <algorithm>

namespace pgops {

namespace {

const Column* column_named(const Table& table, std::string_view name) {
    const auto found = std::ranges::find(table.columns, name, &Column::name);
    return found != table.columns.end() ? &*found : nullptr;
}

}  // namespace

WorkloadUses::WorkloadUses(const Model& model, Memory* memory)
    : model_(model), workload_(model.server().workload()), names_(memory), named_(memory), uses_(memory) {
    if (workload_.statements.empty()) return;
    names_.reserve(model.tables().size());
    for (const Table& table : model.tables()) names_.push_back({table.name, &table});
    polled_sort_by(model.server(), names_, &Named::name);
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

const Table* WorkloadUses::find(const StatementTable& wanted) const {
    const Table* only = nullptr;
    for (const Named& named : std::ranges::equal_range(names_, wanted.name, {}, &Named::name)) {
        if (!wanted.schema.empty() && named.table->schema != wanted.schema) continue;
        if (only != nullptr) return nullptr;
        only = named.table;
    }
    return only;
}

const Column* WorkloadUses::find(const Statement& statement, const StatementColumn& wanted) const {
    for (std::int32_t scope = wanted.scope; scope >= 0; scope = statement.scopes[static_cast<std::size_t>(scope)].parent) {
        const Column* only = nullptr;
        for (const StatementTable& named : statement.scopes[static_cast<std::size_t>(scope)].tables) {
            if (!wanted.qualifier.empty() && named.alias != wanted.qualifier) continue;
            const Table* const table = find(named);
            const Column* const column = table != nullptr ? column_named(*table, wanted.name) : nullptr;
            if (column == nullptr) continue;
            if (only != nullptr) return nullptr;
            only = column;
        }
        if (only != nullptr) return only;
    }
    return nullptr;
}

void WorkloadUses::add(const Statement& statement) {
    for (const StatementScope& scope : statement.scopes)
        for (const StatementTable& named : scope.tables)
            if (const Table* const table = find(named)) named_.insert(table->id);
    for (const StatementColumn& column : statement.columns)
        if (const Column* const found = find(statement, column))
            uses_.push_back({.table = found->table, .column = found, .statement = &statement, .use = column.use, .operator_name = column.operator_name});
}

}  // namespace pgops
