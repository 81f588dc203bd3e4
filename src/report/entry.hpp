// A finding of a run together with its check's name and its key, as scripts and baselines take it.
#pragma once

#include "model/finding.hpp"

namespace pgops {

struct Entry {
    std::string_view check_id, key;
    const Finding* finding = nullptr;
};

}  // namespace pgops
