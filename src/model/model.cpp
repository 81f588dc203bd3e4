#include "model/model.hpp"

#include <algorithm>
#include <cmath>

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

// The run of elements that belong to one relation, in a vector sorted by relation id.
template <class T>
std::span<const T> run_of(const Vector<T>& sorted, ObjectId table_id) {
    const auto found = std::ranges::equal_range(sorted, table_id, {}, &T::table_id);
    return {found.begin() == found.end() ? nullptr : &*found.begin(), static_cast<std::size_t>(found.size())};
}

// Elements of relations that are not in the model (system ones, extensions' ones) are left out.
template <class T>
void keep_known(Vector<T>& elements, const Vector<Table>& tables) {
    const auto unknown = [&](const T& element) { return find_by_id(tables, element.table_id) == nullptr; };
    elements.erase(std::remove_if(elements.begin(), elements.end(), unknown), elements.end());
}

constexpr std::int64_t kPageBytes = 8192;

}  // namespace

Facts::Facts(Memory* memory)
    : types(memory),
      tables(memory),
      columns(memory),
      indexes(memory),
      constraints(memory),
      sequences(memory),
      statistics(memory),
      default_sequences(memory),
      operators(memory),
      roles(memory),
      databases(memory),
      sessions(memory),
      prepared_transactions(memory),
      slots(memory) {}

Model::Model(Facts& facts, Server& server, Memory* memory) : facts_(facts), server_(server) {
    std::ranges::sort(facts_.types, {}, &Type::id);
    std::ranges::sort(facts_.tables, {}, &Table::id);
    std::ranges::sort(facts_.sequences, {}, &Sequence::id);
    std::ranges::sort(facts_.roles, {}, &Role::id);
    std::ranges::sort(facts_.operators);
    link_types();
    link_columns();
    server_.poll();
    link_indexes();
    link_constraints(memory);
    for (Table& table : facts_.tables) table.parent = find_by_id(facts_.tables, table.parent_id);
}

void Model::link_types() {
    for (Type& type : facts_.types) {
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
    std::ranges::sort(facts_.columns,
                      [](const Column& a, const Column& b) { return a.table_id != b.table_id ? a.table_id < b.table_id : a.number < b.number; });
    const Type* type = &unknown;
    for (Column& column : facts_.columns) {
        if (type->id != column.type_id) type = find_by_id(facts_.types, column.type_id);
        if (type == nullptr) type = &unknown;
        column.type = type;
        column.base = type->base != nullptr ? type->base : type;
    }
    const auto column_at = [&](ObjectId table_id, std::int16_t number) -> Column* {
        const auto found = std::ranges::lower_bound(facts_.columns, std::pair(table_id, number), {},
                                                    [](const Column& column) { return std::pair(column.table_id, column.number); });
        return found != facts_.columns.end() && found->table_id == table_id && found->number == number ? &*found : nullptr;
    };
    for (const StatisticsFact& fact : facts_.statistics) {
        Column* const column = column_at(fact.relation_id, fact.column_number);
        // A parent's own figures count before those over its children; a partitioned table has only the latter.
        if (column != nullptr && (!fact.inherited || !column->statistics.known)) column->statistics = fact.figures;
    }
    for (const DefaultSequenceFact& fact : facts_.default_sequences)
        if (Column* const column = column_at(fact.table_id, fact.column_number)) {
            column->calls_nextval = true;
            column->default_sequence = find_by_id(facts_.sequences, fact.sequence_id);
        }
    for (Table& table : facts_.tables) table.columns = run_of(facts_.columns, table.id);
    const Table* table = nullptr;
    for (Column& column : facts_.columns) {
        if (table == nullptr || table->id != column.table_id) table = find_by_id(facts_.tables, column.table_id);
        column.table = table;
    }
}

void Model::link_indexes() {
    keep_known(facts_.indexes, facts_.tables);
    std::ranges::sort(facts_.indexes, [](const Index& a, const Index& b) { return a.table_id != b.table_id ? a.table_id < b.table_id : a.name < b.name; });
    for (Index& index : facts_.indexes) {
        index.table = find_by_id(facts_.tables, index.table_id);
        index.stored = run_of(facts_.columns, index.id);
    }
    for (Table& table : facts_.tables) table.indexes = run_of(facts_.indexes, table.id);
}

void Model::link_constraints(Memory* memory) {
    keep_known(facts_.constraints, facts_.tables);
    std::ranges::sort(facts_.constraints,
                      [](const Constraint& a, const Constraint& b) { return a.table_id != b.table_id ? a.table_id < b.table_id : a.name < b.name; });
    auto& by_target = make_in<Vector<const Constraint*>>(memory, memory);
    for (Constraint& constraint : facts_.constraints) {
        constraint.table = find_by_id(facts_.tables, constraint.table_id);
        constraint.referenced = find_by_id(facts_.tables, constraint.referenced_table_id);
        if (constraint.kind == ConstraintKind::ForeignKey && constraint.referenced != nullptr) by_target.push_back(&constraint);
    }
    std::ranges::stable_sort(by_target, {}, &Constraint::referenced_table_id);
    for (Table& table : facts_.tables) {
        table.constraints = run_of(facts_.constraints, table.id);
        const auto found = std::ranges::equal_range(by_target, table.id, {}, &Constraint::referenced_table_id);
        if (!found.empty()) table.referenced_by = {&*found.begin(), static_cast<std::size_t>(found.size())};
    }
}

const Table* Model::table(ObjectId id) const { return find_by_id(facts_.tables, id); }
const Sequence* Model::sequence(ObjectId id) const { return find_by_id(facts_.sequences, id); }
const Role* Model::role(ObjectId id) const { return find_by_id(facts_.roles, id); }

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
