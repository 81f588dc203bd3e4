#include "database.hpp"

#include <algorithm>
#include <stdexcept>

namespace pgops::test {

namespace {

// Operator families as the server shares them among types; the classes are made up.
constexpr ObjectId kIntegerFamily = 1976, kTextFamily = 1994, kDatetimeFamily = 434, kOtherFamilies = 60000;
constexpr ObjectId kDefaultClasses = 70000, kEqualities = 80000;

ObjectId family_of(ObjectId type) {
    switch (type) {
        case type_id::kInt2:
        case type_id::kInt4:
        case type_id::kInt8: return kIntegerFamily;
        case type_id::kText:
        case type_id::kVarchar: return kTextFamily;
        case type_id::kDate:
        case type_id::kTimestamp:
        case type_id::kTimestamptz: return kDatetimeFamily;
        default: return kOtherFamilies + type;
    }
}

ObjectId equality_of(ObjectId type) { return kEqualities + type; }

IndexKey key_of(const ColumnBuilder& column, const Type& base) {
    IndexKey key;
    key.column_number = column.fact.number;
    key.operator_class = kDefaultClasses + base.id;
    key.operator_family = family_of(base.id);
    key.collation = base.category == 'S' ? 100 : kNoObject;  // DEFAULT_COLLATION_OID
    return key;
}

}  // namespace

ColumnBuilder& TableBuilder::column(std::string_view column_name, ObjectId type) {
    ColumnBuilder& made = columns.emplace_back(ColumnBuilder{.table = this});
    made.fact = database->stored_as(type);
    made.fact.table_id = fact.id;
    made.fact.number = ++fact.column_count;
    made.fact.name = database->keep(column_name);
    made.fact.quoted = database->keep(quoted_identifier(column_name));
    return made;
}
TableBuilder& TableBuilder::dropped_column() {
    ++fact.column_count;
    ++fact.dropped_columns;
    return *this;
}
ColumnBuilder& TableBuilder::operator[](std::string_view column_name) {
    const auto found = std::ranges::find_if(columns, [&](const ColumnBuilder& made) { return made.fact.name == column_name; });
    if (found == columns.end()) throw std::invalid_argument("no column " + std::string(column_name));
    return *found;
}
std::int16_t TableBuilder::number(std::string_view column_name) const { return const_cast<TableBuilder&>(*this)[column_name].fact.number; }

std::vector<std::int16_t> TableBuilder::numbers(const Names& of) const {
    std::vector<std::int16_t> found;
    for (const std::string_view column_name : of) found.push_back(number(column_name));
    return found;
}

IndexBuilder& TableBuilder::index(std::string_view index_name, const Keys& of) {
    IndexBuilder& made = indexes.emplace_back(IndexBuilder{.table = this});
    made.fact.id = database->next_id();
    made.fact.table_id = fact.id;
    made.fact.name = database->keep(index_name);
    made.fact.quoted_name = database->keep(quoted_identifier(index_name));
    made.fact.quoted = database->keep(quoted_identifier(fact.schema) + "." + std::string(made.fact.quoted_name));
    made.fact.method_name = "btree";
    made.fact.partitioned = fact.kind == RelationKind::Partitioned;
    if (!made.fact.partitioned) made.fact.size_bytes = 8192;
    for (const Key& key : of) {
        if (key.fact.expression != 0) {
            made.add_key(key.fact, database->stored_as(key.type), key.figures);
            continue;
        }
        const ColumnBuilder& source = (*this)[key.column];
        const Type& type = database->type_of(source.fact.type_id);
        IndexKey whole = key_of(source, type.kind == TypeKind::Domain ? database->type_of(type.domain_over_id) : type);
        whole.descending = key.fact.descending;
        whole.nulls_first = key.fact.nulls_first;
        if (key.fact.collation != kNoObject) whole.collation = key.fact.collation;
        if (!key.fact.default_class) {
            whole.operator_class = key.fact.operator_class;
            whole.operator_family = key.fact.operator_family;
            whole.default_class = false;
        }
        made.add_key(whole, database->stored_as(source.fact.type_id), std::nullopt);
    }
    made.fact.key_count = static_cast<std::uint16_t>(of.size());
    database->server.definitions[made.fact.id] =
        "CREATE INDEX " + std::string(made.fact.quoted_name) + " ON " + std::string(fact.quoted) + " USING btree (...)";
    return made;
}
ConstraintBuilder& TableBuilder::constraint(std::string_view constraint_name, ConstraintKind kind, const Names& of) {
    ConstraintBuilder& made = constraints.emplace_back();
    made.fact.id = database->next_id();
    made.fact.table_id = fact.id;
    made.fact.name = database->keep(constraint_name);
    made.fact.quoted = database->keep(quoted_identifier(constraint_name));
    made.fact.kind = kind;
    made.columns = numbers(of);
    return made;
}
IndexBuilder& TableBuilder::constraint_index(std::string_view constraint_name, const Names& of, ConstraintKind kind) {
    IndexBuilder& made = index(constraint_name, Keys(of.begin(), of.end()));
    ConstraintBuilder& backed = constraint(constraint_name, kind, of);
    backed.fact.index_id = made.fact.id;
    made.fact.constraint_id = backed.fact.id;
    made.fact.primary = kind == ConstraintKind::PrimaryKey;
    return made.unique();
}
IndexBuilder& TableBuilder::primary_key(const Names& of) {
    for (const std::string_view column_name : of) (*this)[column_name].not_null();
    return constraint_index(std::string(fact.name) + "_pkey", of, ConstraintKind::PrimaryKey);
}
IndexBuilder& TableBuilder::unique_constraint(std::string_view constraint_name, const Names& of) {
    return constraint_index(constraint_name, of, ConstraintKind::Unique);
}
IndexBuilder& TableBuilder::exclusion(std::string_view constraint_name, const Keys& of) {
    IndexBuilder& made = index(constraint_name, of);
    ConstraintBuilder& backed = constraint(constraint_name, ConstraintKind::Exclusion, {});
    backed.fact.index_id = made.fact.id;
    made.fact.constraint_id = backed.fact.id;
    made.fact.exclusion = true;
    return made;
}
ConstraintBuilder& TableBuilder::foreign_key(const Names& of, TableBuilder& referenced, const Names& referenced_columns) {
    std::string constraint_name(fact.name);
    for (const std::string_view column_name : of) constraint_name += "_" + std::string(column_name);
    ConstraintBuilder& made = constraint(constraint_name + "_fkey", ConstraintKind::ForeignKey, of);
    made.fact.referenced_table_id = referenced.fact.id;
    made.referenced_columns = referenced.numbers(referenced_columns);
    // It rests on the first key of the other side with these columns; by default on the primary key.
    for (const ConstraintBuilder& key : referenced.constraints) {
        if (key.fact.kind != ConstraintKind::PrimaryKey && key.fact.kind != ConstraintKind::Unique) continue;
        if (referenced_columns.empty() ? key.fact.kind != ConstraintKind::PrimaryKey : key.columns != made.referenced_columns) continue;
        made.referenced_columns = key.columns;
        made.fact.index_id = key.fact.index_id;
        break;
    }
    for (const std::string_view column_name : of) {
        const ObjectId type = (*this)[column_name].fact.type_id;
        made.operators.push_back(equality_of(type));
        const OperatorFact member{family_of(type), equality_of(type)};
        if (std::ranges::find(database->operators, member) == database->operators.end()) database->operators.push_back(member);
    }
    return made;
}

TableBuilder& TableBuilder::live_rows(double rows) {
    fact.rows = rows;
    fact.counters.known = true;
    fact.counters.live_rows = static_cast<std::int64_t>(rows);
    fact.counters.last_analyze = database->now - kDay;
    return *this;
}
TableBuilder& TableBuilder::bytes(std::int64_t size) {
    fact.size_bytes = size;
    fact.pages = size / 8192;
    return *this;
}
TableBuilder& TableBuilder::toast_bytes(std::int64_t size) {
    fact.toast_id = fact.id + 500000;
    database->server.file_sizes[fact.toast_id] = size;
    toast = ToastTable{.id = fact.toast_id, .quoted = database->keep("pg_toast.pg_toast_" + std::to_string(fact.id)), .file = {.number = fact.toast_id}};
    return *this;
}
TableBuilder& TableBuilder::measured(double percent, double margin) {
    database->server.bloats[fact.id] = measured_bloat(fact.size_bytes, percent, margin);
    return *this;
}
TableBuilder& TableBuilder::toast_measured(double percent, double margin) {
    database->server.bloats[fact.toast_id] = measured_bloat(database->server.file_sizes.at(fact.toast_id), percent, margin);
    return *this;
}
TableBuilder& TableBuilder::partitioned() {
    fact.kind = RelationKind::Partitioned;
    fact.size_bytes.reset();
    return *this;
}
TableBuilder& TableBuilder::partition_of(TableBuilder& parent) {
    fact.is_partition = true;
    return child_of(parent);
}
TableBuilder& TableBuilder::child_of(TableBuilder& parent) {
    parent.fact.has_children = true;
    fact.parent_id = parent.fact.id;
    return *this;
}
TableBuilder& TableBuilder::unlogged() { return fact.unlogged = true, *this; }

}  // namespace pgops::test
