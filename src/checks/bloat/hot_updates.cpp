#include "checks/bloat/hot_updates.hpp"

namespace pgops {

namespace {

constexpr std::int64_t kFewUpdates = 10000;

}  // namespace

double hot_percent(const TableCounters& counters) {
    return counters.updated > 0 ? 100.0 * static_cast<double>(counters.hot_updated) / static_cast<double>(counters.updated) : 0;
}

bool lacks_hot_updates(const Model& model, const Table& table) {
    const TableCounters& counters = table.counters;
    if (table.kind != RelationKind::Table || !counters.known || counters.updated < kFewUpdates || counters.updated < counters.live_rows / 10) return false;
    return hot_percent(counters) < model.settings().value(Setting::HotUpdatePercent);
}

bool can_prevent_hot(const Index& index) { return index.method != AccessMethod::Brin || !index.table->counters.updated_to_new_page.has_value(); }

}  // namespace pgops
