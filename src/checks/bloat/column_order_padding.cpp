// Tables whose columns stand in an order that wastes space on alignment: what another order would save.
#include <algorithm>
#include <cmath>

#include "model/column_order.hpp"
#include "model/finding.hpp"
#include "model/layout.hpp"

namespace pgops {

namespace {

// A smaller share of a table is not worth making it anew.
constexpr double kWorthwhileShare = 0.05;
constexpr double kPage = page::kBytes;

// What is stored of a table, or of all partitions and children of one.
struct Stored {
    double rows = 0;
    std::int64_t bytes = 0;
    bool known = true;
};
using StoredByRoot = FlatMap<ObjectId, Stored>;

// The columns of partitions and children are those of the table at the top: it speaks for them all.
const Table& root_of(const Table& table) {
    const Table* root = &table;
    while (root->parent != nullptr) root = root->parent;
    return *root;
}

void add_stored(const Model& model, StoredByRoot& stored) {
    for (const Table& table : model.tables()) {
        if (!table.has_storage()) continue;
        Stored& of_root = stored[root_of(table).id];
        of_root.bytes += table.size_bytes.value_or(0);
        of_root.rows += table.estimated_rows().value_or(0);
        of_root.known = of_root.known && table.estimated_rows().has_value();
    }
}

std::span<const std::string_view> names_of(const ColumnOrder& order, Memory* memory) {
    auto& names = make_in<Vector<std::string_view>>(memory, memory);
    for (const Column* const column : order) names.push_back(column->name);
    return span_of(names);
}

}  // namespace

Findings column_order_padding(const Model& model, Memory* memory) {
    Findings found(memory);
    const Settings& settings = model.settings();
    const std::int64_t floor = std::max(settings.bytes(Setting::BloatBytes), settings.bytes(Setting::MinRelationSize));
    StoredByRoot stored(memory);
    add_stored(model, stored);
    std::int64_t without_statistics = 0;
    for (const Table& table : model.tables()) {
        if (table.parent != nullptr || table.columns.size() < 2 || table.kind == RelationKind::MaterializedView) continue;
        const auto of_table = stored.find(table.id);
        if (of_table == stored.end() || of_table->second.bytes < floor) continue;
        const Stored& total = of_table->second;
        const RowEstimate now = estimate_row(table);
        if (!now.known || !total.known) {
            ++without_statistics;
            continue;
        }
        const ColumnOrder order = tightest_order(table, memory);
        const RowEstimate best = estimate_row(table, span_of(order));
        const double saved = kPage * (heap_pages(now, total.rows, table.fillfactor) - heap_pages(best, total.rows, table.fillfactor));
        const auto bytes = static_cast<std::int64_t>(saved);
        if (bytes < settings.bytes(Setting::BloatBytes) || bytes == 0 || saved < kWorthwhileShare * static_cast<double>(total.bytes)) continue;
        const double per_row = now.bytes - best.bytes;
        Finding& finding = found.add(table, Severity::Info);
        finding.says(decimal(per_row, 0), plural(std::llround(per_row), " byte", " bytes"), " of padding a row, ", human_bytes(bytes), " in all")
            .gives_back(bytes)
            .confidence(Confidence::Estimated);
        finding.evidence("bytes_per_row", per_row).evidence("row_bytes", now.bytes).evidence("rows", static_cast<std::int64_t>(total.rows));
        finding.evidence("saved_bytes", bytes).evidence("size_bytes", total.bytes).evidence("recommended_order", names_of(order, memory));
        finding.because(
            "A value is stored at a multiple of its type's alignment, so that a narrow column before a wide one leaves a gap in every row. In the order ",
            "of recommended_order (in the evidence) the same rows take about ", human_bytes(bytes), " less of ", human_bytes(total.bytes),
            ". The order of an existing table cannot be changed: it takes a new table with that order, a copy of the rows, and its indexes, constraints "
            "and rights made again. That is seldom worth doing for its own sake; do it when the table is written anew anyway.");
    }
    if (without_statistics > 0)
        found.left_out(concat(memory, without_statistics, plural(without_statistics, " table", " tables"), " without statistics to estimate from"));
    return found;
}

}  // namespace pgops
