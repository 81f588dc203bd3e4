// The workload's columns found among the tables of the model.
#pragma once

#include "model/model.hpp"

namespace pgops {

struct WorkloadUse {
    const Table* table = nullptr;
    const Column* column = nullptr;
    const Statement* statement = nullptr;
    ColumnUse use = ColumnUse::Other;
    std::string_view operator_name{};
};

// A name without a schema counts where one table alone has it, as the search path of who ran the statement is not known; a column
// without a qualifier where one table alone of its query, or of a query around it, has it. What stays unclear is left out.
class WorkloadUses {
 public:
    WorkloadUses(const Model& model, Memory* memory);

    // Those of one statement follow each other.
    std::span<const WorkloadUse> of(const Table& table) const;
    // Statements name the table, whatever they do with it.
    bool names(const Table& table) const { return named_.contains(table.id); }
    // Why nothing is known; empty otherwise.
    std::string_view absent() const { return workload_.absent; }
    // All that counts is known: no text is hidden from the caller, and hardly any could not be read.
    bool is_complete() const { return workload_.hidden == 0 && 20 * workload_.unread <= static_cast<std::int64_t>(workload_.statements.size()); }
    const Workload& workload() const { return workload_; }

 private:
    struct Named {
        std::string_view name;
        const Table* table;
    };
    using TableNames = Vector<Named>;

    const Table* find(const StatementTable& table) const;
    const Column* find(const Statement& statement, const StatementColumn& column) const;
    void add(const Statement& statement);

    const Model& model_;
    const Workload& workload_;
    TableNames names_;  // sorted by name
    FlatSet<ObjectId> named_;
    Vector<WorkloadUse> uses_;  // sorted by table
};

}  // namespace pgops
