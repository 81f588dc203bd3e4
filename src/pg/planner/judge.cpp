#include "pg/planner/judge.hpp"

#include "pg/planner/conditions.hpp"
#include "pg/planner/figures.hpp"

namespace pgops {

namespace {

// Settings that keep the planner from reading by an index.
struct Switch {
    const char* name;
    const bool* value;
};
constexpr Switch kSwitches[] = {{"enable_indexscan", &enable_indexscan},
                                {"enable_indexonlyscan", &enable_indexonlyscan},
                                {"enable_bitmapscan", &enable_bitmapscan},
                                {"enable_nestloop", &enable_nestloop}};

void set_here(const char* name, const char* value) { (void)set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false); }

bool needs(const PlanUse& use, std::string_view setting) {
    if (setting == "enable_indexscan") return use.node == T_IndexScan || use.node == T_IndexOnlyScan;
    if (setting == "enable_indexonlyscan") return use.node == T_IndexOnlyScan;
    if (setting == "enable_bitmapscan") return use.node == T_BitmapIndexScan;
    return use.in_nested_loop;
}

// The names of those that are off and that this use of an index needs.
const char* switched_off_for(const PlanUse& use, const bool (&on)[std::size(kSwitches)]) {
    StringInfoData names;
    initStringInfo(&names);
    for (std::size_t i = 0; i < std::size(kSwitches); ++i)
        if (!on[i] && needs(use, kSwitches[i].name)) appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", kSwitches[i].name);
    return names.data;
}

// How often rows changed since ANALYZE, and whether there ever was one.
void fill_statistics_age(Oid table, IndexChoice* choice) {
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(tuple)) return;
    choice->analyzed = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->reltuples >= 0;
    ReleaseSysCache(tuple);
    if (const PgStat_StatTabEntry* const entry = pgstat_fetch_stat_tabentry_ext(false, table); entry != nullptr)
        choice->changed_rows = changed_since_analyze_of(entry);
}

void fill_conditions(Question& question, const MetTable& met, const IndexOptInfo* index, IndexChoice* choice) {
    const IndexConditions found = read_conditions(met, index, question.memory);
    choice->keys = span_of(found.keys);
    choice->conditions = span_of(found.conditions);
    choice->searched_by_leading = found.searched_by_leading;
    choice->gives_order = found.gives_order;
    choice->awaits_parameter = found.awaits_parameter;
    choice->predicate = found.predicate;
    choice->predicate_implied = index->indpred == NIL || index->predOK;
    choice->predicate_awaits_parameter = found.predicate_awaits_parameter;
    choice->predicate_asked_for = found.predicate_asked_for;
    choice->predicate_refuted = found.predicate_refuted;
    choice->sorted = found.sorted;
    choice->sort_collation = found.sort_collation;
    choice->fence = found.fence;
}

void fill_rival(const Question& question, const Subject& subject, int place, IndexChoice* choice) {
    List* tables = NIL;
    ListCell* cell = nullptr;
    foreach (cell, question.chosen.met)
        if (const auto* const met = static_cast<MetTable*>(lfirst(cell)); met->place == place && find_index(*met, subject) != nullptr)
            tables = lappend_oid(tables, met->table);
    choice->plan_sorts = question.uses.sorts;
    const PlanUse* const rival = find_rival(question.uses, tables, place);
    if (rival == nullptr) return;
    if (!OidIsValid(rival->index)) {
        choice->rival_node = name_of_node(rival->node);
        return;
    }
    choice->rival = quote_identifier(get_rel_name(rival->index));
    if (rival->node == T_BitmapIndexScan) return;  // reads in the order of the table
    foreach (cell, question.chosen.met)
        if (const auto* const met = static_cast<MetTable*>(lfirst(cell)); met->table == rival->table && list_member_oid(met->ordered, rival->index))
            choice->rival_gives_order = true;
}

int place_for(const Question& question, const Subject& subject) {
    const MetTable* const first = find_met(question.chosen, subject, 0);
    if (first == nullptr) return 0;
    ListCell* cell = nullptr;
    foreach (cell, question.chosen.met)
        if (const auto* const met = static_cast<MetTable*>(lfirst(cell)); met->place != first->place && find_index(*met, subject) != nullptr)
            return best_place_for(subject.parts, question.chosen);
    return first->place;
}

// All tables of a partitioned one together.
void fill_table(const Planned& planned, const Subject& subject, int place, IndexChoice* choice) {
    ListCell* cell = nullptr;
    foreach (cell, planned.met) {
        const auto* const met = static_cast<MetTable*>(lfirst(cell));
        if (met->place != place || find_index(*met, subject) == nullptr) continue;
        choice->table_pages += met->rel->pages;
        choice->table_rows += met->rel->tuples;
    }
}

// Of a plan in which only this index was left to read the table by.
void fill_plan(const Subject& subject, const Planned& planned, const bool (&on)[std::size(kSwitches)], IndexChoice* choice) {
    const PlanUses uses = uses_of(planned.plan);
    const PlanUse* const use = uses.forbidden ? nullptr : find_use(uses, subject.parts);
    if (use == nullptr) return;
    choice->cost_with_index = planned.plan->planTree->total_cost;
    choice->disabled_settings = switched_off_for(*use, on);
    ListCell* cell = nullptr;
    foreach (cell, planned.met)
        if (const auto* const met = static_cast<MetTable*>(lfirst(cell)); met->table == use->table && met->place == use->place)
            return fill_figures(*met, *use, choice);
}

// The cheapest plan with the index, with everything allowed that it needs.
void plan_with(Question& question, const Subject& subject, int place, IndexChoice* choice) {
    bool on[std::size(kSwitches)];
    const int level = NewGUCNestLevel();
    for (std::size_t i = 0; i < std::size(kSwitches); ++i) {
        on[i] = *kSwitches[i].value;
        if (!on[i]) set_here(kSwitches[i].name, "on");
    }
    const Wanted wanted{subject.parts, place};
    const bool possible = has_paths(subject.parts, question.chosen, place);
    const Planned planned = possible ? plan_once(question.statement.query, question.statement.text, &wanted) : question.chosen;
    if (const MetTable* const met = find_met(planned, subject, place); met != nullptr) {
        fill_table(planned, subject, place, choice);
        fill_conditions(question, *met, find_index(*met, subject), choice);
        fill_statistics_age(met->table, choice);
    }
    if (possible) fill_plan(subject, planned, on, choice);
    AtEOXact_GUC(true, level);
}

bool may_plan_again(const Question& question) { return planner_calls() < question.most_calls; }

void fill_limit(Question& question, const Subject& subject, IndexChoice* choice) {
    choice->has_limit = question.statement.query->limitCount != nullptr;
    if (!choice->has_limit || !choice->cost_with_index) return;
    if (question.without_limit == nullptr) {
        if (!may_plan_again(question)) return;
        const MemoryContext here = MemoryContextSwitchTo(question.lasting);
        auto* const query = static_cast<Query*>(copyObjectImpl(question.statement.query));
        query->limitCount = query->limitOffset = nullptr;
        question.without_limit = new (palloc(sizeof(PlanUses))) PlanUses(uses_of(plan_once(query, question.statement.text, nullptr).plan));
        MemoryContextSwitchTo(here);
    }
    choice->used_without_limit = find_use(*question.without_limit, subject.parts) != nullptr;
}

// The figure is of the cost functions; the planner has the last word while it may be asked.
void prove_page_cost(Question& question, const Subject& subject, IndexChoice* choice) {
    if (!choice->random_page_cost_needed || !may_plan_again(question)) return;
    const int level = NewGUCNestLevel();
    set_here("random_page_cost", psprintf("%.2f", floor(*choice->random_page_cost_needed * 100) / 100));
    const PlanUses uses = uses_of(plan_once(question.statement.query, question.statement.text, nullptr).plan);
    if (find_use(uses, subject.parts) == nullptr) choice->random_page_cost_needed.reset();
    AtEOXact_GUC(true, level);
}

bool speaks_of_page_cost(const Explanation& explanation) {
    return explanation.code == WhyNot::CostSettings || explanation.code == WhyNot::CorrelationLow || explanation.code == WhyNot::TooManyRows;
}

}  // namespace

IndexAnswer judge_index(Question& question, const Subject& subject) {
    const double cost = question.chosen.plan->planTree->total_cost;
    IndexChoice choice{.name = subject.name, .table = subject.table_name, .method = subject.method, .state = subject.state, .partitioned = subject.partitioned};
    choice.reading = subject.reading;
    choice.cost_chosen = cost;
    if (const PlanUse* const use = find_use(question.uses, subject.parts); use != nullptr) {
        choice.used = true;
        choice.used_as = name_of_node(use->node);
        choice.cost_with_index = cost;
    } else if (const int place = place_for(question, subject); place != 0 && subject.state == IndexState::Usable && subject.reading == Reading::Read) {
        fill_rival(question, subject, place, &choice);
        plan_with(question, subject, place, &choice);
        fill_limit(question, subject, &choice);
    } else if (subject.state == IndexState::Hypothetical) {
        const Wanted wanted{subject.parts, linitial_int(subject.mentioned)};
        const Planned planned = plan_once(question.statement.query, question.statement.text, &wanted);
        const PlanUses uses = uses_of(planned.plan);
        if (!uses.forbidden && find_use(uses, subject.parts) != nullptr) choice.cost_with_index = planned.plan->planTree->total_cost;
    }
    Explanation explanation = explain_choice(choice, question.memory);
    if (speaks_of_page_cost(explanation)) {
        prove_page_cost(question, subject, &choice);
        explanation = explain_choice(choice, question.memory);
    }
    return {subject.index, subject.table, choice.used, explanation, cost, choice.cost_with_index};
}

}  // namespace pgops
