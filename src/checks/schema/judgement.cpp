#include "checks/schema/judgement.hpp"

#include <algorithm>

namespace pgops {

namespace {

// Type modifiers as in the server's numeric.c and varchar.c: 4 bytes of header are added to a length.
constexpr std::int32_t kModifierHeader = 4;
constexpr std::int32_t kUuidAsText = 36 + kModifierHeader;
constexpr std::int32_t kScaleMask = 0x7FF;

std::int32_t modifier_of(const Column& column) {
    return column.type != nullptr && column.type->kind == TypeKind::Domain ? column.type->domain_modifier : column.type_modifier;
}

}  // namespace

void tell(Finding& finding, const Score& score, double threshold, Memory* memory) {
    Vector<std::string_view> signs(memory);
    for (const Sign& sign : score.signs()) signs.push_back(concat(memory, sign.weight < 0 ? "" : "+", decimal(sign.weight, 1), " ", sign.text));
    finding.evidence("signs", span_of(signs)).evidence("score", score.total()).evidence("threshold", threshold);
}

KeyKind key_kind_of(const Column& column) {
    const Type& type = *column.base;
    if (type.is_integer()) return KeyKind::Number;
    if (type.id == type_id::kNumeric) {
        const std::int32_t modifier = modifier_of(column);
        return modifier < 0 || ((modifier - kModifierHeader) & kScaleMask) == 0 ? KeyKind::Number : KeyKind::None;
    }
    if (type.id == type_id::kUuid) return KeyKind::Uuid;
    if (type.is_string()) return type.id != type_id::kText && modifier_of(column) == kUuidAsText ? KeyKind::Uuid : KeyKind::Text;
    return type.id == type_id::kBytea ? KeyKind::Binary : KeyKind::None;
}

DataKind data_kind_of(const Column& column) {
    const Type& type = *column.base;
    if (type.kind != TypeKind::Base) return DataKind::Other;
    if (type.is_string()) return DataKind::Text;
    switch (type.category) {
        case 'N':
            return type.is_integer() || type.id == type_id::kNumeric || type.id == type_id::kFloat4 || type.id == type_id::kFloat8 ? DataKind::Number
                                                                                                                                   : DataKind::Other;
        case 'D': return DataKind::Time;
        case 'B': return DataKind::Boolean;
        default: return DataKind::Other;
    }
}

bool is_enum(const Column& column) { return column.base->kind == TypeKind::Enum; }

bool is_judged_for_design(const Table& table) { return !table.is_partition && (table.kind == RelationKind::Table || table.kind == RelationKind::Partitioned); }

bool is_unique_alone(const Table& table, const Column& column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.unique && index.predicate == 0 && index.key_count == 1 && index.keys.front().column_number == column.number;
    });
}

bool is_whole_primary_key(const Table& table, const Column& column) {
    const Constraint* const key = table.primary_key();
    return key != nullptr && key->columns.size() == 1 && key->columns.front() == column.number;
}

const Constraint* foreign_key_of(const Table& table, const Column& column) {
    for (const Constraint& constraint : table.constraints)
        if (constraint.kind == ConstraintKind::ForeignKey && std::ranges::find(constraint.columns, column.number) != constraint.columns.end())
            return &constraint;
    return nullptr;
}

bool has_foreign_keys(const Table& table) {
    return std::ranges::any_of(table.constraints, [](const Constraint& constraint) { return constraint.kind == ConstraintKind::ForeignKey; });
}

std::size_t position_of(const Table& table, const Column& column) { return static_cast<std::size_t>(&column - table.columns.data()); }

Severity severity_of_design(const Model& model, const Table& table) {
    const std::int64_t bytes = model.total_bytes(table);
    if (bytes >= 10 * kGigabyte) return Severity::High;
    return bytes >= 10 * kMegabyte ? Severity::Medium : Severity::Low;
}

}  // namespace pgops
