// leading_wildcard_like, function_on_indexed_column, not_in_subquery: conditions that no index serves, or that nulls turn over.
#include <algorithm>

#include "checks/query/costly_statements.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// More than this share of the rows is no search.
constexpr double kManyRows = 0.2;

bool leads_a_btree(const Table& table, const Column& column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.valid && index.method == AccessMethod::Btree && index.predicate == 0 && index.keys.front().column_number == column.number;
    });
}

// Perhaps it is the very function that the index is on.
bool has_expression_index(const Table& table, const Column& column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.has_expression() && std::ranges::find(index.used_columns, column.number) != index.used_columns.end();
    });
}

bool is_searched_in_full(const CostlyStatements& statements, const Statement& statement, const Column* column) {
    if (column == nullptr || !statements.is_large(*column->table) || !statements.reads_all_of(statement, *column->table)) return false;
    return rows_per_call(statement) <= kManyRows * statements.extent_of(*column->table).rows;
}

const Column* column_of(const CostlyStatements& statements, const Statement& statement, const StatementRemark& remark) {
    return statements.names().find(statement, remark.scope, remark.qualifier, remark.name);
}

// Every row of the subquery has a value here, as it is compared in another condition.
bool is_compared_besides(const Statement& statement, const StatementRemark& remark) {
    return std::ranges::any_of(statement.columns, [&](const StatementColumn& column) {
        return column.scope == remark.scope && column.name == remark.name && column.use != ColumnUse::Other && column.use != ColumnUse::Assigned;
    });
}

}  // namespace

Findings leading_wildcard_like(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    each_remark(statements, StatementHabit::Pattern, [&](const Statement& statement, const StatementRemark& remark) {
        const Column* const column = column_of(statements, statement, remark);
        if (!is_searched_in_full(statements, statement, column)) return;
        if (statements.is_told(found, statement, *column->table)) return;
        Finding& finding = statements.add(found, statement, *column->table, statements.severity(statement));
        finding.says(remark.detail, " reads ", grouped(static_cast<std::int64_t>(statements.extent_of(*column->table).rows)), " rows for ",
                     counted_rows(memory, rows_per_call(statement)));
        finding.evidence("column", column->name).evidence("operator", remark.detail).confidence(Confidence::Review);
        finding.because(
            "Each call reads the whole table to find ", column->quoted,
            " by a pattern. One that begins with a wildcard, as '%word%', is served by trigrams alone: extension pg_trgm, and a GIN index with gin_trgm_ops "
            "on the column. For patterns that begin with text a btree with text_pattern_ops will do; for words, full-text search.");
    });
    return found;
}

Findings function_on_indexed_column(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    FlatMap<std::string_view, std::string_view> advised(memory);  // command to the key of the finding that has it
    each_remark(statements, StatementHabit::FunctionOf, [&](const Statement& statement, const StatementRemark& remark) {
        const Column* const column = column_of(statements, statement, remark);
        if (!is_searched_in_full(statements, statement, column)) return;
        const Table& table = *column->table;
        if (!leads_a_btree(table, *column) || has_expression_index(table, *column)) return;
        if (statements.is_told(found, statement, table)) return;
        Finding& finding = statements.add(found, statement, table, statements.severity(statement));
        finding.says(remark.detail, " of ", column->name, " passes its index by");
        finding.evidence("column", column->name).evidence("function", remark.detail);
        finding.because(
            "The index on ", column->quoted, " has the column's own values, not those of ", remark.detail,
            ": each call reads the whole table. Compare the column itself, as with a range of times in place of their date; or make an index on the "
            "expression, where its function is immutable.");
        if (remark.detail != "lower" && remark.detail != "upper") return;
        const std::string_view command = concat(memory, create_index(memory, table), " (", remark.detail, "(", column->quoted, "));");
        const auto [place, is_new] = advised.try_emplace(command, finding.key("function_on_indexed_column"));
        if (is_new) finding.fix(command, create_index_lock(memory, table));
        else finding.caused_by(place->second);
    });
    return found;
}

Findings not_in_subquery(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    each_remark(statements, StatementHabit::NotIn, [&](const Statement& statement, const StatementRemark& remark) {
        const Column* const column = column_of(statements, statement, remark);
        if (column == nullptr || column->not_null || is_compared_besides(statement, remark) || statements.is_told(found, statement, *column->table)) return;
        Finding& finding =
            statements.add(found, statement, *column->table, std::min(statements.severity(statement), Severity::Low)).confidence(Confidence::Review);
        finding.says("NOT IN over ", column->name, ", which may be null");
        finding.evidence("column", column->name);
        finding.because(
            "As soon as the subquery gives one null, x NOT IN (...) is never true, and the statement returns nothing. Besides, it cannot be planned as a join. "
            "Write NOT EXISTS (SELECT ... WHERE ",
            column->quoted, " = x), which does what was meant; or add ", column->quoted, " IS NOT NULL to the subquery.");
    });
    return found;
}

}  // namespace pgops
