// cartesian_join, joins_of_large_tables: what joins cost that no condition, or no index, narrows.
#include <algorithm>

#include "checks/index/filter_columns.hpp"
#include "checks/query/join_graph.hpp"

namespace pgops {

namespace {

// Rows of a product that nobody would notice.
constexpr double kSmallProduct = 1000;
// Both sides of a join are large from so many times pgops.statement_min_rows on.
constexpr double kLargeJoin = 10;

bool says_cross_join(const Statement& statement, std::int32_t scope) {
    return std::ranges::any_of(statement.remarks,
                               [&](const StatementRemark& remark) { return remark.scope == scope && remark.habit == StatementHabit::CrossJoin; });
}

struct Pair {
    const Table *left, *right;
    bool indexed = false;
    std::string_view condition{};
};

class Pairs {
 public:
    explicit Pairs(const CostlyStatements& statements) : statements_(statements), pairs_(statements.memory()) {}

    void add(const Column& left, const Column& right) {
        if (left.table == right.table) return;
        const bool swapped = left.table->id > right.table->id;
        const Table *const a = swapped ? right.table : left.table, *const b = swapped ? left.table : right.table;
        auto found = std::ranges::find_if(pairs_, [&](const Pair& pair) { return pair.left == a && pair.right == b; });
        if (found == pairs_.end()) {
            pairs_.push_back({.left = a, .right = b});
            found = std::prev(pairs_.end());
        }
        found->indexed = found->indexed || index_that_finds(*left.table, left) != nullptr || index_that_finds(*right.table, right) != nullptr;
        Memory* const memory = statements_.memory();
        found->condition =
            concat(memory, found->condition, found->condition.empty() ? "" : " AND ", quoted_name(memory, left), " = ", quoted_name(memory, right));
    }
    std::span<const Pair> all() const { return span_of(pairs_); }

 private:
    const CostlyStatements& statements_;
    Vector<Pair> pairs_;
};

void collect(const CostlyStatements& statements, const Statement& statement, Pairs& pairs) {
    const StatementRemark* left = nullptr;
    for (const StatementRemark& remark : statement.remarks) {
        if (remark.habit != StatementHabit::JoinedBy) continue;
        if (remark.qualifier.empty() && left == nullptr) {  // USING: the tables that have it
            const Column* first = nullptr;
            for (const StatementTable& named : statement.scopes[static_cast<std::size_t>(remark.scope)].tables) {
                const Table* const table = statements.names().find(named);
                const Column* const column = table != nullptr ? column_named(*table, remark.name) : nullptr;
                if (column != nullptr && first != nullptr) pairs.add(*first, *column);
                if (column != nullptr && first == nullptr) first = column;
            }
            if (first != nullptr) continue;
        }
        if (left == nullptr || left->part != remark.part) {
            left = &remark;
            continue;
        }
        const Column* const a = statements.names().find(statement, left->scope, left->qualifier, left->name);
        const Column* const b = statements.names().find(statement, remark.scope, remark.qualifier, remark.name);
        if (a != nullptr && b != nullptr) pairs.add(*a, *b);
        left = nullptr;
    }
}

}  // namespace

Findings cartesian_join(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    for (const Statement& statement : statements.all()) {
        model.server().poll();
        if (!statements.counts(statement)) continue;
        for (std::size_t scope = 0; scope < statement.scopes.size(); ++scope) {
            if (statement.scopes[scope].tables.size() < 2) continue;
            Vector<Island> islands = islands_of(statements, statement, static_cast<std::int32_t>(scope));
            islands.erase(std::ranges::remove_if(islands, [](const Island& island) { return island.rows < 2; }).begin(), islands.end());
            if (islands.size() < 2) continue;
            std::ranges::sort(islands, std::ranges::greater(), &Island::rows);
            const double product = islands[0].rows * islands[1].rows;
            // Who says CROSS JOIN means it, but nobody means that of two large tables.
            const bool is_meant = says_cross_join(statement, static_cast<std::int32_t>(scope)) && !statements.is_large(*islands[1].tables.front());
            if (product < kSmallProduct || is_meant) continue;
            const Table &one = *islands[0].tables.front(), &other = *islands[1].tables.front();
            if (statements.is_told(found, statement, one)) continue;
            Finding& finding = statements.add(found, statement, one, statements.severity(statement));
            finding.says("nothing joins it to ", other.quoted).evidence("joined_with", other.qualified);
            finding.evidence("rows_of_product", static_cast<std::int64_t>(std::min(product, 9e18)));
            finding.because("No condition of the statement links ", one.quoted, " with ", other.quoted,
                            ": every row of one meets every row of the other, about ", counted_rows(memory, product),
                            ". Add the condition that was meant; DISTINCT or GROUP BY behind such a join hides it, and does not mend it.");
        }
    }
    return found;
}

Findings joins_of_large_tables(const Model& model, Memory* memory) {
    Findings found(memory);
    const CostlyStatements statements(model, memory);
    statements.tell_left_out(found);
    const double large = kLargeJoin * model.settings().value(Setting::StatementMinRows);
    for (const Statement& statement : statements.all()) {
        model.server().poll();
        if (!statements.counts(statement)) continue;
        Pairs pairs(statements);
        collect(statements, statement, pairs);
        for (const Pair& pair : pairs.all()) {
            const Extent left = statements.extent_of(*pair.left), right = statements.extent_of(*pair.right);
            if (pair.indexed || std::min(left.rows, right.rows) < large) continue;
            if (!statements.reads_all_of(statement, *pair.left) || !statements.reads_all_of(statement, *pair.right)) continue;
            const bool left_is_larger = left.rows >= right.rows;
            const Table &larger = left_is_larger ? *pair.left : *pair.right, &smaller = left_is_larger ? *pair.right : *pair.left;
            if (statements.is_told(found, statement, larger)) continue;
            Finding& finding = statements.add(found, statement, larger, statements.severity(statement)).confidence(Confidence::Review);
            finding.says("no index for the join with ", smaller.quoted).evidence("joined_with", smaller.qualified).evidence("condition", pair.condition);
            finding.because("No index begins with a column of ", pair.condition, ": each call reads ", larger.quoted, " and ", smaller.quoted,
                            " from end to end. Where the statement is after few rows, an index on the column of ", larger.quoted,
                            " lets the server look up what it needs; where it is a report over all rows, there is nothing to mend.");
        }
    }
    return found;
}

}  // namespace pgops
