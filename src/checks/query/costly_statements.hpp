// Statements that count, what they cost, and the tables behind their names: what the checks of the query area share.
#pragma once

#include "model/finding.hpp"
#include "model/statement_names.hpp"

namespace pgops {

// Rows and pages of a table; of a partitioned one those of all partitions.
struct Extent {
    double rows = 0, pages = 0;
};

class CostlyStatements {
 public:
    CostlyStatements(const Model& model, Memory* memory);

    // Called pgops.statement_calls times, or of a good part of all time; the most expensive first.
    bool counts(const Statement& statement) const;
    double share_of_time(const Statement& statement) const;  // 0 to 1
    Severity severity(const Statement& statement) const;

    const StatementNames& names() const { return names_; }
    Extent extent_of(const Table& table) const;
    // Rows of the table are at least pgops.statement_min_rows.
    bool is_large(const Table& table) const;
    // What a call reads is so much that it has to be most of the table.
    bool reads_all_of(const Statement& statement, const Table& table) const;
    // The one with most rows in the scope or inside it; null where none is known.
    const Table* largest_table(const Statement& statement, std::int32_t scope) const;

    // A statement that does it to a table twice is told once.
    bool is_told(const Findings& found, const Statement& statement, const Table& table) const;
    // A finding about the statement, under the name of the table; its evidence says what the statement costs.
    Finding& add(Findings& found, const Statement& statement, const Table& table, Severity severity) const;
    // Says what could not be looked at.
    void tell_left_out(Findings& found) const;

    std::span<const Statement> all() const { return workload_.statements; }
    Memory* memory() const { return memory_; }
    const Model& model() const { return model_; }

 private:
    const Model& model_;
    const Workload& workload_;
    Memory* memory_;
    StatementNames names_;
    FlatMap<ObjectId, Extent> partitioned_;
};

double rows_per_call(const Statement& statement);
double blocks_per_call(const Statement& statement);

// Calls visit(statement, remark) for each remark of this habit in the statements that count.
template <class Visit>
void each_remark(const CostlyStatements& statements, StatementHabit habit, const Visit& visit) {
    for (const Statement& statement : statements.all()) {
        statements.model().server().poll();
        if (!statements.counts(statement)) continue;
        for (const StatementRemark& remark : statement.remarks)
            if (remark.habit == habit) visit(statement, remark);
    }
}

}  // namespace pgops
