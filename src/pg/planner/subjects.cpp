#include "pg/planner/subjects.hpp"

#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

const char* qualified_name(Oid relation) {
    const char* const name = get_rel_name(relation);
    return name == nullptr ? "an index that was dropped" : quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name);
}

void read_state(Subject& subject) {
    const HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(subject.index));
    if (!HeapTupleIsValid(tuple)) return;
    const auto& row = row_of<FormData_pg_index>(tuple);
    if (!row.indislive) subject.state = IndexState::BeingDropped;
    else if (!row.indisready) subject.state = IndexState::NotReady;
    else if (!row.indisvalid) subject.state = IndexState::Invalid;
    ReleaseSysCache(tuple);
}

Subject* subject_of(Oid index, Oid table, const PlannableStatement& statement) {
    auto* const subject = new (palloc(sizeof(Subject))) Subject{.index = index, .table = table};
    subject->name = qualified_name(index);
    subject->table_name = qualified_name(table);
    subject->partitioned = get_rel_relkind(index) == RELKIND_PARTITIONED_INDEX;
    subject->parts = subject->partitioned ? find_all_inheritors(index, NoLock, nullptr) : list_make1_oid(index);
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(index));
    if (HeapTupleIsValid(tuple)) {
        subject->method = get_am_name(row_of<FormData_pg_class>(tuple).relam);
        ReleaseSysCache(tuple);
    }
    ListCell* cell = nullptr;
    foreach (cell, statement.mentions)
        if (const auto* const entry = lfirst_node(RangeTblEntry, cell); entry->relid == table)
            subject->mentioned = lappend_int(subject->mentioned, place_of(entry));
    read_state(*subject);
    return subject;
}

bool is_below_mentioned(const Subject& subject, const PlannableStatement& statement) {
    ListCell* cell = nullptr;
    foreach (cell, statement.mentions)
        if (list_member_oid(find_all_inheritors(lfirst_node(RangeTblEntry, cell)->relid, NoLock, nullptr), subject.table)) return true;
    return false;
}

bool is_only_written(const Subject& subject, const Query* query) {
    if (query->commandType != CMD_INSERT || list_length(subject.mentioned) != 1) return false;
    return place_of(rt_fetch(static_cast<::Index>(query->resultRelation), query->rtable)) == linitial_int(subject.mentioned);
}

bool is_sampled(const Subject& subject, const PlannableStatement& statement) {
    ListCell* cell = nullptr;
    foreach (cell, statement.mentions)
        if (const auto* const entry = lfirst_node(RangeTblEntry, cell); entry->relid == subject.table && entry->tablesample != nullptr) return true;
    return false;
}

bool is_met(const Subject& subject, const Planned& planned) {
    ListCell* cell = nullptr;
    foreach (cell, planned.met) {
        const auto* const met = static_cast<MetTable*>(lfirst(cell));
        if (met->table == subject.table || (subject.partitioned && list_member_int(subject.mentioned, met->place))) return true;
    }
    return false;
}

void read_reading(Subject& subject, const PlannableStatement& statement, const Planned& planned) {
    if (is_met(subject, planned)) {
        // Whole, but the planner did not take it in.
        if (subject.state == IndexState::Usable && find_met(planned, subject, 0) == nullptr) {
            if (subject.partitioned) subject.reading = Reading::PartitionLeftOut;
            else subject.state = IndexState::TooYoung;
        }
        return;
    }
    if (subject.mentioned == NIL) subject.reading = is_below_mentioned(subject, statement) ? Reading::PartitionLeftOut : Reading::NotInStatement;
    else if (is_sampled(subject, statement)) subject.reading = Reading::Sampled;
    else subject.reading = is_only_written(subject, statement.query) ? Reading::OnlyWritten : Reading::NotNeeded;
}

void add_indexes(List** subjects, List** tables, Oid table, bool only_unattached, const PlannableStatement& statement) {
    if (list_member_oid(*tables, table)) return;
    *tables = lappend_oid(*tables, table);
    const Relation relation = relation_open(table, NoLock);
    ListCell* cell = nullptr;
    foreach (cell, RelationGetIndexList(relation))
        if (!only_unattached || !get_rel_relispartition(lfirst_oid(cell))) *subjects = lappend(*subjects, subject_of(lfirst_oid(cell), table, statement));
    relation_close(relation, NoLock);
}

List* subjects_of(const PlannableStatement& statement, Oid index, List** tables) {
    if (OidIsValid(index)) return list_make1(subject_of(index, IndexGetRelation(index, false), statement));
    List* subjects = NIL;
    ListCell* cell = nullptr;
    foreach (cell, statement.mentions) add_indexes(&subjects, tables, lfirst_node(RangeTblEntry, cell)->relid, false, statement);
    return subjects;
}

const char* hypothetical_name(Oid index) {
    const char* const name = explain_get_index_name_hook != nullptr ? explain_get_index_name_hook(index) : nullptr;
    return name != nullptr ? quote_identifier(name) : psprintf("index %u", index);
}

void add_hypothetical(List** subjects, const PlannableStatement& statement, const Planned& planned, Oid wanted) {
    List* told = NIL;
    ListCell *cell = nullptr, *met_cell = nullptr;
    foreach (cell, planned.hypothetical) {
        const auto* const info = lfirst_node(IndexOptInfo, cell);
        if (list_member_oid(told, info->indexoid) || (OidIsValid(wanted) && wanted != info->indexoid)) continue;
        told = lappend_oid(told, info->indexoid);
        Oid table = InvalidOid;
        foreach (met_cell, planned.met)
            if (const auto* const met = static_cast<MetTable*>(lfirst(met_cell)); met->rel == info->rel) table = met->table;
        ListCell* subject_cell = nullptr;
        foreach (subject_cell, *subjects)  // a real index, of which an extension says that it is none
            if (static_cast<Subject*>(lfirst(subject_cell))->index == info->indexoid) *subjects = foreach_delete_current(*subjects, subject_cell);
        Subject* const subject = subject_of(info->indexoid, table, statement);
        subject->name = hypothetical_name(info->indexoid);
        subject->parts = list_make1_oid(info->indexoid);
        subject->state = IndexState::Hypothetical;
        *subjects = lappend(*subjects, subject);
    }
}

}  // namespace

List* find_unplanned_subjects(const PlannableStatement& statement, Oid index) {
    List* tables = NIL;
    return subjects_of(statement, index, &tables);
}

List* find_subjects(const PlannableStatement& statement, const Planned& planned, Oid index) {
    List* tables = NIL;
    List* subjects = subjects_of(statement, index, &tables);
    ListCell* cell = nullptr;
    if (!OidIsValid(index))
        foreach (cell, planned.met) add_indexes(&subjects, &tables, static_cast<MetTable*>(lfirst(cell))->table, true, statement);
    add_hypothetical(&subjects, statement, planned, index);
    foreach (cell, subjects)
        if (auto* const subject = static_cast<Subject*>(lfirst(cell)); subject->state != IndexState::Hypothetical) read_reading(*subject, statement, planned);
    return subjects;
}

const IndexOptInfo* find_index(const MetTable& met, const Subject& subject) {
    ListCell* cell = nullptr;
    foreach (cell, met.rel->indexlist)
        if (const auto* const info = lfirst_node(IndexOptInfo, cell); list_member_oid(subject.parts, info->indexoid)) return info;
    return nullptr;
}

const MetTable* find_met(const Planned& planned, const Subject& subject, int place) {
    ListCell* cell = nullptr;
    foreach (cell, planned.met)
        if (const auto* const met = static_cast<MetTable*>(lfirst(cell)); (place == 0 || met->place == place) && find_index(*met, subject) != nullptr)
            return met;
    return nullptr;
}

}  // namespace pgops
