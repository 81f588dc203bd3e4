// Whether the few values of a column are names of tables or of their classes.
#pragma once

#include "checks/schema/table_names.hpp"

namespace pgops {

struct ChooserValues {
    bool known = false;  // all that matter are
    int values = 0;      // different ones
    int tables = 0;      // of these, names of different tables
    double share = 0;    // of the rows with a value: those whose value names a table

    bool name_tables() const { return known && tables >= 2 && share >= 0.6; }
    bool name_none() const { return known && values >= 2 && tables == 0; }
};
ChooserValues chooser_values(const Model& model, const Column& column, const TableNames& names, Memory* memory);

}  // namespace pgops
