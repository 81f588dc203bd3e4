// What makes the library one that the server loads.
#include "pg/settings.hpp"

extern "C" {
#pragma GCC visibility push(default)
PG_MODULE_MAGIC;
void _PG_init(void);
#pragma GCC visibility pop
}

void _PG_init(void) { pgops::define_settings(); }
