// The test module: the product's own objects, with a door to their faults. It defines no settings; the product's library does.
#include "pg/prelude.hpp"

extern "C" {
#pragma GCC visibility push(default)
PG_MODULE_MAGIC;
#pragma GCC visibility pop
}
