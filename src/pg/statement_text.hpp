// The text of a statement taken apart by the server's grammar alone: which columns it compares or assigns, by the names in it,
// and which of its habits grow with a table.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Where the parts of one statement go. In the run's memory: the server's errors may jump over who holds it.
struct StatementParts {
    explicit StatementParts(Memory* memory_) : memory(memory_), scopes(memory_), columns(memory_), remarks(memory_), common_tables(memory_) {}
    void clear() {
        scopes.clear();
        columns.clear();
        remarks.clear();
        common_tables.clear();
        condition_parts = 0;
    }
    Memory* memory;
    Vector<StatementScope> scopes;
    Vector<StatementColumn> columns;
    Vector<StatementRemark> remarks;
    std::int32_t condition_parts = 0;
    Vector<const char*> common_tables;  // names that WITH gives
};

// False for what is no query, or several statements. Raises the grammar's errors. Nothing is looked up, analyzed or run.
bool read_statement(const char* text, StatementParts& parts);

}  // namespace pgops
