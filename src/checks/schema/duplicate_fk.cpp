// Two foreign keys that say the same: every write is checked twice.
#include <algorithm>
#include <tuple>

#include "checks/schema/catalog_ids.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// A foreign key with its column pairs in one order, whatever order it was written in.
struct Ordered {
    const Constraint* foreign_key = nullptr;
    std::span<const std::pair<std::int16_t, std::int16_t>> pairs{};
};

using Pairs = Vector<std::pair<std::int16_t, std::int16_t>>;

std::span<const std::pair<std::int16_t, std::int16_t>> pairs_of(const Constraint& foreign_key, Memory* memory) {
    Pairs& pairs = make_in<Pairs>(memory, memory);
    for (std::size_t i = 0; i < foreign_key.columns.size() && i < foreign_key.referenced_columns.size(); ++i)
        pairs.push_back({foreign_key.columns[i], foreign_key.referenced_columns[i]});
    std::ranges::sort(pairs);
    return span_of(pairs);
}

int compare(const Ordered& a, const Ordered& b) {
    if (a.foreign_key->referenced_table_id != b.foreign_key->referenced_table_id)
        return a.foreign_key->referenced_table_id < b.foreign_key->referenced_table_id ? -1 : 1;
    if (std::ranges::equal(a.pairs, b.pairs)) return 0;
    return std::ranges::lexicographical_compare(a.pairs, b.pairs) ? -1 : 1;
}

bool act_alike(const Constraint& a, const Constraint& b) { return a.on_delete == b.on_delete && a.on_update == b.on_update; }

// The one to stay: a partitioned parent's, then one that is validated, then the first by name.
bool is_better(const Constraint& a, const Constraint& b) {
    return std::tuple(!a.of_parent, !a.enforced, !a.validated, a.name) < std::tuple(!b.of_parent, !b.enforced, !b.validated, b.name);
}

void describe(const Model& model, Findings& found, const Constraint& keep, const Constraint& drop, Memory* memory) {
    const Table& table = *drop.table;
    const bool alike = act_alike(keep, drop);
    const std::string_view identity = concat(memory, table.quoted, " (", drop.quoted, ")");
    Finding& finding = found.add(Object{catalog_id::kConstraint, drop.id, 0, identity}, alike ? Severity::Low : Severity::Medium);
    Vector<std::string_view> columns(memory);
    for (const std::int16_t number : drop.columns)
        if (const Column* const column = table.column(number)) columns.push_back(column->name);
    finding.evidence("table", table.qualified).evidence("columns", span_of(columns));
    finding.evidence("constraint", drop.name).evidence("same_as", keep.name).evidence("same_actions", alike);
    finding.evidence("rows_written", table.counters.writes());
    finding.says(alike ? "says what another foreign key says" : "same reference as another, other action");
    const std::string_view target = drop.referenced != nullptr ? drop.referenced->quoted : std::string_view("the other table");
    if (!alike) {
        finding.confidence(Confidence::Review)
            .because("It has the same columns and the same target as ", keep.quoted, ", but does something else when a row in ", target,
                     " goes or changes its key. Both act, in the order of their names: one of them does not do what its author meant.");
        return;
    }
    finding.because("It has the same columns, target and actions as ", keep.quoted, ". Each insert and update here and each delete in ", target,
                    " runs both checks, and both take the row locks.");
    finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " DROP CONSTRAINT ", drop.quoted, ";"),
                concat(memory, "ACCESS EXCLUSIVE on ", table.quoted, " and ", target));
    if (const std::optional<std::string_view> definition = model.server().constraint_definition(table.id, drop.id))
        finding.undo(concat(memory, *definition, ";"));
}

}  // namespace

Findings duplicate_fk(const Model& model, Memory* memory) {
    Findings found(memory);
    Vector<Ordered> keys(memory);
    for (const Table& table : model.tables()) {
        keys.clear();
        for (const Constraint& constraint : table.constraints)
            if (constraint.kind == ConstraintKind::ForeignKey) keys.push_back({&constraint, pairs_of(constraint, memory)});
        std::ranges::sort(keys, [](const Ordered& a, const Ordered& b) {
            const int order = compare(a, b);
            return order != 0 ? order < 0 : is_better(*a.foreign_key, *b.foreign_key);
        });
        const Ordered* keep = nullptr;
        for (const Ordered& key : keys) {
            if (keep == nullptr || compare(*keep, key) != 0) keep = &key;
            else if (!key.foreign_key->of_parent) describe(model, found, *keep->foreign_key, *key.foreign_key, memory);
        }
    }
    return found;
}

}  // namespace pgops
