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
    return lock_on(memory, index.partitioned ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE", *index.table);
}

namespace {

std::string_view create_command(const Model& model, const Index& index, Memory* memory) {
    const std::optional<std::string_view> definition = model.server().index_definition(index.table_id, index.id);
    if (!definition) return {};
    const std::string_view start = definition->starts_with("CREATE UNIQUE") ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (!definition->starts_with(start)) return concat(memory, *definition, ";");
    std::string_view rest = definition->substr(start.size());
    if (!index.partitioned) return concat(memory, start, "CONCURRENTLY ", rest, ";");
    // pg_get_indexdef says ON ONLY of a partitioned table's index, which would leave the partitions without.
    const std::string_view only = concat(memory, index.quoted_name, " ON ONLY ");
    if (rest.starts_with(only)) rest = concat(memory, index.quoted_name, " ON ", rest.substr(only.size()));
    return concat(memory, start, rest, ";");
}

}  // namespace

std::string_view create_index_again(const Model& model, const Index& index, Memory* memory) {
    const std::string_view command = create_command(model, index, memory);
    if (command.empty()) return {};
    const std::string_view mark = index.clustered ? concat(memory, "\nALTER TABLE ", index.table->quoted, " CLUSTER ON ", index.quoted_name, ";") : "";
    return concat(memory, command, model.server().index_marks(index.table_id, index.id), mark);
}

std::string_view create_partial_index(const Model& model, const Index& index, std::string_view predicate, Memory* memory) {
    std::string_view again = create_command(model, index, memory);
    const std::string_view start = concat(memory, index.partitioned ? "CREATE INDEX " : "CREATE INDEX CONCURRENTLY ", index.quoted_name, " ON ");
    if (!again.starts_with(start) || !again.ends_with(";")) return {};
    again = again.substr(start.size() - 3);
    again.remove_suffix(1);
    return concat(memory, index.partitioned ? "CREATE INDEX " : "CREATE INDEX CONCURRENTLY ", again, " WHERE ", predicate, ";");
}

std::string_view create_index(Memory* memory, const Table& table) {
    return concat(memory, table.kind == RelationKind::Partitioned ? "CREATE INDEX ON " : "CREATE INDEX CONCURRENTLY ON ", table.quoted);
}

std::string_view create_index_lock(Memory* memory, const Table& table) {
    return lock_on(memory, table.kind == RelationKind::Partitioned ? "SHARE" : "SHARE UPDATE EXCLUSIVE", table);
}

std::string_view lock_on(Memory* memory, std::string_view mode, const Table& table) {
    const bool of_all = table.kind == RelationKind::Partitioned && table.has_children;
    return concat(memory, mode, " on ", table.quoted, of_all ? " and all its partitions" : "");
}

bool is_plain(const Column& column) {
    const Table& table = *column.table;
    return column.type == column.base && !column.inherited && !column.generated && !table.has_children && table.parent == nullptr;
}

bool type_can_be_altered(const Model& model, const Column& column) {
    const Table& table = *column.table;
    if (!is_plain(column)) return false;
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
