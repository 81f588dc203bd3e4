// An index most of whose entries are one value, which no search through it can want: a partial index leaves it out.
#include <algorithm>

#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// A partial index over this column is there already, whatever its predicate says.
bool has_partial_index(const Index& index) {
    const std::int16_t column = index.keys.front().column_number;
    return std::ranges::any_of(index.table->indexes, [&](const Index& other) {
        return other.predicate != 0 && std::ranges::find(other.used_columns, column) != other.used_columns.end();
    });
}

std::string_view all_but(const Column& column, std::string_view value, Memory* memory) {
    if (column.base->id == type_id::kBool) return concat(memory, value == "t" ? "NOT " : "", column.quoted);
    return concat(memory, column.quoted, " <> ", literal(memory, value));
}

}  // namespace

Findings skewed_index(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    std::int64_t without_estimate = 0;
    const Settings& settings = model.settings();
    for (const Index& index : model.indexes()) {
        const std::optional<ColumnIndex> candidate = column_index_of(index);
        if (!candidate) continue;
        const double top = static_cast<double>(candidate->column->statistics.most_common), nulls = candidate->null_fraction();
        if (100 * top < settings.value(Setting::SkewedPercent) || top >= 1 || has_partial_index(index)) continue;
        // The server looks for the most common value through it, too, when a row of the other side goes.
        if (supports_foreign_key(model, index) || low_selectivity_of(model, *candidate)) continue;
        const double rest = candidate->rows * std::max(0.0, 1 - top - nulls);
        const std::optional<double> entries = candidate->entries_per_scan();
        if (rest < 1 || (entries && *entries > rest) || is_left_to_others(*candidate, uses)) continue;
        const double distinct = static_cast<double>(candidate->column->statistics.distinct);
        const double values = distinct > 0 ? distinct - 1 : -distinct * candidate->rows;
        const BtreeEstimate partial =
            estimate_btree(index, PartOfRows{.rows = rest, .of_rows = candidate->rows, .distinct = std::clamp(values, 1.0, std::max(1.0, rest))});
        if (!partial.known) {
            ++without_estimate;
            continue;
        }
        const std::int64_t size = index.size_bytes.value_or(0), saved = std::max<std::int64_t>(0, size - partial.bytes());
        Finding& finding = found.add(index, severity_of_index(model, saved)).confidence(Confidence::Review).gives_back(saved);
        finding.says("one value in ", decimal(100 * top, 0), " % of the rows, ", human_bytes(size));
        finding.evidence("most_common_percent", 100 * top).evidence("null_percent", 100 * nulls).evidence("rows", static_cast<std::int64_t>(candidate->rows));
        finding.evidence("size_bytes", size).evidence("partial_bytes", partial.bytes()).evidence("scans", index.counters.scans);
        if (entries) finding.evidence("entries_per_scan", *entries);
        finding.because(
            "A search for the most common value reads most of the table anyway, so that its entries only cost writes and space. A partial index over the other "
            "rows takes about ",
            human_bytes(partial.bytes()),
            ". A query uses it where the value that it looks for stands in the statement or is known when it is planned; a generic plan of a prepared "
            "statement keeps to "
            "the old index. Create it, see in pg_stat_user_indexes that it is used, and drop the old one if nothing uses that any more.");
        const std::optional<ValueStatistics> shown = model.server().value_statistics(candidate->column->table_id, candidate->column->number);
        if (!shown || shown->common.empty() || !shown->may_be_shown) continue;
        const std::string_view value = shown->common.front().text,
                               create = create_partial_index(model, index, all_but(*candidate->column, value, memory), memory);
        finding.evidence("most_common_value", value);
        if (!create.empty()) finding.fix(create, create_index_lock(memory, *index.table));
    }
    if (without_estimate > 0)
        found.left_out(
            concat(memory, without_estimate, plural(without_estimate, " index", " indexes"), " without statistics to estimate a partial index from"));
    return found;
}

}  // namespace pgops
