// What every finding owes, whatever the check.
#pragma once

#include "database.hpp"

namespace pgops::test {

// "1 rows": one of anything takes the singular.
void expect_singular(std::string_view text, std::string_view whose);
// Its texts fit their columns, a fix says what it locks, evidence has no name twice.
void expect_form(const Seen& seen);

}  // namespace pgops::test
