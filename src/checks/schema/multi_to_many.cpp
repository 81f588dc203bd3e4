// A table that is nothing but pairs of references, and whether it is built as such a table should be.
#include <algorithm>
#include <array>

#include "checks/schema/junctions.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

bool leads_an_index(const Table& table, std::int16_t column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.valid && index.predicate == 0 && index.key_count > 0 && index.keys.front().column_number == column;
    });
}

bool has_own_key(const Junction& junction) {
    const Constraint* const key = junction.table->primary_key();
    return key != nullptr && key->columns.size() == 1;
}

void describe(const Model& model, Findings& found, const Junction& junction, Memory* memory) {
    const Table& table = *junction.table;
    const std::array<std::int16_t, 2> pair{junction.left->columns.front(), junction.right->columns.front()};
    const bool unique = is_unique_pair(table, pair[0], pair[1]), both_ways = leads_an_index(table, pair[0]) && leads_an_index(table, pair[1]);
    Finding& finding = found.add(table, pair, unique ? Severity::Info : Severity::Low).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (!unique) finding.says("many-to-many without a unique pair");
    else if (rows) finding.says("many-to-many table, ", counted_rows(memory, *rows));
    else finding.says("many-to-many table");
    if (rows) finding.evidence("rows", static_cast<std::int64_t>(*rows));
    finding.evidence("total_bytes", model.total_bytes(table)).evidence("unique_pair", unique).evidence("indexed_both_ways", both_ways);
    finding.evidence("own_key", has_own_key(junction)).evidence("left", junction.left->referenced != nullptr ? junction.left->referenced->qualified : "");
    finding.evidence("right", junction.right->referenced != nullptr ? junction.right->referenced->qualified : "");
    if (!unique) {
        finding.because(
            "Each row says that two others belong together, but nothing keeps a pair from standing here twice: joins multiply, counts are wrong. The pair "
            "should be the primary key, or a unique one.");
        // Rows that are there twice already make it fail, and leave an invalid index.
        return;
    }
    finding.because(
        "Each row says that two others belong together, and costs 28 bytes of header and pointer besides",
        has_own_key(junction) ? " a key of its own that nothing needs" : " its two numbers",
        ", and an index for each way. Where one side is a short list without facts of its own (tags), an array in the other table with a GIN index says "
        "the same in one row; where both are things of their own, this is how it should be.");
}

}  // namespace

Findings multi_to_many(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables())
        if (is_judged_for_design(table))
            if (const std::optional<Junction> junction = as_junction(table, memory)) describe(model, found, *junction, memory);
    return found;
}

}  // namespace pgops
