// The catalogs of objects that only schema checks point to: ids as in the server's pg_constraint.h, pg_rewrite.h and pg_trigger.h.
#pragma once

#include "model/finding.hpp"

namespace pgops::catalog_id {

constexpr ObjectId kConstraint = 2606, kRewrite = 2618, kTrigger = 2620;

}  // namespace pgops::catalog_id
