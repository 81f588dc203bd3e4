#include "pg/planner/planning_locks.hpp"

#include "pg/locks.hpp"

namespace pgops {

namespace {

[[noreturn]] void refuse_to_wait(Oid relation, int holder) {
    ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE), errmsg("planning would wait for a lock on \"%s\"", get_rel_name(relation)),
                    holder != 0 ? errdetail("Process %d holds it.", holder) : 0,
                    errhint("The statement itself would wait, too. Ask again when the lock is free; pg_locks and pg_blocking_pids() tell more.")));
    pg_unreachable();
}

void lock_at_once(Oid relation, LOCKMODE mode) {
    if (!ConditionalLockRelationOid(relation, mode)) refuse_to_wait(relation, holder_of(relation, mode));
}

// What a statement of SQL names, as far as its text tells.
struct Names {
    List* common = NIL;  // of WITH: no relations
    const RangeVar* target = nullptr;
    bool for_update = false;
    bool collecting = true;
};

bool visit_names(Node* node, void* context) {
    if (node == nullptr) return false;
    auto* const names = static_cast<Names*>(context);
    switch (nodeTag(node)) {
        case T_CommonTableExpr: names->common = lappend(names->common, makeString(reinterpret_cast<CommonTableExpr*>(node)->ctename)); break;
        case T_LockingClause: names->for_update = true; break;
        case T_InsertStmt: names->target = reinterpret_cast<InsertStmt*>(node)->relation; break;
        case T_UpdateStmt: names->target = reinterpret_cast<UpdateStmt*>(node)->relation; break;
        case T_DeleteStmt: names->target = reinterpret_cast<DeleteStmt*>(node)->relation; break;
        case T_MergeStmt: names->target = reinterpret_cast<MergeStmt*>(node)->relation; break;
        case T_RangeVar: {
            const auto* const name = reinterpret_cast<RangeVar*>(node);
            if (names->collecting || (name->schemaname == nullptr && list_member(names->common, makeString(name->relname)))) return false;
            const Oid relation = RangeVarGetRelid(name, NoLock, true);
            const LOCKMODE mode = name == names->target ? RowExclusiveLock : names->for_update ? RowShareLock : AccessShareLock;
            if (OidIsValid(relation)) lock_at_once(relation, mode);
            return false;
        }
        default: break;
    }
    return raw_expression_tree_walker(node, as_walker(visit_names), context);
}

bool visit_tables(Node* node, void* context);

void visit_rules(Oid view, void* context) {
    const Relation relation = relation_open(view, NoLock);
    const RuleLock* const rules = relation->rd_rules;
    for (int i = 0; rules != nullptr && i < rules->numLocks; ++i) visit_tables(reinterpret_cast<Node*>(rules->rules[i]->actions), context);
    relation_close(relation, NoLock);
}

bool visit_tables(Node* node, void* context) {
    if (node == nullptr) return false;
    if (IsA(node, RangeTblEntry)) {
        const auto* const entry = reinterpret_cast<RangeTblEntry*>(node);
        auto* const seen = static_cast<List**>(context);
        if (entry->rtekind != RTE_RELATION || list_member_oid(*seen, entry->relid)) return false;
        *seen = lappend_oid(*seen, entry->relid);
        lock_at_once(entry->relid, AccessShareLock);
        visit_rules(entry->relid, context);
        return false;
    }
    if (IsA(node, Query)) return query_tree_walker(reinterpret_cast<Query*>(node), as_walker(visit_tables), context, QTW_EXAMINE_RTES_BEFORE);
    return expression_tree_walker(node, as_walker(visit_tables), context);
}

}  // namespace

void lock_named_tables(Node* statement) {
    Names names;
    visit_names(statement, &names);
    names.collecting = false;
    visit_names(statement, &names);
}

void lock_tables_behind(Query* query) {
    List* seen = NIL;
    visit_tables(reinterpret_cast<Node*>(query), &seen);
}

void lock_indexes(PlannableStatement* statement) {
    ListCell *cell = nullptr, *index_cell = nullptr;
    foreach (cell, statement->mentions) {
        const auto* const entry = lfirst_node(RangeTblEntry, cell);
        const Relation relation = relation_open(entry->relid, NoLock);
        foreach (index_cell, RelationGetIndexList(relation)) {
            const Oid index = lfirst_oid(index_cell);
            const auto mode = static_cast<LOCKMODE>(entry->rellockmode);
            if (ConditionalLockRelationOid(index, mode)) continue;
            statement->locked_index = index;
            statement->locked_by = holder_of(index, mode);
        }
        relation_close(relation, NoLock);
    }
}

void give_up_soon() { (void)set_config_option("lock_timeout", "1ms", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false); }

void tell_holder(const ErrorData* error, const PlannableStatement& statement) {
    if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE) return;
    ListCell *cell = nullptr, *child = nullptr;
    foreach (cell, statement.mentions) {
        foreach (child, find_all_inheritors(lfirst_node(RangeTblEntry, cell)->relid, NoLock, nullptr))
            if (const int holder = holder_of(lfirst_oid(child)); holder != 0) refuse_to_wait(lfirst_oid(child), holder);
    }
}

}  // namespace pgops
