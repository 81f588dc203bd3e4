// Large objects that no row can refer to: there are more of them than references have room for.
#include <algorithm>

#include "checks/schema/sampled.hpp"

namespace pgops {

namespace {

constexpr std::int64_t kMostCounted = 1'000'000;  // objects; a row of the catalog is read for each

// What may refer to large objects: values of type oid, or of a domain over it such as lo (contrib/lo), as vacuumlo has it.
struct References {
    std::int64_t columns = 0, unknown = 0;  // unknown: in tables whose rows nobody has counted
    double values = 0;                      // at most
};

References references_of(const Model& model) {
    References references;
    for (const Table& table : model.tables()) {
        if (!table.has_storage()) continue;
        for (const Column& column : table.columns) {
            if (column.base->id != type_id::kOid) continue;
            ++references.columns;
            const std::optional<double> rows = table.estimated_rows();
            if (rows) references.values += column.statistics.known ? rows_with_value(column, *rows) : *rows;
            else if (table.size_bytes.value_or(1) > 0) ++references.unknown;
        }
    }
    return references;
}

void describe(const Model& model, Findings& found, const LargeObjects& objects, const References& references, double orphans, Memory* memory) {
    const double share = std::min(1.0, orphans / static_cast<double>(objects.count));
    const auto bytes = static_cast<std::int64_t>(share * static_cast<double>(objects.bytes));
    Finding& finding = found.add({.text = concat(memory, "large objects of ", model.database_name())}, severity_by_size(bytes));
    finding.confidence(Confidence::Review).gives_back(bytes).identity("large objects");
    finding.says(references.columns == 0 ? "" : "at least ", grouped(static_cast<std::int64_t>(orphans)),
                 plural(static_cast<std::int64_t>(orphans), " large object", " large objects"), " without a row");
    finding.evidence("large_objects", objects.count).evidence("more", objects.more).evidence("total_bytes", objects.bytes);
    finding.evidence("columns_of_references", references.columns).evidence("references_at_most", static_cast<std::int64_t>(references.values));
    finding.because(
        references.columns == 0 ? "No table has a column of type oid or of a domain over it. "
                                : "There are more large objects than values of type oid (or of domains over it) in all tables. ",
        "A large object stays when the row that refers to it is deleted or updated: nothing but a trigger (lo_manage of the extension lo) or a program "
        "removes it, and backups and pg_upgrade carry it along. vacuumlo -n shows what nothing refers to; look first whether a program keeps the numbers in "
        "a column of another type (some mappers keep them as text), for vacuumlo would take those for orphans.");
}

}  // namespace

Findings orphaned_large_objects(const Model& model, Memory* memory) {
    constexpr double kError = 0.1;  // of estimated rows
    constexpr double kFew = 10;
    Findings found(memory);
    const LargeObjects objects = model.server().large_objects(kMostCounted);
    if (objects.count == 0) return found;
    const References references = references_of(model);
    const double orphans = static_cast<double>(objects.count) - (1 + kError) * references.values;
    if (references.unknown > 0) {
        found.left_out(concat(memory, references.unknown, plural(references.unknown, " table", " tables"), " with references never analyzed"));
    } else if (objects.more && orphans <= 0) {
        found.left_out(concat(memory, "more than ", grouped(kMostCounted), " large objects, not all counted"));
    } else if (references.columns == 0 || orphans > kFew) {
        describe(model, found, objects, references, orphans, memory);
    }
    return found;
}

}  // namespace pgops
