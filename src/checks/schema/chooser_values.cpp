#include "checks/schema/chooser_values.hpp"

#include "checks/schema/sampled.hpp"
#include "core/scratch_memory.hpp"

namespace pgops {

namespace {

// "App\Models\Post", "blog.post", "Blog::Post"
std::string_view without_namespace(std::string_view value) {
    const std::size_t end = value.find_last_of("\\.:/");
    return end == std::string_view::npos ? value : value.substr(end + 1);
}

}  // namespace

ChooserValues chooser_values(const Model& model, const Column& column, const TableNames& names, Memory* memory) {
    constexpr int kMostValues = 60;
    constexpr double kNearlyAll = 0.9;
    constexpr std::size_t kLongestName = 100;
    ChooserValues result;
    if (!column.statistics.known || (!column.base->is_string() && !is_enum(column))) return result;
    ScratchMemory texts(memory);
    const ColumnValues values = model.server().column_values(column.table_id, column.number, &texts);
    FlatSet<std::string_view> tables(&texts);
    const double present = 1 - static_cast<double>(column.statistics.null_fraction);
    if (values.common.empty() || values.common.size() > kMostValues || present <= 0) return result;
    double covered = 0;
    for (std::size_t i = 0; i < values.common.size(); ++i) {
        const double share = i < values.frequencies.size() ? static_cast<double>(values.frequencies[i]) / present : 0;
        covered += share;
        ++result.values;
        if (values.common[i].size() > kLongestName) continue;
        const std::string_view name = normalized(without_namespace(values.common[i]), &texts);
        if (name.size() < 2 || (!names.is_table(name) && !names.ends_another_table(name, {}))) continue;
        tables.insert(name);
        result.share += share;
    }
    result.tables = static_cast<int>(tables.size());
    result.known = covered >= kNearlyAll;
    return result;
}

}  // namespace pgops
