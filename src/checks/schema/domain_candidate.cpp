// One rule that several tables write down, each for a column of the same name and type: a domain would hold it in one place.
#include <algorithm>

#include "checks/schema/judgement.hpp"

namespace pgops {

namespace {

constexpr std::size_t kFewTables = 3;
// Each rule is asked for by itself.
constexpr std::size_t kMostRules = 2000;
constexpr std::size_t kMostListed = 20;

struct ColumnRule {
    const Column* column;
    const Constraint* constraint;
    std::string_view condition{};
};

bool are_alike(const Column& a, const Column& b) { return a.name == b.name && a.type_id == b.type_id && a.type_modifier == b.type_modifier; }

bool is_before(const ColumnRule& a, const ColumnRule& b) {
    if (a.column->name != b.column->name) return a.column->name < b.column->name;
    if (a.column->type_id != b.column->type_id) return a.column->type_id < b.column->type_id;
    if (a.column->type_modifier != b.column->type_modifier) return a.column->type_modifier < b.column->type_modifier;
    if (a.condition != b.condition) return a.condition < b.condition;
    return a.column->table->qualified < b.column->table->qualified;
}

Vector<ColumnRule> rules_of(const Model& model, Memory* memory) {
    Vector<ColumnRule> rules(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        for (const Constraint& constraint : table.constraints) {
            if (constraint.kind != ConstraintKind::Check || constraint.columns.size() != 1 || constraint.inherited || constraint.of_parent) continue;
            const Column* const column = table.column(constraint.columns.front());
            if (column != nullptr && column->type == column->base) rules.push_back({column, &constraint});
        }
    }
    polled_sort(model.server(), rules, is_before);
    return rules;
}

// "(quantity > 0)" of "ALTER TABLE ... ADD CONSTRAINT name CHECK ((quantity > 0)) NOT VALID".
std::string_view condition_of(const Model& model, const Constraint& constraint) {
    const std::optional<std::string_view> definition = model.server().constraint_definition(constraint.table_id, constraint.id);
    if (!definition) return {};
    constexpr std::string_view kCheck = " CHECK (";
    const std::size_t name = definition->find(constraint.quoted);
    const std::size_t begin = name == std::string_view::npos ? name : definition->find(kCheck, name + constraint.quoted.size());
    const std::size_t end = definition->rfind(')');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + kCheck.size()) return {};
    return definition->substr(begin + kCheck.size(), end - begin - kCheck.size());
}

// Calls visit(begin, end) for each run of rules that belong together and are of enough tables; a table counts once.
template <class Same, class Visit>
void each_group(Vector<ColumnRule>& rules, const Same& same, const Visit& visit) {
    for (std::size_t begin = 0, end = 0; begin < rules.size(); begin = end) {
        std::size_t tables = 0;
        const Table* before = nullptr;
        for (end = begin; end < rules.size() && same(rules[begin], rules[end]); ++end) {
            if (rules[end].column->table != before) ++tables;
            before = rules[end].column->table;
        }
        if (tables >= kFewTables) visit(begin, end, tables);
    }
}

}  // namespace

Findings domain_candidate(const Model& model, Memory* memory) {
    Findings found(memory);
    Vector<ColumnRule> rules = rules_of(model, memory), asked(memory);
    each_group(
        rules, [](const ColumnRule& a, const ColumnRule& b) { return are_alike(*a.column, *b.column); },
        [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end && asked.size() < kMostRules; ++i) {
                model.server().poll();
                rules[i].condition = condition_of(model, *rules[i].constraint);
                if (!rules[i].condition.empty()) asked.push_back(rules[i]);
            }
        });
    if (asked.size() == kMostRules) found.left_out(concat(memory, "more than ", kMostRules, " constraints on single columns: the rest was not compared"));
    polled_sort(model.server(), asked, is_before);
    const auto same = [](const ColumnRule& a, const ColumnRule& b) { return are_alike(*a.column, *b.column) && a.condition == b.condition; };
    each_group(asked, same, [&](std::size_t begin, std::size_t end, std::size_t tables) {
        const Column& column = *asked[begin].column;
        auto& columns = make_in<Vector<std::string_view>>(memory, memory);
        for (std::size_t i = begin; i < end && columns.size() < kMostListed; ++i)
            if (i == begin || asked[i].column->table != asked[i - 1].column->table) columns.push_back(quoted_name(memory, *asked[i].column));
        Finding& finding = found.add(column, Severity::Info).confidence(Confidence::Review);
        finding.identity(concat(memory, column.quoted, "/", asked[begin].condition)).says("the same CHECK on it in ", tables, " tables");
        finding.evidence("condition", asked[begin].condition).evidence("tables", tables).evidence("same_in", span_of(columns));
        finding.because(
            "The rule ", asked[begin].condition, " stands in ", tables, " tables, for ", column.quoted,
            " in each: a change has to find all of them, and the next table may forget it. CREATE DOMAIN gives the type a name and the rule one place; "
            "columns take it by ALTER TABLE ... ALTER COLUMN ... TYPE, which checks the rows there are.");
    });
    return found;
}

}  // namespace pgops
