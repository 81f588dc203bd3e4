// Columns where a value of the type stands for "missing", in place of NULL.
#include "core/name_words.hpp"
#include "checks/schema/stand_ins.hpp"
#include "core/scratch_memory.hpp"

namespace pgops {

namespace {

bool is_candidate(const Table& table, const Column& column, double rows) {
    if (column.inherited || column.generated || !column.statistics.known || rows_with_value(column, rows) < kFewRows) return false;
    // What is unique has no common value; what is a key or checked against one refers to a row.
    if (column.statistics.distinct <= -1) return false;
    return !is_unique_alone(table, column) && foreign_key_of(table, column) == nullptr;
}

Vector<StandIn> stand_ins_of(const Column& column, const ColumnValues& values, double rows, Memory* memory) {
    const double distinct = distinct_values(column, rows);
    switch (data_kind_of(column)) {
        case DataKind::Number: return numeric_stand_ins(column, column.words, values, memory);
        case DataKind::Time: return time_stand_ins(column, values, distinct, memory);
        case DataKind::Text: return text_stand_ins(column, values, distinct, memory);
        default: return Vector<StandIn>(memory);
    }
}

std::string_view migration(const Column& column, const Vector<StandIn>& stand_ins, Memory* memory) {
    const std::string_view table = column.table->quoted;
    std::string_view list;
    for (const StandIn& stand_in : stand_ins) list = concat(memory, list, list.empty() ? "" : ", ", literal(memory, stand_in.value));
    return concat(memory, column.not_null ? concat(memory, "ALTER TABLE ", table, " ALTER COLUMN ", column.quoted, " DROP NOT NULL;\n") : "", "UPDATE ", table,
                  " SET ", column.quoted, " = NULL WHERE ", column.quoted, " IN (", list, ");");
}

void describe(const Model& model, Findings& found, const Column& column, const Vector<StandIn>& stand_ins, double rows, Memory* memory) {
    double share = 0;
    for (const StandIn& stand_in : stand_ins) share += stand_in.share;
    const double stored = share * (1 - static_cast<double>(column.statistics.null_fraction));
    Finding& finding = found.add(column, severity_of_taste(model, *column.table)).confidence(Confidence::Review).urgency(stored);
    finding.says("stand-in for NULL in ", percent(stored), " % of the rows").evidence("share", stored).evidence("rows", static_cast<std::int64_t>(rows));
    finding.evidence("stand_ins", stand_ins.size()).evidence("null_fraction", static_cast<double>(column.statistics.null_fraction));
    Vector<std::string_view> examples(memory);
    for (const StandIn& stand_in : stand_ins) examples.push_back(stand_in.value);
    tell_examples(finding, model, column, span_of(examples), memory);
    if (model.server().may_see_values(column.table_id, column.number)) finding.evidence("migration", migration(column, stand_ins, memory));
    finding.because(
        "A value that lies apart from all others, or says itself that there is none, stands for \"missing\". Every query has to know it: sums, averages, "
        "comparisons and sorts take it for a value, the planner's estimates for ranges are spoilt, and no foreign key or CHECK can tell it from a real one. "
        "NULL "
        "means missing everywhere, takes no room, and aggregates leave it out. Let programs write NULL first, then replace the old values in batches.");
}

}  // namespace

Findings sentinel_value(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        for (const Column& column : table.columns) {
            if (!is_candidate(table, column, rows) || data_kind_of(column) == DataKind::Boolean || data_kind_of(column) == DataKind::Other) continue;
            ScratchMemory texts(memory);
            const ColumnValues values = model.server().column_values(table.id, column.number, &texts);
            const Vector<StandIn> stand_ins = stand_ins_of(column, values, rows, memory);
            if (!stand_ins.empty()) describe(model, found, column, stand_ins, rows, memory);
        }
    });
    return found;
}

}  // namespace pgops
