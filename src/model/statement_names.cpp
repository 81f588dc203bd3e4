#include "model/statement_names.hpp"

#include <algorithm>

namespace pgops {

StatementNames::StatementNames(const Model& model, Memory* memory) : names_(memory) {
    if (model.server().workload().statements.empty()) return;
    names_.reserve(model.tables().size());
    for (const Table& table : model.tables()) names_.push_back({table.name, &table});
    polled_sort_by(model.server(), names_, &Named::name);
}

const Table* StatementNames::find(const StatementTable& wanted) const {
    const Table* only = nullptr;
    for (const Named& named : std::ranges::equal_range(names_, wanted.name, {}, &Named::name)) {
        if (!wanted.schema.empty() && named.table->schema != wanted.schema) continue;
        if (only != nullptr) return nullptr;
        only = named.table;
    }
    return only;
}

const Column* StatementNames::find(const Statement& statement, std::int32_t scope, std::string_view qualifier, std::string_view name) const {
    for (; scope >= 0; scope = statement.scopes[static_cast<std::size_t>(scope)].parent) {
        const Column* only = nullptr;
        for (const StatementTable& named : statement.scopes[static_cast<std::size_t>(scope)].tables) {
            if (!qualifier.empty() && named.alias != qualifier) continue;
            const Table* const table = find(named);
            const Column* const column = table != nullptr ? column_named(*table, name) : nullptr;
            if (column == nullptr) continue;
            if (only != nullptr) return nullptr;
            only = column;
        }
        if (only != nullptr) return only;
    }
    return nullptr;
}

const Column* column_named(const Table& table, std::string_view name) {
    const auto found = std::ranges::find(table.columns, name, &Column::name);
    return found != table.columns.end() ? &*found : nullptr;
}

}  // namespace pgops
