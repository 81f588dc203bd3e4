// Which columns change during the life of a row, judged by name and type, as no statistic tells it.
#pragma once

#include "model/relation.hpp"

namespace pgops {

bool is_likely_to_change(const Column& column);

}  // namespace pgops
