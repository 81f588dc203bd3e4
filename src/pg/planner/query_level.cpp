#include "pg/planner/query_level.hpp"

namespace pgops {

namespace {

bool has_key(const EquivalenceClass* equivalence, const MetTable& met, const Key& key) {
    ListCell* cell = nullptr;
    foreach (cell, members_of(equivalence, met.rel))
        if (is_key(reinterpret_cast<Node*>(lfirst_node(EquivalenceMember, cell)->em_expr), key)) return true;
    return false;
}

// WITH ... AS MATERIALIZED, by word or because it is read twice. One that was put in place of its name has no plan of its own.
bool is_materialized(const PlannerInfo* outside, const PlannerInfo* inside) {
    ListCell *query_cell = nullptr, *plan_cell = nullptr;
    forboth(query_cell, outside->parse->cteList, plan_cell, outside->cte_plan_ids) {
        const int plan = lfirst_int(plan_cell);
        if (plan > 0 && list_nth(outside->glob->subroots, plan - 1) == inside) return !lfirst_node(CommonTableExpr, query_cell)->cterecursive;
    }
    return false;
}

}  // namespace

WantedOrder wanted_order(const MetTable& met, const Key& key) {
    WantedOrder wanted;
    ListCell* cell = nullptr;
    foreach (cell, met.root->query_pathkeys) {
        const EquivalenceClass* const equivalence = lfirst_node(PathKey, cell)->pk_eclass;
        if (!has_key(equivalence, met, key)) continue;
        wanted.sorted = cell == list_head(met.root->query_pathkeys) ? Sorted::First : Sorted::Later;
        const Oid order = key.index->indexcollations[key.position];
        if (OidIsValid(order) && OidIsValid(equivalence->ec_collation) && order != equivalence->ec_collation) wanted.collation = equivalence->ec_collation;
        break;
    }
    return wanted;
}

Fence fence_round(const PlannerInfo* root) {
    for (const PlannerInfo* level = root; level->parent_root != nullptr; level = level->parent_root) {
        if (is_materialized(level->parent_root, level)) return Fence::MaterializedWith;
        if (level->parse->limitCount != nullptr || level->parse->limitOffset != nullptr) return Fence::SubqueryLimit;
    }
    return Fence::None;
}

}  // namespace pgops
