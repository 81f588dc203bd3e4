// sequential_scan_large_table: the whole table is read for the few rows that a value selects.
#include <algorithm>

#include "checks/index/filter_columns.hpp"
#include "checks/query/costly_statements.hpp"

namespace pgops {

namespace {

// A search leaves no more than this of a table.
constexpr double kFewRows = 0.01;

// What the statement looks for in one table.
struct Search {
    explicit Search(Memory* memory) : names(memory) {}
    const Column* selective = nullptr;  // compared with a value that few rows have
    const Index* index = nullptr;       // that could find rows by a column which is compared
    Vector<std::string_view> names;     // of the columns that are compared
};

Search search_in(const CostlyStatements& statements, const Statement& statement, std::int32_t scope, const Table& table) {
    Search search(statements.memory());
    const double rows = statements.extent_of(table).rows;
    for (const StatementColumn& compared : statement.columns) {
        if (compared.scope != scope || !finds_rows(compared.use)) continue;
        const Column* const column = statements.names().find(statement, scope, compared.qualifier, compared.name);
        if (column == nullptr || column->table != &table) continue;
        if (compared.use == ColumnUse::Equality && leaves_few_rows(*column, rows)) search.selective = column;
        if (search.index == nullptr) search.index = index_that_finds(table, *column);
        if (std::ranges::find(search.names, column->quoted) == search.names.end()) search.names.push_back(column->quoted);
    }
    return search;
}

}  // namespace

Findings sequential_scan_large_table(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    for (const Statement& statement : statements.all()) {
        model.server().poll();
        if (!statements.counts(statement)) continue;
        const bool one_table = statement.scopes.size() == 1 && statement.scopes.front().tables.size() == 1;
        for (std::size_t scope = 0; scope < statement.scopes.size(); ++scope)
            for (const StatementTable& named : statement.scopes[scope].tables) {
                const Table* const table = statements.names().find(named);
                if (table == nullptr || !statements.is_large(*table) || !statements.reads_all_of(statement, *table)) continue;
                const Extent extent = statements.extent_of(*table);
                if (rows_per_call(statement) > kFewRows * extent.rows) continue;
                const Search search = search_in(statements, statement, static_cast<std::int32_t>(scope), *table);
                // With an index in place, and several tables, nobody knows which of them the blocks are of.
                if (search.selective == nullptr || (search.index != nullptr && !one_table)) continue;
                if (statements.is_told(found, statement, *table)) continue;
                Finding& finding = statements.add(found, statement, *table, statements.severity(statement));
                finding.says("reads ", grouped(static_cast<std::int64_t>(extent.rows)), " rows to find few by ", search.selective->name);
                finding.evidence("columns_compared", span_of(search.names)).evidence("column", search.selective->name);
                if (search.index != nullptr) finding.evidence("index_not_used", search.index->name);
                finding.because("Each call reads about ", grouped(static_cast<std::int64_t>(blocks_per_call(statement))),
                                " blocks, as many as the table has or more, though few rows have a given value of ", search.selective->quoted, ". ",
                                search.index != nullptr
                                    ? concat(statements.memory(), "Index ", search.index->quoted_name,
                                             " is there: SELECT * FROM pgops.why_not_used('...') with the statement and its values says why it is not used.")
                                    : std::string_view("No index begins with a column that it compares: one on this column would find those rows."));
            }
    }
    return found;
}

}  // namespace pgops
