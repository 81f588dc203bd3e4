#include "model/model.hpp"

#include <algorithm>
#include <cmath>

#include "core/scratch_memory.hpp"
#include "model/words_of_names.hpp"

namespace pgops {

namespace {

template <class T>
T* find_by_id(Vector<T>& sorted, ObjectId id) {
    const auto found = std::ranges::lower_bound(sorted, id, {}, &T::id);
    return found != sorted.end() && found->id == id ? &*found : nullptr;
}

template <class T>
const T* find_by_id(const Vector<T>& sorted, ObjectId id) {
    return find_by_id(const_cast<Vector<T>&>(sorted), id);
}

// Calls give(relation, run) with the elements of each relation that has any. Both are sorted, by id and by relation id.
template <class Relation, class T, class Give>
void for_each_run(Server& server, Vector<Relation>& relations, Vector<T>& elements, Give give) {
    std::size_t start = 0;
    for (Relation& relation : polled(server, relations)) {
        while (start < elements.size() && elements[start].table_id < relation.id) ++start;
        std::size_t end = start;
        while (end < elements.size() && elements[end].table_id == relation.id) ++end;
        if (end > start) give(relation, std::span<T>(&elements[start], end - start));
        start = end;
    }
}

// Elements of relations that are not in the model (system ones, extensions' ones) are left out.
template <class T>
void keep_known(Server& server, Vector<T>& elements, const Vector<Table>& tables) {
    const Table* last = nullptr;
    const auto unknown = [&](const T& element) {
        server.poll();
        if (last == nullptr || last->id != element.table_id) last = find_by_id(tables, element.table_id);
        return last == nullptr;
    };
    elements.erase(std::remove_if(elements.begin(), elements.end(), unknown), elements.end());
}

template <class T>
std::pair<ObjectId, std::string_view> table_and_name(const T& element) {
    return {element.table_id, element.name};
}

constexpr std::int64_t kPageBytes = 8192;

}  // namespace

Facts::Facts(Memory* memory)
    : types(memory),
      tables(memory),
      toast_tables(memory),
      columns(memory),
      indexes(memory),
      constraints(memory),
      sequences(memory),
      disabled_triggers(memory),
      rules(memory),
      statistics(memory),
      defaults(memory),
      operators(memory),
      roles(memory),
      databases(memory),
      sessions(memory),
      prepared_transactions(memory),
      slots(memory),
      extensions(memory),
      own(memory) {}

Model::Model(Facts& facts, Server& server, Memory* memory)
    : facts_(facts), server_(server), settings_(facts.settings), memory_(memory), asked_(make_in<Asked>(memory, memory)) {
    polled_sort_by(server_, facts_.types, &Type::id);
    polled_sort_by(server_, facts_.tables, &Table::id);
    polled_sort_by(server_, facts_.sequences, &Sequence::id);
    polled_sort_by(server_, facts_.roles, &Role::id);
    polled_sort(server_, facts_.operators, std::less<OperatorFact>());
    link_types();
    link_columns();
    take_names_apart(server_, facts_.tables, facts_.columns, memory);
    link_indexes();
    link_constraints(memory);
    link_to_tables(facts_.disabled_triggers);
    link_to_tables(facts_.rules);
    polled_sort_by(server_, facts_.toast_tables, &ToastTable::id);
    for (Table& table : polled(server_, facts_.tables)) {
        table.parent = find_by_id(facts_.tables, table.parent_id);
        if (table.toast_id != kNoObject) table.toast = find_by_id(facts_.toast_tables, table.toast_id);
    }
    sum_up_writes_of_partitions();
}

void Model::link_types() {
    for (Type& type : polled(server_, facts_.types)) {
        const Type* base = &type;
        // A domain over a type that was dropped meanwhile ends where the trail ends.
        while (base->kind == TypeKind::Domain) {
            const Type* const below = find_by_id(facts_.types, base->domain_over_id);
            if (below == nullptr) break;
            base = below;
        }
        type.base = base;
    }
}

void Model::link_columns() {
    static const Type unknown{.name = "unknown"};
    polled_sort_by(server_, facts_.columns, [](const Column& column) { return std::pair(column.table_id, column.number); });
    const Type* type = &unknown;
    for (Column& column : polled(server_, facts_.columns)) {
        if (type->id != column.type_id) type = find_by_id(facts_.types, column.type_id);
        if (type == nullptr) type = &unknown;
        column.type = type;
        column.base = type->base != nullptr ? type->base : type;
    }
    // Statistics come clustered by relation, one column after the other: the search begins where the last one ended.
    std::size_t next = 0;
    const auto column_at = [&](ObjectId table_id, std::int16_t number) -> Column* {
        const auto key = [](const Column& column) { return std::pair(column.table_id, column.number); };
        const std::pair wanted(table_id, number);
        if (next >= facts_.columns.size() || key(facts_.columns[next]) != wanted)
            next = static_cast<std::size_t>(std::ranges::lower_bound(facts_.columns, wanted, {}, key) - facts_.columns.begin());
        return next < facts_.columns.size() && key(facts_.columns[next]) == wanted ? &facts_.columns[next++] : nullptr;
    };
    for (const StatisticsFact& fact : polled(server_, facts_.statistics)) {
        Column* const column = column_at(fact.relation_id, fact.column_number);
        // A parent's own figures count before those over its children; a partitioned table has only the latter.
        if (column != nullptr && (!fact.inherited || !column->statistics.known)) column->statistics = fact.figures;
    }
    facts_.statistics = Vector<StatisticsFact>(facts_.statistics.get_allocator());  // megabytes that nobody asks for any more
    for (const DefaultFact& fact : polled(server_, facts_.defaults))
        if (Column* const column = column_at(fact.table_id, fact.column_number)) {
            column->calls_nextval = fact.calls_nextval;
            column->default_reads_a_zone = fact.reads_a_zone;
            column->default_sequence = find_by_id(facts_.sequences, fact.sequence_id);
        }
    for_each_run(server_, facts_.tables, facts_.columns, [](Table& table, std::span<Column> columns) {
        table.columns = columns;
        for (Column& column : columns) column.table = &table;
    });
}

void Model::sum_up_parts_of_indexes() {
    for (const Index& part : polled(server_, facts_.indexes)) {
        if (part.partitioned) continue;
        for (Index* above = find_by_id(facts_.indexes, part.parent_id); above != nullptr; above = find_by_id(facts_.indexes, above->parent_id)) {
            above->size_bytes = above->size_bytes.value_or(0) + part.size_bytes.value_or(0);
            above->counters.add(part.counters);
        }
    }
}

void Model::sum_up_writes_of_partitions() {
    for (const Table& partition : polled(server_, facts_.tables)) {
        if (!partition.is_partition || !partition.has_storage()) continue;
        for (Table* above = find_by_id(facts_.tables, partition.parent_id); above != nullptr; above = find_by_id(facts_.tables, above->parent_id))
            above->counters.add_writes(partition.counters);
    }
}

void Model::link_indexes() {
    // By id first, as the columns are; then by table, as checks read them.
    polled_sort_by(server_, facts_.indexes, &Index::id);
    sum_up_parts_of_indexes();
    for_each_run(server_, facts_.indexes, facts_.columns, [](Index& index, std::span<Column> columns) { index.stored = columns; });
    keep_known(server_, facts_.indexes, facts_.tables);
    polled_sort_by(server_, facts_.indexes, table_and_name<Index>);
    for_each_run(server_, facts_.tables, facts_.indexes, [](Table& table, std::span<Index> indexes) {
        table.indexes = indexes;
        for (Index& index : indexes) index.table = &table;
    });
}

void Model::link_constraints(Memory* memory) {
    keep_known(server_, facts_.constraints, facts_.tables);
    polled_sort_by(server_, facts_.constraints, table_and_name<Constraint>);
    for_each_run(server_, facts_.tables, facts_.constraints, [](Table& table, std::span<Constraint> constraints) {
        table.constraints = constraints;
        for (Constraint& constraint : constraints) constraint.table = &table;
    });
    auto& by_target = make_in<Vector<const Constraint*>>(memory, memory);
    for (Constraint& constraint : polled(server_, facts_.constraints)) {
        if (constraint.kind != ConstraintKind::ForeignKey) continue;
        constraint.referenced = find_by_id(facts_.tables, constraint.referenced_table_id);
        if (constraint.referenced != nullptr) by_target.push_back(&constraint);
    }
    // Constraints of one target stay in their own order.
    polled_sort(server_, by_target, [](const Constraint* a, const Constraint* b) {
        return a->referenced_table_id != b->referenced_table_id ? a->referenced_table_id < b->referenced_table_id : a < b;
    });
    for (Table& table : polled(server_, facts_.tables)) {
        const auto found = std::ranges::equal_range(by_target, table.id, {}, &Constraint::referenced_table_id);
        if (!found.empty()) table.referenced_by = {&*found.begin(), static_cast<std::size_t>(found.size())};
    }
}

template <class T>
void Model::link_to_tables(Vector<T>& elements) {
    keep_known(server_, elements, facts_.tables);
    polled_sort_by(server_, elements, table_and_name<T>);
    for_each_run(server_, facts_.tables, elements, [](Table& table, std::span<T> own) {
        for (T& element : own) element.table = &table;
    });
}

const Table* Model::table(ObjectId id) const { return find_by_id(facts_.tables, id); }
const Sequence* Model::sequence(ObjectId id) const { return find_by_id(facts_.sequences, id); }
const Role* Model::role(ObjectId id) const { return find_by_id(facts_.roles, id); }

bool Model::has_extension(std::string_view name) const { return std::ranges::find(facts_.extensions, name) != facts_.extensions.end(); }

std::int64_t Model::total_bytes(const Table& table) const { return table.size_bytes.value_or(0) + toast_bytes(table); }

std::int64_t Model::toast_bytes(const Table& table) const {
    if (table.toast == nullptr) return 0;
    if (asked_.toast_bytes.empty()) asked_.toast_bytes.resize(facts_.toast_tables.size());
    std::optional<std::int64_t>& bytes = asked_.toast_bytes[static_cast<std::size_t>(table.toast - facts_.toast_tables.data())];
    if (!bytes) bytes = server_.file_size(table.toast->file).value_or(0);
    return *bytes;
}

std::int64_t Model::database_bytes() const {
    std::int64_t bytes = 0;
    for (const Table& table : tables()) bytes += total_bytes(table);
    for (const Index& index : indexes()) bytes += index.size_bytes.value_or(0);
    return bytes;
}

const ValueProfile& Model::profile_of(const Column& column) const {
    if (asked_.profiles.empty()) asked_.profiles.resize(facts_.columns.size());
    const ValueProfile*& profile = asked_.profiles[static_cast<std::size_t>(&column - facts_.columns.data())];
    if (profile == nullptr) {
        ScratchMemory texts(memory_);
        const ColumnValues values = server_.column_values(column.table_id, column.number, &texts);
        profile = &make_in<ValueProfile>(memory_, pgops::profile_of(values, static_cast<double>(column.statistics.null_fraction)));
    }
    return *profile;
}

bool Model::operator_in_family(ObjectId family, ObjectId operator_id) const {
    return std::ranges::binary_search(facts_.operators, OperatorFact{family, operator_id});
}

const Column* Table::column(std::int16_t number) const {
    const auto found = std::ranges::lower_bound(columns, number, {}, &Column::number);
    return found != columns.end() && found->number == number ? &*found : nullptr;
}

const Constraint* Table::primary_key() const {
    for (const Constraint& constraint : constraints)
        if (constraint.kind == ConstraintKind::PrimaryKey) return &constraint;
    return nullptr;
}

std::optional<double> Table::estimated_rows() const {
    if (counters.known && (counters.last_vacuum != kUnknownTime || counters.last_analyze != kUnknownTime)) return static_cast<double>(counters.live_rows);
    if (rows < 0) return std::nullopt;
    if (pages <= 0 || !size_bytes) return rows;
    const double pages_now = std::ceil(static_cast<double>(*size_bytes) / static_cast<double>(kPageBytes));
    return rows * pages_now / static_cast<double>(pages);
}

}  // namespace pgops
