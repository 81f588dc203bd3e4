// The names in statements found among the tables of the model.
#pragma once

#include "model/model.hpp"

namespace pgops {

// A name without a schema counts where one table alone has it, as the search path of who ran the statement is not known; a column
// without a qualifier where one table alone of its query, or of a query around it, has it. What is unclear is null.
class StatementNames {
 public:
    StatementNames(const Model& model, Memory* memory);

    const Table* find(const StatementTable& table) const;
    const Column* find(const Statement& statement, std::int32_t scope, std::string_view qualifier, std::string_view name) const;

 private:
    struct Named {
        std::string_view name;
        const Table* table;
    };

    Vector<Named> names_;  // sorted by name
};

// Null when the table has no such column.
const Column* column_named(const Table& table, std::string_view name);

}  // namespace pgops
