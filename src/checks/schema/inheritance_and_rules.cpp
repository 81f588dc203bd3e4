// inheritance and rules: old means of the server's that behave otherwise than they look.
#include <algorithm>
#include <tuple>

#include "checks/schema/catalog_ids.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::size_t kFewExamples = 5;

bool has_keys(const Table& table) {
    return table.primary_key() != nullptr || !table.referenced_by.empty() ||
           std::ranges::any_of(table.indexes, [](const Index& index) { return index.unique; });
}

std::string_view name_of_event(char event) {
    switch (event) {
        case '2': return "UPDATE";
        case '3': return "INSERT";
        default: return "DELETE";
    }
}

// By parent; a table with several parents counts for the first.
Vector<const Table*> children_by_parent(const Model& model, Memory* memory) {
    Vector<const Table*> children(memory);
    for (const Table& table : model.tables())
        if (table.parent != nullptr && !table.is_partition) children.push_back(&table);
    polled_sort(model.server(), children, [](const Table* a, const Table* b) { return std::tuple(a->parent_id, a->id) < std::tuple(b->parent_id, b->id); });
    return children;
}

}  // namespace

Findings inheritance(const Model& model, Memory* memory) {
    Findings found(memory);
    const Vector<const Table*> children = children_by_parent(model, memory);
    for (const Table& table : model.tables()) {
        // A partitioned table's partitions, and foreign tables that are children, are not this.
        if (!table.has_children || table.kind != RelationKind::Table) continue;
        Vector<std::string_view> names(memory);
        std::size_t count = 0;
        std::int64_t bytes = 0;
        for (const Table* const child : std::ranges::equal_range(children, table.id, {}, &Table::parent_id)) {
            if (count++ < kFewExamples) names.push_back(child->qualified);
            bytes += model.total_bytes(*child);
        }
        const bool keyed = has_keys(table);
        Finding& finding = found.add(table, keyed ? Severity::Medium : Severity::Low).confidence(Confidence::Review);
        if (count > 0) finding.says(count, plural(static_cast<std::int64_t>(count), " table inherits", " tables inherit"), " from it");
        else finding.says("tables inherit from it");
        finding.evidence("children", count).evidence("names", span_of(names)).evidence("children_bytes", bytes);
        finding.evidence("parent_rows", static_cast<std::int64_t>(std::max(0.0, table.estimated_rows().value_or(0)))).evidence("has_keys", keyed);
        finding.because("A query of the parent reads the children, too, unless it says ONLY, but unique keys, foreign keys and triggers end at each table",
                        keyed ? ": the key here does not keep a value from standing in a child, and a foreign key to it does not see the children's rows" : "",
                        ". For parts of one table declarative partitioning is meant; for kinds of a thing, a table for each with a shared key.");
    }
    return found;
}

Findings rules(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Rule& rule : model.rules()) {
        const Table& table = *rule.table;
        const std::string_view identity = concat(memory, table.quoted, " (", rule.quoted, ")");
        Finding& finding = found.add(Object{catalog_id::kRewrite, rule.id, 0, identity}, rule.enabled ? Severity::Low : Severity::Info);
        finding.confidence(Confidence::Review);
        finding.says(name_of_event(rule.event), rule.instead ? " rewritten by a rule" : " followed by a rule", rule.enabled ? "" : ", disabled");
        finding.evidence("table", table.qualified).evidence("rule", rule.name).evidence("event", name_of_event(rule.event));
        finding.evidence("instead", rule.instead).evidence("enabled", rule.enabled);
        finding.because(
            "A rule rewrites the statement, not the row: volatile expressions such as nextval() or random() run once more for each time they are "
            "named, the count of rows that the client gets is another, COPY passes it by, and ON CONFLICT is refused. A trigger does what is meant, "
            "row by row; for parts of one table partitioning does.");
    }
    return found;
}

}  // namespace pgops
