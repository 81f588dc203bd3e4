#include "model/vacuum/forecast.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

float rows_of(const VacuumRelation& relation) { return relation.rows < 0 ? 0 : relation.rows; }

Trigger trigger(float threshold, std::int64_t counted, bool off) {
    return {.threshold = threshold, .counted = counted, .missing = off ? 0 : rows_until(threshold, counted), .off = off};
}

std::int64_t left(std::int64_t age, std::int64_t limit) { return age < 0 ? limit : std::max<std::int64_t>(0, limit + 1 - age); }

// 18 lets only the pages that are not frozen count for inserts.
float unfrozen_share(const VacuumRelation& relation) {
    if (!relation.has_frozen_count || relation.pages <= 0 || relation.all_frozen <= 0) return 1;
    return 1 - static_cast<float>(std::min(relation.all_frozen, relation.pages)) / static_cast<float>(relation.pages);
}

}  // namespace

std::int64_t rows_until(float threshold, std::int64_t counted) {
    const auto passes = [&](std::int64_t rows) { return static_cast<float>(rows) > threshold; };
    if (passes(counted)) return 0;
    std::int64_t low = counted, high = std::max<std::int64_t>(counted, static_cast<std::int64_t>(threshold)) + 1;
    while (!passes(high)) high *= 2;
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (passes(middle) ? high : low) = middle;
    }
    return high - counted;
}

VacuumForecast forecast_of(const VacuumRelation& relation) {
    const AutovacuumParameters& parameters = relation.autovacuum;
    const float rows = rows_of(relation);
    float dead = static_cast<float>(parameters.vacuum_threshold) + parameters.vacuum_scale_factor * rows;
    if (parameters.most_threshold >= 0 && dead > static_cast<float>(parameters.most_threshold)) dead = static_cast<float>(parameters.most_threshold);
    const float inserted = static_cast<float>(parameters.insert_threshold) + parameters.insert_scale_factor * rows * unfrozen_share(relation);
    const float changed = static_cast<float>(parameters.analyze_threshold) + parameters.analyze_scale_factor * rows;
    VacuumForecast forecast;
    forecast.dead = trigger(dead, relation.dead_rows, false);
    forecast.inserted = trigger(inserted, relation.inserted_since_vacuum, parameters.insert_threshold < 0);
    forecast.analyze = trigger(changed, relation.changed_since_analyze, relation.is_toast());
    forecast.xids_until_forced = left(relation.xid_age, parameters.freeze_max_age);
    forecast.multixacts_until_forced = left(relation.multixact_age, parameters.multixact_freeze_max_age);
    return forecast;
}

bool is_quiet(const VacuumSigns& signs, const AutovacuumParameters& server) {
    if (signs.xid_age > server.freeze_max_age || signs.multixact_age > server.multixact_freeze_max_age) return false;
    // A TOAST table goes by the parameters of its table, which may be lower than any.
    if (signs.toast) return signs.dead_rows == 0 && signs.inserted_since_vacuum == 0;
    std::int64_t few = std::min<std::int64_t>(server.vacuum_threshold, kManyDeadRows - 1);
    if (server.most_threshold >= 0) few = std::min<std::int64_t>(few, server.most_threshold);
    return signs.dead_rows <= few && signs.inserted_since_vacuum <= (server.insert_threshold < 0 ? kUsualInsertThreshold : server.insert_threshold);
}

std::int64_t index_passes(std::int64_t dead_rows, std::int64_t pages_with_dead_rows, std::int64_t work_memory_bytes, std::int64_t table_pages) {
    constexpr std::int64_t kRowsOfPage = 291;  // MaxHeapTuplesPerPage
    constexpr std::int64_t kHeader = 8, kPointer = 6, kLargestArray = 0x3fffffff;
    if (dead_rows <= 0 || pages_with_dead_rows <= 0) return 0;
    std::int64_t most = (std::min(work_memory_bytes, kLargestArray) - kHeader) / kPointer;
    if (most / kRowsOfPage > table_pages) most = table_pages * kRowsOfPage;
    most = std::max(most, kRowsOfPage);
    // How many pages fit before one starts with less room than a page may need.
    const double on_page = static_cast<double>(dead_rows) / static_cast<double>(pages_with_dead_rows);
    const double pages_at_once = std::max(1.0, std::floor(static_cast<double>(most - kRowsOfPage) / on_page) + 1);
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(pages_with_dead_rows) / pages_at_once));
}

std::int64_t ids_left(std::uint32_t oldest, std::uint32_t next, std::uint32_t special_ids) {
    constexpr std::uint32_t kHalf = 0x7fffffff, kReserve = 3'000'000;
    std::uint32_t wrap = oldest + kHalf;
    if (wrap < special_ids) wrap += special_ids;
    std::uint32_t stop = wrap - kReserve;
    if (stop < special_ids) stop -= special_ids;
    const auto distance = static_cast<std::int32_t>(stop - next);
    if (distance <= 0) return 0;
    return stop < next ? distance - static_cast<std::int64_t>(special_ids) : distance;
}

}  // namespace pgops
