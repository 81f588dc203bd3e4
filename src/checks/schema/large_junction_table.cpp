// A many-to-many table with so many rows that arrays in one of the two tables would be a fraction of it.
#include <algorithm>
#include <utility>

#include "checks/schema/junctions.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr double kManyRows = 1'000'000;
constexpr double kFewestElements = 4;  // on average: below that the array's own header eats the gain
constexpr double kMostElements = 200;  // beyond, each change rewrites too much
constexpr double kArrayHeader = 24;    // ARR_OVERHEAD_NONULLS of one dimension
constexpr std::int64_t kLeastGain = 100 * kMegabyte;

struct Arrays {
    const Column* holder = nullptr;  // the reference to the table that would hold them
    const Column* element = nullptr;
    const Constraint* to_holder = nullptr;
    double elements = 0, bytes = 0;
};

// How it would be with an array for each row that `holder` refers to.
Arrays arrays_of(const Column& holder, const Column& element, const Constraint& to_holder, double rows) {
    const double holders = distinct_values(holder, rows);
    if (holders <= 0 || element.length <= 0) return {};
    return {&holder, &element, &to_holder, rows / holders, rows * element.length + holders * kArrayHeader};
}

bool serves(const Arrays& arrays) { return arrays.elements >= kFewestElements && arrays.elements <= kMostElements; }

// The better of the two ways: fewer bytes.
Arrays better_of(const Arrays& one, const Arrays& other) {
    if (!serves(one)) return serves(other) ? other : Arrays{};
    return serves(other) && other.bytes < one.bytes ? other : one;
}

std::string_view migration(const Junction& junction, const Arrays& arrays, Memory* memory) {
    const Constraint& key = *arrays.to_holder;
    const Column* const target = key.referenced == nullptr || key.referenced_columns.empty() ? nullptr : key.referenced->column(key.referenced_columns.front());
    if (target == nullptr) return {};
    const std::string_view holder = key.referenced->quoted;
    const std::string_view type = arrays.element->base->name;
    return concat(memory, "ALTER TABLE ", holder, " ADD COLUMN pgops_elements ", type, "[] NOT NULL DEFAULT '{}';\nUPDATE ", holder,
                  " h SET pgops_elements = ARRAY(SELECT j.", arrays.element->quoted, " FROM ", junction.table->quoted, " j WHERE j.", arrays.holder->quoted,
                  " = h.", target->quoted, " ORDER BY 1);\n", create_index(memory, *key.referenced), " USING gin (pgops_elements);");
}

std::int64_t with_indexes(const Model& model, const Table& table) {
    std::int64_t bytes = model.total_bytes(table);
    for (const Index& index : table.indexes) bytes += index.size_bytes.value_or(0);
    return bytes;
}

void describe(const Model& model, Findings& found, const Junction& junction, const Arrays& arrays, double rows, Memory* memory) {
    const Table& table = *junction.table;
    const std::int64_t bytes = with_indexes(model, table), gain = bytes - static_cast<std::int64_t>(arrays.bytes);
    if (gain < kLeastGain) return;
    const std::int16_t pair[] = {junction.left_column()->number, junction.right_column()->number};
    Finding& finding = found.add(table, pair, severity_by_size(gain)).confidence(Confidence::Review).gives_back(gain);
    finding.says("pairs of ", human_bytes(bytes), ", as arrays ", human_bytes(static_cast<std::int64_t>(arrays.bytes)));
    finding.evidence("rows", static_cast<std::int64_t>(rows)).evidence("total_bytes", bytes).evidence("array_bytes", static_cast<std::int64_t>(arrays.bytes));
    finding.evidence("array_in", arrays.to_holder->referenced != nullptr ? arrays.to_holder->referenced->qualified : "");
    finding.evidence("elements_per_array", arrays.elements).evidence("migration", migration(junction, arrays, memory));
    finding.because(
        "Each pair costs 28 bytes of header and pointer beside its two keys, and an entry in each index. One array for each row of the other table holds the "
        "same keys without them; its elements are found by a GIN index (an index of its own, which is smaller than two btrees of pairs and is not in "
        "the figure). The price: no foreign key checks the elements, and each change writes the whole row of the holder. Where pairs come and go one by "
        "one all the time, keep the table.");
}

}  // namespace

Findings large_junction_table(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        if (rows < kManyRows || !table.referenced_by.empty()) return;
        const std::optional<Junction> junction = as_junction(table, memory);
        if (!junction) return;
        const Column &left = *junction->left_column(), &right = *junction->right_column();
        if (!is_unique_pair(table, left.number, right.number) || !left.statistics.known || !right.statistics.known) return;
        const Arrays arrays = better_of(arrays_of(left, right, *junction->left, rows), arrays_of(right, left, *junction->right, rows));
        if (arrays.holder != nullptr) describe(model, found, *junction, arrays, rows, memory);
    });
    return found;
}

}  // namespace pgops
