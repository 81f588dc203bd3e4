#include "checks/sql.hpp"

#include <algorithm>

namespace pgops {

namespace {

bool contains(std::span<const std::int16_t> columns, std::int16_t number) { return std::ranges::find(columns, number) != columns.end(); }

}  // namespace

std::string_view drop_index(Memory* memory, const Index& index) {
    // An index of a partitioned table cannot be dropped concurrently.
    return concat(memory, index.partitioned ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ", index.quoted, ";");
}

std::string_view drop_index_lock(Memory* memory, const Index& index) {
    return concat(memory, index.partitioned ? "ACCESS EXCLUSIVE on " : "SHARE UPDATE EXCLUSIVE on ", index.table->quoted);
}

std::string_view create_index_again(Model const& model, const Index& index, Memory* memory) {
    const std::optional<std::string_view> definition = model.server().index_definition(index.id);
    if (!definition) return {};
    constexpr std::string_view kPlain = "CREATE INDEX ", kUnique = "CREATE UNIQUE INDEX ";
    for (const std::string_view start : {kPlain, kUnique})
        if (!index.partitioned && definition->starts_with(start)) return concat(memory, start, "CONCURRENTLY ", definition->substr(start.size()), ";");
    return concat(memory, *definition, ";");
}

std::string_view access_exclusive_on(Memory* memory, std::string_view object) { return concat(memory, "ACCESS EXCLUSIVE on ", object); }

bool type_can_be_altered(const Model& model, const Column& column) {
    const Table& table = *column.table;
    if (column.type != column.base || column.inherited || column.generated || table.has_children || table.parent != nullptr) return false;
    for (const Constraint& constraint : table.constraints)
        if (constraint.kind == ConstraintKind::ForeignKey && contains(constraint.columns, column.number)) return false;
    for (const Constraint* const constraint : table.referenced_by)
        if (contains(constraint->referenced_columns, column.number)) return false;
    for (const Index& index : table.indexes)
        for (const IndexKey& key : index.keys)
            if (key.column_number == column.number && !key.default_class) return false;
    return !model.server().column_has_dependents(table.id, column.number);
}

std::string_view alter_system(Memory* memory, std::string_view setting, std::string_view value) {
    return concat(memory, "ALTER SYSTEM SET ", setting, " = ", value, ";");
}

}  // namespace pgops
