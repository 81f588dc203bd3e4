// Statements as pg_stat_statements has them, taken apart already.
#pragma once

#include <deque>
#include <vector>

#include "database.hpp"

namespace pgops::test {

struct Used {
    std::string_view column;
    ColumnUse use;
    std::string_view operator_name = "=";
};
struct Counted {
    std::int64_t calls, rows;
};

class StatementTexts {
 public:
    explicit StatementTexts(Database& db) : db_(db) {}
    // A statement of one query over one table of any schema.
    void add(Counted counted, std::string_view table, std::vector<Used> uses) { add(counted, StatementTable{"", table, table}, uses); }
    void add(Counted counted, const StatementTable& table, const std::vector<Used>& uses) {
        std::vector<StatementColumn> columns;
        for (const Used& used : uses) columns.push_back({.qualifier = "", .name = used.column, .operator_name = used.operator_name, .use = used.use});
        add(counted, {{{table}, -1}}, columns);
    }
    struct Level {
        std::vector<StatementTable> tables;
        int parent;
    };
    void add(Counted counted, const std::vector<Level>& levels, const std::vector<StatementColumn>& columns) {
        std::vector<StatementScope> scopes;
        for (const Level& level : levels) scopes.push_back({tables_.emplace_back(level.tables), level.parent});
        const std::string& text = texts_.emplace_back("statement " + std::to_string(texts_.size() + 1));
        statements_.push_back(
            {.calls = counted.calls, .rows = counted.rows, .scopes = scopes_.emplace_back(scopes), .columns = columns_.emplace_back(columns), .text = text});
        db_.server.statements.absent = {};
        db_.server.statements.statements = statements_;
    }
    // The same with what its text shows besides, and what it read.
    void add(Counted counted, const std::vector<Level>& levels, const std::vector<StatementColumn>& columns, const std::vector<StatementRemark>& remarks,
             std::int64_t blocks_per_call, double milliseconds_per_call = 1) {
        add(counted, levels, columns);
        Statement& last = statements_.back();
        last.remarks = remarks_.emplace_back(remarks);
        last.blocks = blocks_per_call * counted.calls;
        last.milliseconds = milliseconds_per_call * static_cast<double>(counted.calls);
        db_.server.statements.milliseconds += last.milliseconds;
    }

 private:
    Database& db_;
    std::deque<std::vector<StatementTable>> tables_;
    std::deque<std::vector<StatementScope>> scopes_;
    std::deque<std::vector<StatementColumn>> columns_;
    std::deque<std::vector<StatementRemark>> remarks_;
    std::deque<std::string> texts_;
    std::vector<Statement> statements_;
};

}  // namespace pgops::test
