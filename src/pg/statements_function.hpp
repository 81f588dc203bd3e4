// The function behind the view pg_stat_statements.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Its quoted name, found by its membership in the extension: whoever may create functions in that schema could have made another one.
// Null where the extension is not in this database.
const char* statements_function();

}  // namespace pgops
