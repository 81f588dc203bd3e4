// One finding as text for a person.
#pragma once

#include "model/finding.hpp"

namespace pgops {

struct Explained {
    std::string_view check_id, title, key, documentation;
    Area area;
    int priority;
    bool in_recovery = false;  // this server is a standby
};

std::string_view explain(Memory* memory, const Explained& about, const Finding& finding);

}  // namespace pgops
