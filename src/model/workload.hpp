// What statements do with tables and columns, as pg_stat_statements counts them and as far as their text tells: it is taken apart by
// the server's grammar, but nothing in it is looked up or run.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pgops {

enum class ColumnUse : std::uint8_t {
    Equality,     // = IN, = ANY, or a boolean column by itself
    Range,        // < <= > >= BETWEEN
    Containment,  // operators that arrays, documents and full text have: @> <@ && ? ?| ?& @@ @?
    Join,         // = a column of another table
    Other,        // compared in another way, in one arm of an OR, or sorted by
    Assigned,     // UPDATE ... SET, ON CONFLICT DO UPDATE SET
};

struct StatementTable {
    std::string_view schema{}, name{}, alias{};  // schema is empty where the search path finds it; alias: how columns name it
};

// One level of a statement: a query, or a subquery inside another one.
struct StatementScope {
    std::span<const StatementTable> tables{};
    std::int32_t parent = -1;  // the scope around it
};

struct StatementColumn {
    std::int32_t scope = 0;
    std::string_view qualifier{}, name{};  // qualifier is empty where the statement has none
    std::string_view operator_name{};
    ColumnUse use = ColumnUse::Other;
};

// What the text of a statement shows that grows with a table, or that no index can serve.
enum class StatementHabit : std::uint8_t {
    CountsAll,    // the count of all rows of the one table of its query, without a condition
    Offset,       // rows of an ordered or limited result are passed over by OFFSET
    RandomOrder,  // ORDER BY random()
    NotIn,        // NOT IN a subquery (the scope) whose one result is this column, which no IS NOT NULL there restricts
    FunctionOf,   // a function of the column (the detail) compared with what has no column; all of the condition depends on it
    Pattern,      // LIKE, ILIKE (the detail) with a pattern from outside; all of the condition depends on it
    JoinedBy,     // a column that equals one of another table: two remarks of one part are a pair
    Link,         // a column that stands in one part of the condition together with others of that part
    LinkUnclear,  // the tables of the query are linked in a way that names alone do not tell
    CrossJoin,    // the query says CROSS JOIN
};

struct StatementRemark {
    StatementHabit habit = StatementHabit::CountsAll;
    std::int32_t scope = 0, part = 0;
    std::string_view qualifier{}, name{};  // of the column, where it is about one; no qualifier: whatever table has it
    std::string_view detail{};
};

struct Statement {
    std::int64_t calls = 0, rows = 0;
    std::span<const StatementScope> scopes{};
    std::span<const StatementColumn> columns{};
    std::span<const StatementRemark> remarks{};
    std::string_view text{};  // normalized: its constants are parameters
    double milliseconds = 0;  // of all calls together
    std::int64_t blocks = 0;  // that they found in shared buffers or read into them
};

struct Workload {
    std::span<const Statement> statements{};  // most time first
    double milliseconds = 0;                  // of all statements of this database, those that are no queries among them
    std::string_view absent{};                // why there are no statements at all; empty otherwise
    std::int64_t hidden = 0;                  // statements whose text the caller may not see
    std::int64_t unread = 0;                  // statements whose normalized text the grammar does not take, or that are too long
};

}  // namespace pgops
