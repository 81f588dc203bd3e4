// All that is known of an index's use in one word, with the reason and what to do: a row of pgops.index_usage.
#pragma once

#include "checks/index/index_advice.hpp"
#include "checks/index/index_use.hpp"

namespace pgops {

struct IndexVerdict {
    std::string_view verdict, reason;
    IndexAdvice advice{};
};

IndexVerdict verdict_of(const Model& model, IndexUses& uses, const Index& index, Memory* memory);

}  // namespace pgops
