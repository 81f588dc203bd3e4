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

struct Statement {
    std::int64_t calls = 0, rows = 0;
    std::span<const StatementScope> scopes{};
    std::span<const StatementColumn> columns{};
};

struct Workload {
    std::span<const Statement> statements{};
    std::string_view absent{};  // why there are no statements at all; empty otherwise
    std::int64_t hidden = 0;    // statements whose text the caller may not see
    std::int64_t unread = 0;    // statements whose normalized text the grammar does not take, or that are too long
};

}  // namespace pgops
