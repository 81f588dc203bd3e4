// offset_pagination, count_star, order_by_random: results that cost more the larger the table is, however few rows are wanted.
#include "checks/query/costly_statements.hpp"

namespace pgops {

namespace {

// Less is passed over in no time; and what is read for rows that are wanted is not passed over.
constexpr double kFewBlocks = 200, kBlocksPerRow = 10;

std::string_view whole(double number, Memory* memory) { return concat(memory, grouped(static_cast<std::int64_t>(number + 0.5))); }

}  // namespace

Findings offset_pagination(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    each_remark(statements, StatementHabit::Offset, [&](const Statement& statement, const StatementRemark& remark) {
        const Table* const table = statements.largest_table(statement, remark.scope);
        const double blocks = blocks_per_call(statement), rows = rows_per_call(statement);
        if (table == nullptr || !statements.is_large(*table) || blocks < kFewBlocks || blocks < kBlocksPerRow * rows) return;
        if (statements.is_told(found, statement, *table)) return;
        Finding& finding = statements.add(found, statement, *table, statements.severity(statement));
        finding.says("OFFSET reads ", whole(blocks, memory), " blocks for ", counted_rows(memory, rows));
        finding.because(
            "Rows that OFFSET passes over are read and thrown away, so each page costs more than the one before, and rows that come or go meanwhile are shown "
            "twice "
            "or never. Ask for what comes after the last row shown: WHERE (a, b) > ($1, $2) ORDER BY a, b LIMIT n, with an index on the columns of the order, "
            "the "
            "last one unique.");
    });
    return found;
}

Findings count_star(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    each_remark(statements, StatementHabit::CountsAll, [&](const Statement& statement, const StatementRemark& remark) {
        const StatementScope& scope = statement.scopes[static_cast<std::size_t>(remark.scope)];
        const Table* const table = scope.tables.size() == 1 ? statements.names().find(scope.tables.front()) : nullptr;
        if (table == nullptr || !statements.is_large(*table)) return;
        if (statements.is_told(found, statement, *table)) return;
        Finding& finding = statements.add(found, statement, *table, statements.severity(statement));
        finding.says(whole(statements.extent_of(*table).rows, memory), " rows are counted");
        finding.because(
            "To count all rows the server visits all of them, or all entries of an index: each transaction may see others. Where a guess will do, ask "
            "pg_class.reltuples "
            "(as of the last ANALYZE); to learn whether there is any row, EXISTS; where the exact number is wanted often, keep it in a table of its own.");
    });
    return found;
}

Findings order_by_random(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    each_remark(statements, StatementHabit::RandomOrder, [&](const Statement& statement, const StatementRemark& remark) {
        const Table* const table = statements.largest_table(statement, remark.scope);
        if (table == nullptr || !statements.is_large(*table) || blocks_per_call(statement) < kFewBlocks) return;
        if (statements.is_told(found, statement, *table)) return;
        Finding& finding = statements.add(found, statement, *table, statements.severity(statement));
        finding.says(whole(statements.extent_of(*table).rows, memory), " rows in random order for ", counted_rows(memory, rows_per_call(statement)));
        finding.because(
            "Every row is read, given a random number and sorted by it, for the few that are returned. TABLESAMPLE SYSTEM_ROWS (extension tsm_system_rows) or "
            "TABLESAMPLE BERNOULLI picks rows without that; or look from a random key on: WHERE id >= $1 ORDER BY id LIMIT n.");
    });
    return found;
}

}  // namespace pgops
