#include "checks/bloat/allowance.hpp"

#include <algorithm>

namespace pgops {

PageAllowance::PageAllowance(const Model& model, double share) : model_(model) {
    const std::int64_t read = model.server().pages_read();
    const std::int64_t left = std::max<std::int64_t>(0, model.settings().value(Setting::PageBudget) - read);
    last_page_ = read + static_cast<std::int64_t>(static_cast<double>(left) * share);
}

std::int64_t PageAllowance::pages() const {
    const Microseconds budget = model_.settings().duration(Setting::TimeBudget);
    if (budget > 0 && model_.server().clock() - model_.now() >= budget) return 0;
    return std::max<std::int64_t>(0, last_page_ - model_.server().pages_read());
}

void LeftOut::tell(Findings& found) const {
    std::string_view reason;
    Memory* const memory = found.memory();
    if (over_budget_ > 0)
        reason = concat(memory, over_budget_, " ", plural(over_budget_, noun_.one, noun_.several), " ", undone_,
                        ", because pgops.page_budget or pgops.time_budget was spent");
    if (unreadable_ > 0)
        reason = concat(memory, reason, reason.empty() ? "" : "; ", unreadable_, " ", plural(unreadable_, noun_.one, noun_.several), " could not be read",
                        unreadable_ > 1 ? ", the first one because: " : ": ", first_obstacle_);
    if (!reason.empty()) found.left_out(reason);
}

}  // namespace pgops
