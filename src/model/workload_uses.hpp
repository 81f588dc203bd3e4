// The workload's columns found among the tables of the model.
#pragma once

#include "model/statement_names.hpp"

namespace pgops {

struct WorkloadUse {
    const Table* table = nullptr;
    const Column* column = nullptr;
    const Statement* statement = nullptr;
    ColumnUse use = ColumnUse::Other;
    std::string_view operator_name{};
};

// What the names leave unclear is left out.
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
    void add(const Statement& statement);

    const Workload& workload_;
    StatementNames names_;
    FlatSet<ObjectId> named_;
    Vector<WorkloadUse> uses_;  // sorted by table
};

}  // namespace pgops
