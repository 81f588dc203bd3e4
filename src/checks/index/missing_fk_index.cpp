// A foreign key whose own columns no index leads with: every delete or key update on the other side reads the whole table.
#include <algorithm>

#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

bool is_supported(const Model& model, const Constraint& foreign_key) {
    return std::ranges::any_of(foreign_key.table->indexes, [&](const Index& index) { return supports(model, index, foreign_key); });
}

bool same_columns(std::span<const std::int16_t> a, std::span<const std::int16_t> b) { return a.size() == b.size() && std::ranges::is_permutation(a, b); }

// Two foreign keys on the same columns want one index.
bool is_named_already(const Constraint& foreign_key) {
    for (const Constraint& other : foreign_key.table->constraints) {
        if (&other == &foreign_key) return false;
        if (other.kind == ConstraintKind::ForeignKey && !other.of_parent && same_columns(other.columns, foreign_key.columns)) return true;
    }
    return false;
}

const Index* partial_index_on(const Constraint& foreign_key) {
    for (const Index& index : foreign_key.table->indexes)
        if (index.predicate != 0 && index.key_count >= foreign_key.columns.size() && index.keys.front().column_number == foreign_key.columns.front())
            return &index;
    return nullptr;
}

Severity severity_of(const Model& model, const Constraint& foreign_key) {
    const std::optional<double> rows = foreign_key.table->estimated_rows();
    if (!rows) return Severity::Low;
    if (*rows < model.settings().value(Setting::ForeignKeyMinRows)) return Severity::Info;
    const bool parent_changes = foreign_key.referenced != nullptr && foreign_key.referenced->counters.deleted > 0;
    return *rows >= 1e6 && parent_changes ? Severity::High : Severity::Medium;
}

}  // namespace

Findings missing_fk_index(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (table.is_partition || table.kind == RelationKind::Foreign) continue;
        for (const Constraint& foreign_key : table.constraints) {
            if (foreign_key.kind != ConstraintKind::ForeignKey || foreign_key.of_parent) continue;
            if (is_supported(model, foreign_key) || is_named_already(foreign_key)) continue;
            const std::string_view columns = column_list(memory, table, foreign_key.columns);
            const std::string_view target = foreign_key.referenced != nullptr ? foreign_key.referenced->quoted : std::string_view("the referenced table");
            const std::optional<double> rows = table.estimated_rows();
            Finding& finding = found.add(table, foreign_key.columns, severity_of(model, foreign_key));
            finding.evidence("constraint", foreign_key.name).evidence("referenced", target);
            if (rows) finding.evidence("rows", static_cast<std::int64_t>(*rows));
            if (foreign_key.referenced != nullptr) finding.evidence("referenced_deletes", foreign_key.referenced->counters.deleted);
            if (rows) finding.says("unindexed foreign key, ", counted_rows(memory, *rows));
            else finding.says("unindexed foreign key");
            finding.because("Each delete or key update of a row in ", target, " must find the rows here that point to it, and without an index on (", columns,
                            ") it reads the whole table, once per row. Joins along the key read it all, too.");
            if (const Index* const partial = partial_index_on(foreign_key)) finding.confidence(Confidence::Review).evidence("partial_index", partial->name);
            const bool partitioned = table.kind == RelationKind::Partitioned;
            finding.fix(concat(memory, partitioned ? "CREATE INDEX ON " : "CREATE INDEX CONCURRENTLY ON ", table.quoted, " (", columns, ");"),
                        lock_on(memory, partitioned ? "SHARE" : "SHARE UPDATE EXCLUSIVE", table));
        }
    }
    return found;
}

}  // namespace pgops
