#include "pg/planner/what_if.hpp"

#include <cmath>

#include "pg/planner/hook.hpp"

namespace pgops {

namespace {

// Far over what a setting adds for a forbidden node (1e10 up to 17) times any number of loops.
constexpr double kForbiddenCost = 1e30;
constexpr double kNever = std::numeric_limits<double>::infinity();

bool active = false;
int depth = 0;  // planners within the planner: those of functions that it evaluates are not ours
int calls = 0;
const Wanted* wanted_paths = nullptr;
Planned* result = nullptr;
Hook<planner_hook_type> around_planner;
Hook<get_relation_info_hook_type> after_relation_info;
Hook<set_rel_pathlist_hook_type> after_paths;

bool is_ours() { return active && depth == 1; }
bool is_wanted(Oid index) { return wanted_paths != nullptr && list_member_oid(wanted_paths->indexes, index); }

PlannedStmt* count_calls(Query* query, const char* text, int options, ParamListInfo parameters) {
    PlannedStmt* plan = nullptr;
    ++depth;
    if (is_ours()) ++calls;
    PG_TRY();
    { plan = around_planner.before != nullptr ? around_planner.before(query, text, options, parameters) : standard_planner(query, text, options, parameters); }
    PG_FINALLY();
    { --depth; }
    PG_END_TRY();
    return plan;
}

// A plan with an index that is not there cannot run: it is left out, unless it is asked for.
void hide_hypothetical(PlannerInfo* root, Oid table, bool parent, RelOptInfo* rel) {
    if (after_relation_info.before != nullptr) after_relation_info.before(root, table, parent, rel);
    if (!is_ours()) return;
    List* kept = NIL;
    ListCell* cell = nullptr;
    foreach (cell, rel->indexlist) {
        auto* const index = lfirst_node(IndexOptInfo, cell);
        if (index->hypothetical) result->hypothetical = lappend(result->hypothetical, index);
        if (!index->hypothetical || is_wanted(index->indexoid)) kept = lappend(kept, index);
    }
    rel->indexlist = kept;
}

bool has_any(const RelOptInfo* rel, const List* indexes) {
    ListCell* cell = nullptr;
    foreach (cell, rel->indexlist)
        if (list_member_oid(indexes, lfirst_node(IndexOptInfo, cell)->indexoid)) return true;
    return false;
}

bool uses(const Path* path, const List* indexes) {
    ListCell* cell = nullptr;
    switch (nodeTag(path)) {
        case T_IndexPath: return list_member_oid(indexes, reinterpret_cast<const IndexPath*>(path)->indexinfo->indexoid);
        case T_BitmapHeapPath: return uses(reinterpret_cast<const BitmapHeapPath*>(path)->bitmapqual, indexes);
        case T_BitmapAndPath:
            foreach (cell, reinterpret_cast<const BitmapAndPath*>(path)->bitmapquals)
                if (uses(static_cast<Path*>(lfirst(cell)), indexes)) return true;
            return false;
        case T_BitmapOrPath:
            foreach (cell, reinterpret_cast<const BitmapOrPath*>(path)->bitmapquals)
                if (uses(static_cast<Path*>(lfirst(cell)), indexes)) return true;
            return false;
        default: return false;
    }
}

// What the planner makes of these indexes when no other stands beside them: a better path would have driven theirs out.
struct OwnPaths {
    List *complete, *partial;
};
OwnPaths paths_of(PlannerInfo* root, RelOptInfo* rel, const List* indexes) {
    // The planner notes in its own objects what it has found out on the way.
    const MemoryContext outside = MemoryContextSwitchTo(root->planner_cxt);
    List *const paths = rel->pathlist, *const partial = rel->partial_pathlist, *const all = rel->indexlist;
    rel->pathlist = rel->partial_pathlist = rel->indexlist = NIL;
    ListCell* cell = nullptr;
    foreach (cell, all)
        if (list_member_oid(indexes, lfirst_node(IndexOptInfo, cell)->indexoid)) rel->indexlist = lappend(rel->indexlist, lfirst(cell));
    if (rel->indexlist != NIL) create_index_paths(root, rel);
    MemoryContextSwitchTo(outside);
    const OwnPaths own{rel->pathlist, rel->partial_pathlist};
    rel->pathlist = paths;
    rel->partial_pathlist = partial;
    rel->indexlist = all;
    return own;
}

// A copy keeps its figures: the planner adds the cost of the result's columns to its paths later.
Path* copy_of(const Path* path) {
    const std::size_t size = IsA(path, IndexPath) ? sizeof(IndexPath) : sizeof(BitmapHeapPath);
    void* const copy = palloc(size);
    memcpy(copy, path, size);
    return static_cast<Path*>(copy);
}

List* prefer(List* own, List* paths, MetTable* met) {
    ListCell* cell = nullptr;
    List* others = NIL;
    foreach (cell, paths) {
        auto* const path = static_cast<Path*>(lfirst(cell));
        if (uses(path, wanted_paths->indexes)) {
            own = lappend(own, path);
            continue;
        }
        if (path->param_info == nullptr && !path->parallel_aware) met->rival_cost = std::min(met->rival_cost, path->total_cost);
        path->startup_cost += kForbiddenCost;
        path->total_cost += kForbiddenCost;
        forbid(path);
        others = lappend(others, path);
    }
    return list_concat(own, others);
}

void note_orders_and_scan(const RelOptInfo* rel, MetTable* met) {
    ListCell* cell = nullptr;
    foreach (cell, rel->pathlist) {
        const auto* const path = static_cast<Path*>(lfirst(cell));
        if (path->pathtype == T_SeqScan) met->scan_cost = std::min(met->scan_cost, path->total_cost);
        if (IsA(path, IndexPath) && path->pathkeys != NIL)
            met->ordered = lappend_oid(met->ordered, reinterpret_cast<const IndexPath*>(path)->indexinfo->indexoid);
    }
}

void keep_wanted(PlannerInfo* root, RelOptInfo* rel, ::Index, RangeTblEntry* entry) {
    if (!is_ours() || entry->rtekind != RTE_RELATION || entry->inh || entry->tablesample != nullptr || rel->fdwroutine != nullptr || IS_DUMMY_REL(rel)) return;
    auto* const met = new (palloc(sizeof(MetTable))) MetTable{.root = root, .rel = rel, .place = place_of(entry), .table = entry->relid};
    result->met = lappend(result->met, met);
    note_orders_and_scan(rel, met);
    if (wanted_paths == nullptr || wanted_paths->place != met->place || !has_any(rel, wanted_paths->indexes)) return;
    const OwnPaths own = paths_of(root, rel, wanted_paths->indexes);
    ListCell* cell = nullptr;
    rel->pathlist = prefer(own.complete, rel->pathlist, met);
    rel->partial_pathlist = prefer(own.partial, rel->partial_pathlist, met);
    foreach (cell, rel->pathlist)
        if (const auto* const path = static_cast<Path*>(lfirst(cell)); uses(path, wanted_paths->indexes)) met->own = lappend(met->own, copy_of(path));
}

void after_table_paths(PlannerInfo* root, RelOptInfo* rel, ::Index index, RangeTblEntry* entry) {
    if (after_paths.before != nullptr) after_paths.before(root, rel, index, entry);
    keep_wanted(root, rel, index, entry);
}

struct Marking {
    List* entries = NIL;
};

bool mark_in(Node* node, void* context) {
    if (node == nullptr) return false;
    auto* const marking = static_cast<Marking*>(context);
    if (IsA(node, RangeTblEntry)) {
        auto* const entry = reinterpret_cast<RangeTblEntry*>(node);
        // The pseudo table "excluded" of ON CONFLICT has the oid of the real one, but is never read.
        if (entry->rtekind != RTE_RELATION || entry->relkind == RELKIND_COMPOSITE_TYPE) return false;
        marking->entries = lappend(marking->entries, entry);
        // A field of joins alone: the planner copies it with the entry, to partitions too, and to the finished plan.
        entry->joinmergedcols = list_length(marking->entries);
        return false;
    }
    if (IsA(node, Query)) return query_tree_walker(reinterpret_cast<Query*>(node), as_walker(mark_in), context, QTW_EXAMINE_RTES_BEFORE);
    return expression_tree_walker(node, as_walker(mark_in), context);
}

}  // namespace

void begin_what_if() {
    depth = calls = 0;
    wanted_paths = nullptr;
    around_planner.take(planner_hook, count_calls);
    after_relation_info.take(get_relation_info_hook, hide_hypothetical);
    after_paths.take(set_rel_pathlist_hook, after_table_paths);
    active = true;
}

void end_what_if() {
    active = false;
    around_planner.give_back(planner_hook, count_calls);
    after_relation_info.give_back(get_relation_info_hook, hide_hypothetical);
    after_paths.give_back(set_rel_pathlist_hook, after_table_paths);
}

int planner_calls() { return calls; }

List* mark_places(Query* query) {
    Marking marking;
    mark_in(reinterpret_cast<Node*>(query), &marking);
    return marking.entries;
}

Planned plan_once(const Query* query, const char* text, const Wanted* wanted) {
    Planned planned;
    result = &planned;
    wanted_paths = wanted;
    // As EXPLAIN does it.
    planned.plan = pg_plan_query(static_cast<Query*>(copyObjectImpl(query)), text, CURSOR_OPT_PARALLEL_OK, nullptr);
    result = nullptr;
    wanted_paths = nullptr;
    return planned;
}

bool is_forbidden(double cost) { return cost >= kForbiddenCost / 2; }

bool has_paths(const List* indexes, const Planned& planned, int place) {
    ListCell* cell = nullptr;
    foreach (cell, planned.met) {
        const auto* const met = static_cast<MetTable*>(lfirst(cell));
        if (met->place != place || !has_any(met->rel, indexes)) continue;
        const OwnPaths own = paths_of(met->root, met->rel, indexes);
        if (own.complete != NIL || own.partial != NIL) return true;
    }
    return false;
}

int best_place_for(const List* indexes, const Planned& planned) {
    int best = 0;
    double least = kNever;
    ListCell *cell = nullptr, *path_cell = nullptr;
    foreach (cell, planned.met) {
        const auto* const met = static_cast<MetTable*>(lfirst(cell));
        if (!has_any(met->rel, indexes)) continue;
        if (best == 0) best = met->place;
        foreach (path_cell, paths_of(met->root, met->rel, indexes).complete) {
            const double miss = static_cast<Path*>(lfirst(path_cell))->total_cost - met->rel->cheapest_total_path->total_cost;
            if (miss >= least) continue;
            least = miss;
            best = met->place;
        }
    }
    return best;
}

}  // namespace pgops
