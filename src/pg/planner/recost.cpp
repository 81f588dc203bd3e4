#include "pg/planner/recost.hpp"

namespace pgops {

namespace {

// The estimator has no argument to hand this through.
Otherwise altered;
amcostestimate_function original = nullptr;
double seen_correlation = 0;

void altered_estimate(PlannerInfo* root, IndexPath* path, double loops, Cost* startup, Cost* total, Selectivity* selectivity, double* correlation,
                      double* pages) {
    original(root, path, loops, startup, total, selectivity, correlation, pages);
    seen_correlation = *correlation;
    *total = *startup + (*total - *startup) * altered.share;
    *selectivity *= altered.share;
    *pages *= altered.share;
    if (altered.correlation) *correlation = *altered.correlation;
}

const IndexPath* index_path_of(const Path* path) {
    if (IsA(path, BitmapHeapPath)) path = reinterpret_cast<const BitmapHeapPath*>(path)->bitmapqual;
    return IsA(path, IndexPath) ? reinterpret_cast<const IndexPath*>(path) : nullptr;
}

double cost_of(const MetTable& met, const Path* path) {
    IndexOptInfo index = *index_path_of(path)->indexinfo;
    IndexPath scan = *index_path_of(path);
    original = estimator_of(&index);
    set_estimator(&index, altered_estimate);
    scan.indexinfo = &index;
    cost_index(&scan, met.root, 1.0, false);
    if (altered.plain_scan || !IsA(path, BitmapHeapPath)) return scan.path.total_cost;
    Path bitmap = *path;
    cost_bitmap_heap_scan(&bitmap, met.root, met.rel, path->param_info, &scan.path, 1.0);
    return bitmap.total_cost;
}

}  // namespace

bool can_recost(const Path* path) { return path->param_info == nullptr && index_path_of(path) != nullptr; }

double recost(const MetTable& met, const Path* path, const Otherwise& otherwise) {
    const double configured = random_page_cost;
    volatile double cost = 0;
    altered = otherwise;
    PG_TRY();
    {
        if (otherwise.random_page_cost) random_page_cost = *otherwise.random_page_cost;
        cost = cost_of(met, path);
    }
    PG_FINALLY();
    { random_page_cost = configured; }
    PG_END_TRY();
    return cost;
}

double selectivity_of(const Path* path) {
    const IndexPath* const scan = index_path_of(path);
    return scan != nullptr ? scan->indexselectivity
                           : reinterpret_cast<const BitmapAndPath*>(reinterpret_cast<const BitmapHeapPath*>(path)->bitmapqual)->bitmapselectivity;
}

double correlation_of(const MetTable& met, const Path* path) {
    (void)recost(met, path, {});
    return seen_correlation;
}

}  // namespace pgops
