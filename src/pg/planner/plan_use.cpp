#include "pg/planner/plan_use.hpp"

#include "pg/planner/what_if.hpp"

namespace pgops {

namespace {

struct Walk {
    const PlannedStmt* statement;
    PlanUses* found;
};

// A node, and where it stands.
struct At {
    double lookups = 1;
    bool in_nested_loop = false;
};

void visit(const Plan* plan, const At& at, Walk& walk);

void visit_all(List* plans, const At& at, Walk& walk) {
    ListCell* cell = nullptr;
    foreach (cell, plans) visit(static_cast<Plan*>(lfirst(cell)), at, walk);
}

void note_use(const Plan* plan, ::Index table, Oid index, const At& at, Walk& walk) {
    if (table == 0) return;
    const RangeTblEntry* const entry = rt_fetch(table, walk.statement->rtable);
    if (entry->rtekind != RTE_RELATION) return;
    auto* const use = new (palloc(sizeof(PlanUse))) PlanUse{.place = place_of(entry),
                                                            .table = entry->relid,
                                                            .index = index,
                                                            .node = nodeTag(plan),
                                                            .cost = plan->total_cost,
                                                            .lookups = at.lookups,
                                                            .in_nested_loop = at.in_nested_loop};
    walk.found->uses = lappend(walk.found->uses, use);
}

void visit_scan(const Plan* plan, const At& at, Walk& walk) {
    const ::Index table = reinterpret_cast<const Scan*>(plan)->scanrelid;
    switch (nodeTag(plan)) {
        case T_IndexScan: return note_use(plan, table, reinterpret_cast<const IndexScan*>(plan)->indexid, at, walk);
        case T_IndexOnlyScan: return note_use(plan, table, reinterpret_cast<const IndexOnlyScan*>(plan)->indexid, at, walk);
        case T_BitmapIndexScan: return note_use(plan, table, reinterpret_cast<const BitmapIndexScan*>(plan)->indexid, at, walk);
        case T_SeqScan:
        case T_BitmapHeapScan:
        case T_SampleScan:
        case T_TidScan:
        case T_TidRangeScan: return note_use(plan, table, InvalidOid, at, walk);
        default: return;
    }
}

// INSERT ... ON CONFLICT looks for the rows that stand in its way.
void visit_arbiters(const ModifyTable* plan, const At& at, Walk& walk) {
    ListCell* cell = nullptr;
    foreach (cell, plan->arbiterIndexes) note_use(&plan->plan, plan->nominalRelation, lfirst_oid(cell), at, walk);
}

void visit(const Plan* plan, const At& at, Walk& walk) {
    if (plan == nullptr) return;
    if (is_forbidden(plan->total_cost)) walk.found->forbidden = true;
    visit_scan(plan, at, walk);
    switch (nodeTag(plan)) {
        case T_Sort:
        case T_IncrementalSort: walk.found->sorts = true; break;
        case T_ModifyTable: visit_arbiters(reinterpret_cast<const ModifyTable*>(plan), at, walk); break;
        case T_Append: visit_all(reinterpret_cast<const Append*>(plan)->appendplans, at, walk); break;
        case T_MergeAppend: visit_all(reinterpret_cast<const MergeAppend*>(plan)->mergeplans, at, walk); break;
        case T_BitmapAnd: visit_all(reinterpret_cast<const BitmapAnd*>(plan)->bitmapplans, at, walk); break;
        case T_BitmapOr: visit_all(reinterpret_cast<const BitmapOr*>(plan)->bitmapplans, at, walk); break;
        case T_SubqueryScan: visit(reinterpret_cast<const SubqueryScan*>(plan)->subplan, at, walk); break;
        case T_CustomScan: visit_all(reinterpret_cast<const CustomScan*>(plan)->custom_plans, at, walk); break;
        default: break;
    }
    visit(plan->lefttree, at, walk);
    At below = at;
    if (IsA(plan, NestLoop)) {
        below.lookups *= clamp_row_est(plan->lefttree->plan_rows);
        below.in_nested_loop = true;
    }
    visit(plan->righttree, below, walk);
}

}  // namespace

PlanUses uses_of(const PlannedStmt* plan) {
    PlanUses found;
    Walk walk{plan, &found};
    visit(plan->planTree, {}, walk);
    visit_all(plan->subplans, {}, walk);
    return found;
}

const PlanUse* find_use(const PlanUses& uses, const List* indexes) {
    ListCell* cell = nullptr;
    foreach (cell, uses.uses)
        if (const auto* const use = static_cast<PlanUse*>(lfirst(cell)); OidIsValid(use->index) && list_member_oid(indexes, use->index)) return use;
    return nullptr;
}

const PlanUse* find_rival(const PlanUses& uses, const List* tables, int place) {
    const PlanUse* found = nullptr;
    ListCell* cell = nullptr;
    foreach (cell, uses.uses) {
        const auto* const use = static_cast<PlanUse*>(lfirst(cell));
        if (use->place != place || !list_member_oid(tables, use->table)) continue;
        if (found == nullptr || OidIsValid(use->index)) found = use;
    }
    return found;
}

const char* name_of_node(NodeTag node) {
    switch (node) {
        case T_IndexScan: return "Index Scan";
        case T_IndexOnlyScan: return "Index Only Scan";
        case T_BitmapIndexScan: return "Bitmap Index Scan";
        case T_BitmapHeapScan: return "Bitmap Heap Scan";
        case T_SeqScan: return "Seq Scan";
        case T_ModifyTable: return "Conflict Arbiter Index";
        default: return "scan";
    }
}

}  // namespace pgops
