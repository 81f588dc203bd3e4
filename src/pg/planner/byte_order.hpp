// Whether a collation has texts in the order of their bytes, as C has them. From the catalogs: the server's own function stands in a
// header that wants those of ICU from 17 on.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

bool orders_by_bytes(Oid collation);

}  // namespace pgops
