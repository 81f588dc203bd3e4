#include "model/bloat.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pgops {

std::string_view name_of(BloatMethod method) {
    constexpr std::array<std::string_view, 3> kNames{"exact", "sampled", "estimated"};
    return kNames[static_cast<std::size_t>(method)];
}

void Bloat::set_rebuilt(double pages, const Interval& rebuilt_pages) {
    const auto given_back = [&](double rebuilt) { return pages > 0 ? std::clamp(100.0 * (1.0 - rebuilt / pages), 0.0, 100.0) : 0.0; };
    known = true;
    percent = {given_back(rebuilt_pages.value), given_back(rebuilt_pages.high), given_back(rebuilt_pages.low)};
    bytes = static_cast<std::int64_t>(std::llround(static_cast<double>(size_bytes) * percent.value / 100.0));
}

}  // namespace pgops
