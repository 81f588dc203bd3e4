#include "pg/planner/conditions.hpp"

#include <algorithm>

#include "pg/planner/byte_order.hpp"
#include "pg/planner/clause_form.hpp"
#include "pg/planner/expression_text.hpp"
#include "pg/planner/query_level.hpp"

namespace pgops {

namespace {

// A condition that the planner can search the index by.
struct Served {
    const RestrictInfo* condition;
    int key;
};

class Reader {
 public:
    Reader(const MetTable& met, const IndexOptInfo* index, IndexConditions& found) : met_(met), index_(index), names_(names_of(met.root)), found_(found) {}

    void read() {
        read_keys();
        ListCell* cell = nullptr;
        foreach (cell, met_.own) {
            const auto* const path = static_cast<Path*>(lfirst(cell));
            found_.gives_order = found_.gives_order || (IsA(path, IndexPath) && path->pathkeys != NIL);
            note_served(path);
        }
        foreach (cell, met_.rel->baserestrictinfo) add(lfirst_node(RestrictInfo, cell));
        foreach (cell, met_.rel->joininfo) add(lfirst_node(RestrictInfo, cell));
        foreach (cell, met_.root->eq_classes) add_equivalence(lfirst_node(EquivalenceClass, cell));
        add_other_served();
        read_predicate();
        read_order();
        found_.fence = fence_round(met_.root);
    }

 private:
    static std::string_view operator_class_name(Oid id) {
        const HeapTuple tuple = SearchSysCache1(CLAOID, ObjectIdGetDatum(id));
        if (!HeapTupleIsValid(tuple)) return "";
        const char* const name = pstrdup(NameStr(reinterpret_cast<Form_pg_opclass>(GETSTRUCT(tuple))->opcname));
        ReleaseSysCache(tuple);
        return name;
    }

    // From the catalog, as the planner knows families only, and types after their classes.
    void read_keys() {
        const Oid owner = index_->hypothetical ? InvalidOid : index_->indexoid;
        const HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(owner));
        oidvector* classes = nullptr;
        if (HeapTupleIsValid(tuple)) {
            bool is_null = true;
            const Datum datum = SysCacheGetAttr(INDEXRELID, tuple, Anum_pg_index_indclass, &is_null);
            classes = reinterpret_cast<oidvector*>(DatumGetPointer(datum));
        }
        for (int i = 0; i < index_->nkeycolumns; ++i) {
            const Key key = key_of(index_, i);
            const Oid collation = index_->indexcollations[i], family = index_->opfamily[i];
            const Oid type = key.column != 0 ? get_atttype(met_.table, key.column) : exprType(key.expression);
            const bool has_statistics = !OidIsValid(owner) || has_statistics_for(key, owner);
            found_.keys.push_back({.text = key.column != 0 ? quote_identifier(get_attname(met_.table, key.column, false)) : text_of(key.expression, names_),
                                   .type_name = format_type_be(type),
                                   .collation = OidIsValid(collation) ? quote_identifier(get_collation_name(collation)) : "",
                                   .operator_class = classes != nullptr ? operator_class_name(classes->values[i]) : "",
                                   .is_expression = key.column == 0,
                                   .orders_by_bytes = family == TEXT_PATTERN_BTREE_FAM_OID || family == BPCHAR_PATTERN_BTREE_FAM_OID ||
                                                      (OidIsValid(collation) && orders_by_bytes(collation)),
                                   .has_statistics = has_statistics});
        }
        if (HeapTupleIsValid(tuple)) ReleaseSysCache(tuple);
    }

    bool has_statistics_for(const Key& key, Oid owner) const {
        const Oid relation = key.column != 0 ? met_.table : owner;
        const auto column = static_cast<AttrNumber>(key.column != 0 ? key.column : key.position + 1);
        if (key.column < 0) return true;
        for (const bool inherited : {false, true})
            if (SearchSysCacheExists3(STATRELATTINH, ObjectIdGetDatum(relation), Int16GetDatum(column), BoolGetDatum(inherited))) return true;
        return false;
    }

    void note_served(const Path* path) {
        ListCell* cell = nullptr;
        switch (nodeTag(path)) {
            case T_IndexPath:
                if (reinterpret_cast<const IndexPath*>(path)->indexinfo->indexoid != index_->indexoid) return;
                foreach (cell, reinterpret_cast<const IndexPath*>(path)->indexclauses) {
                    const auto* const clause = lfirst_node(IndexClause, cell);
                    served_ = lappend(served_, new (palloc(sizeof(Served))) Served{clause->rinfo, clause->indexcol});
                    if (clause->indexcol == 0 || index_->relam != BTREE_AM_OID) found_.searched_by_leading = true;
                }
                return;
            case T_BitmapHeapPath: return note_served(reinterpret_cast<const BitmapHeapPath*>(path)->bitmapqual);
            case T_BitmapAndPath:
                foreach (cell, reinterpret_cast<const BitmapAndPath*>(path)->bitmapquals) note_served(static_cast<Path*>(lfirst(cell)));
                return;
            case T_BitmapOrPath:
                foreach (cell, reinterpret_cast<const BitmapOrPath*>(path)->bitmapquals) note_served(static_cast<Path*>(lfirst(cell)));
                return;
            default: return;
        }
    }

    int served_key(const RestrictInfo* condition) const {
        ListCell* cell = nullptr;
        foreach (cell, served_)
            if (const auto* const served = static_cast<Served*>(lfirst(cell)); served->condition == condition) return served->key;
        return -1;
    }

    int mentioned_key(const Node* clause) const {
        for (int i = 0; i < index_->nkeycolumns; ++i)
            if (mentions(clause, key_of(index_, i))) return i;
        return -1;
    }

    Condition described(const Node* clause, int key) const {
        Condition condition{.text = told(clause), .key = static_cast<std::size_t>(key)};
        describe_form(clause, key_of(index_, key), names_, &condition);
        return condition;
    }

    void add(const RestrictInfo* info) {
        const auto* const clause = reinterpret_cast<const Node*>(info->clause);
        if (const int key = served_key(info); key >= 0) return add_served(clause, key);
        if (info->orclause != nullptr) return add_alternatives(info);
        if (const int key = mentioned_key(clause); key >= 0) found_.conditions.push_back(described(clause, key));
    }

    void add_served(const Node* clause, int key) {
        found_.conditions.push_back({.text = told(clause), .key = static_cast<std::size_t>(key), .served = true});
        if (has_parameter(clause)) found_.awaits_parameter = true;
    }

    // The conditions of one arm of an OR: it is served when one of them is of a form to be searched by.
    const Condition* best_of_arm(Node* arm) const {
        List* parts = list_make1(arm);
        if (IsA(arm, BoolExpr) && reinterpret_cast<BoolExpr*>(arm)->boolop == AND_EXPR) parts = reinterpret_cast<BoolExpr*>(arm)->args;
        const Condition* best = nullptr;
        ListCell* cell = nullptr;
        foreach (cell, parts) {
            auto* part = static_cast<Node*>(lfirst(cell));
            if (IsA(part, RestrictInfo)) part = reinterpret_cast<Node*>(reinterpret_cast<RestrictInfo*>(part)->clause);
            const int key = IsA(part, BoolExpr) && reinterpret_cast<BoolExpr*>(part)->boolop == OR_EXPR ? -1 : mentioned_key(part);
            if (key < 0) continue;
            auto* const condition = new (palloc(sizeof(Condition))) Condition(described(part, key));
            const bool leading = key == 0 || index_->relam != BTREE_AM_OID;
            condition->served = leading && condition->form == Form::Bare && condition->in_operator_class && condition->collation.empty() &&
                                condition->comparison == Comparison::Plain && condition->against != Against::SameTable &&
                                condition->against != Against::ChangingValue;
            if (best == nullptr || (condition->served && !best->served)) best = condition;
        }
        return best;
    }

    void add_alternatives(const RestrictInfo* info) {
        const Condition *good = nullptr, *bad = nullptr;
        const Node* other = nullptr;
        ListCell* cell = nullptr;
        foreach (cell, reinterpret_cast<const BoolExpr*>(info->orclause)->args) {
            auto* arm = static_cast<Node*>(lfirst(cell));
            if (IsA(arm, RestrictInfo)) {
                const auto* const inner = reinterpret_cast<RestrictInfo*>(arm);
                if (served_key(inner) >= 0 && found_.searched_by_leading) return add_served(reinterpret_cast<Node*>(info->clause), served_key(inner));
                arm = reinterpret_cast<Node*>(inner->clause);
            }
            const Condition* const condition = best_of_arm(arm);
            if (condition != nullptr && condition->served) good = condition;
            else if (condition != nullptr) bad = condition;
            if (condition == nullptr || !condition->served) other = arm;
        }
        if (good != nullptr && other != nullptr) {
            Condition condition = *good;
            condition.text = told(reinterpret_cast<Node*>(info->clause));
            condition.in_or = true;
            condition.other_arm = told(other);
            found_.conditions.push_back(condition);
        } else if (bad != nullptr) {
            found_.conditions.push_back(*bad);
        }
    }

    // Expressions of several tables that are equal: the planner forms conditions of them when it joins.
    void add_equivalence(const EquivalenceClass* equivalence) {
        if (equivalence->ec_has_const || list_length(equivalence->ec_members) < 2 || bms_membership(equivalence->ec_relids) != BMS_MULTIPLE) return;
        ListCell* cell = nullptr;
        foreach (cell, members_of(equivalence, met_.rel)) {
            const auto* const member = lfirst_node(EquivalenceMember, cell);
            if (!bms_equal(member->em_relids, met_.rel->relids)) continue;
            const auto* const side = reinterpret_cast<Node*>(member->em_expr);
            const int key = mentioned_key(side);
            if (key < 0 || is_served(equivalence, key)) continue;
            Condition condition{.text = concat_equal(side, equivalence), .key = static_cast<std::size_t>(key)};
            describe_side(side, exprType(side), equivalence->ec_collation, key_of(index_, key), names_, &condition);
            found_.conditions.push_back(condition);
        }
    }

    bool is_served(const EquivalenceClass* equivalence, int key) const {
        ListCell* cell = nullptr;
        foreach (cell, served_)
            if (const auto* const served = static_cast<Served*>(lfirst(cell)); served->key == key && served->condition->parent_ec == equivalence) return true;
        return false;
    }

    std::string_view concat_equal(const Node* side, const EquivalenceClass* equivalence) const {
        ListCell* cell = nullptr;
        foreach (cell, equivalence->ec_members) {
            const auto* const member = lfirst_node(EquivalenceMember, cell);
            if (bms_overlap(member->em_relids, met_.rel->relids) || bms_is_empty(member->em_relids)) continue;
            const std::string_view mine = told(side), other = told(reinterpret_cast<Node*>(member->em_expr));
            return psprintf("(%.*s = %.*s)", static_cast<int>(mine.size()), mine.data(), static_cast<int>(other.size()), other.data());
        }
        return told(side);
    }

    // Those that the planner made itself, of equivalences or of patterns.
    void add_other_served() {
        ListCell* cell = nullptr;
        List* told = NIL;
        foreach (cell, served_) {
            const auto* const served = static_cast<Served*>(lfirst(cell));
            if (list_member_ptr(met_.rel->baserestrictinfo, served->condition) || list_member_ptr(met_.rel->joininfo, served->condition) ||
                list_member_ptr(told, served->condition))
                continue;
            told = lappend(told, const_cast<RestrictInfo*>(served->condition));
            if (served->condition->parent_ec != nullptr) add_served(reinterpret_cast<Node*>(served->condition->clause), served->key);
        }
    }

    void read_predicate() {
        if (index_->indpred == NIL) return;
        auto* const predicate = reinterpret_cast<Node*>(make_ands_explicit(index_->indpred));
        found_.predicate = text_of(predicate, names_);
        ListCell* cell = nullptr;
        foreach (cell, met_.rel->baserestrictinfo) {
            const auto* const clause = reinterpret_cast<Node*>(lfirst_node(RestrictInfo, cell)->clause);
            const Key of_predicate{index_, 0, 0, predicate};
            if (!mentions(clause, of_predicate)) continue;
            found_.predicate_asked_for = true;
            if (has_parameter(clause)) found_.predicate_awaits_parameter = true;
        }
        found_.predicate_refuted = !index_->predOK && predicate_refuted_by(index_->indpred, met_.rel->baserestrictinfo, false);
    }

    void read_order() {
        const WantedOrder wanted = wanted_order(met_, key_of(index_, 0));
        found_.sorted = wanted.sorted;
        if (OidIsValid(wanted.collation)) found_.sort_collation = quote_identifier(get_collation_name(wanted.collation));
    }

    // A condition as the statement has it: with the name of its table where there are several.
    std::string_view told(const Node* clause) const { return text_of(clause, names_, bms_membership(met_.root->all_baserels) == BMS_MULTIPLE); }

    const MetTable& met_;
    const IndexOptInfo* index_;
    List* names_;
    List* served_ = NIL;  // Served*
    IndexConditions& found_;
};

}  // namespace

IndexConditions read_conditions(const MetTable& met, const IndexOptInfo* index, Memory* memory) {
    IndexConditions found{.keys = make_in<Vector<SearchKey>>(memory, memory), .conditions = make_in<Vector<Condition>>(memory, memory)};
    Reader(met, index, found).read();
    return found;
}

}  // namespace pgops
