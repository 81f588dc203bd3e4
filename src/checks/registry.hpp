// The table of all checks: what each is called, what it costs, and the function that runs it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/finding.hpp"

namespace pgops {

enum class Cost : std::uint8_t {
    Catalog,     // catalogs and shared memory only
    Statistics,  // and pg_statistic
    Pages,       // and pages of relations, within pgops.page_budget
};
std::string_view name_of(Cost cost);

struct Check {
    std::string_view id;
    Area area;
    Severity default_severity;  // where size or use does not say otherwise
    Cost cost;
    std::string_view title;
    Findings (*run)(const Model&, Memory*);
    std::span<const Setting> thresholds;
};

std::span<const Check> all_checks();

// Null when there is no check of that id.
const Check* find_check(std::string_view id);

bool is_area(std::string_view name);

}  // namespace pgops
