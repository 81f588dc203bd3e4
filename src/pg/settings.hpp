// The product's settings as the server knows them.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Called once, when the library is loaded.
void define_settings();

// pgops.disabled_checks; empty when nothing is disabled.
std::string_view disabled_checks();

}  // namespace pgops
