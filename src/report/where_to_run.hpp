// Where a finding's commands are to be run: on a standby, everything that changes the database goes to the primary.
#pragma once

#include "model/finding.hpp"

namespace pgops {

// A fix that takes no lock changes nothing in the database: it ends a session, drops a slot or sets a parameter of this very server.
inline bool runs_on_primary(const Finding& finding, bool in_recovery) { return in_recovery && !finding.fix_sql().empty() && finding.fix_lock() != "none"; }

// The finding's fix_lock as it is shown, which says so.
inline std::string_view shown_lock(Memory* memory, const Finding& finding, bool in_recovery) {
    return runs_on_primary(finding, in_recovery) ? concat(memory, finding.fix_lock(), ", on the primary") : finding.fix_lock();
}

}  // namespace pgops
