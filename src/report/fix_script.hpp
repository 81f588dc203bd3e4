// The commands of all findings as one script, and those that take them back.
#pragma once

#include "report/entry.hpp"

namespace pgops {

struct ScriptOptions {
    Severity least = Severity::Low;  // findings below are left out
    std::string_view heading;        // one line about the database and the time, without line ends
    bool in_recovery = false;
};

// Each command with what it is for and the lock that it takes as a comment. What a person must judge is left out. Commands that make
// something go before those that drop something, so that nothing is missed in between; of several for one object the one that drops
// it stands alone.
std::string_view fix_script(Memory* memory, std::span<const Entry> entries, const ScriptOptions& options);

// The undo of what that script does, last first.
std::string_view undo_script(Memory* memory, std::span<const Entry> entries, const ScriptOptions& options);

}  // namespace pgops
