// A table with very many columns.
#include "model/finding.hpp"

namespace pgops {

Findings wide_table(const Model& model, Memory* memory) {
    Findings found(memory);
    const auto limit = static_cast<std::size_t>(model.settings().value(Setting::WideTableColumns));
    for (const Table& table : model.tables()) {
        if (table.is_partition || (table.kind != RelationKind::Table && table.kind != RelationKind::Partitioned)) continue;
        const std::size_t count = table.columns.size();
        if (count <= limit) continue;
        Finding& finding = found.add(table, count > 2 * limit ? Severity::Medium : Severity::Low).says(count, " columns");
        finding.evidence("column_count", count).urgency(static_cast<double>(count) / 1600.0);
        finding.because(
            "Reading a late column walks over all earlier ones, every UPDATE copies all of them, and the limit of 1,600 (dropped ones count) comes nearer. "
            "Columns that change together, or that few rows use, belong into tables of their own.");
    }
    return found;
}

}  // namespace pgops
