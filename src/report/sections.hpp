// What the renderers of a report share: the order of severities, and which findings are printed in full.
#pragma once

#include <array>

#include "core/text.hpp"
#include "model/document.hpp"

namespace pgops {

constexpr std::array<std::string_view, 5> kSeverities{"critical", "high", "medium", "low", "info"};

// A thousand findings of one check say what a hundred say; the rest is counted. report_json has all.
constexpr std::size_t kMostOfOneCheck = 100;

struct Section {
    std::string_view severity;
    Vector<const Document*> shown;
    std::size_t left_out = 0;
};

// The findings of one severity, in their order.
Section section_of(const Document& report, std::string_view severity, Memory* memory);

// "44 findings: 3 critical, 41 low".
std::string_view counted_findings(const Document& report, Memory* memory);

// "79 checks: 40 found nothing, 2 skipped, 1 failed".
std::string_view counted_checks(const Document& report, Memory* memory);

}  // namespace pgops
