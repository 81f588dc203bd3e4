#include "checks/certainty.hpp"

#include <algorithm>

namespace pgops {

RunCertainty::RunCertainty(const Model& model, const Run& run, Memory* memory) : run_(run), names_(memory) {
    for (const Table& table : model.tables()) names_.push_back(table.quoted);
    for (const Index& index : model.indexes()) names_.push_back(index.quoted);
    polled_sort(model.server(), names_, std::less<>());
}

bool RunCertainty::is_resolved(const FindingForm& form) const {
    const std::string_view id = form.key.substr(0, form.key.find(':'));
    const auto status = std::ranges::find_if(run_.status, [&](const CheckStatus& each) { return each.check->id == id; });
    if (status == run_.status.end()) return true;  // a check that this version does not have any more
    if (status->found == nullptr) return false;
    return status->reason.empty() || !exists(form.object);
}

// A column's name goes on after its table's with a dot, a list of columns with a space.
bool RunCertainty::exists(std::string_view object) const {
    for (std::size_t end = 1; end <= object.size(); ++end)
        if (end == object.size() || object[end] == '.' || object[end] == ' ')
            if (std::ranges::binary_search(names_, object.substr(0, end))) return true;
    return false;
}

}  // namespace pgops
