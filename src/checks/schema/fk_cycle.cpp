// Tables whose foreign keys lead in a circle.
#include <algorithm>
#include <limits>

#include "checks/schema/judgement.hpp"

namespace pgops {

namespace {

bool leads_on(const Constraint& constraint) {
    return constraint.kind == ConstraintKind::ForeignKey && constraint.referenced != nullptr && constraint.referenced != constraint.table &&
           !constraint.of_parent && is_judged_for_design(*constraint.referenced);
}

// The strongly connected components by Tarjan's algorithm, without recursion, for chains of tables may be long.
class Components {
 public:
    Components(const Model& model, Memory* memory) : model_(model), marks_(memory), open_(memory), path_(memory), members_(memory) {
        for (const Table& table : model.tables()) {
            if (first_ == nullptr) first_ = &table;
            marks_.push_back({});
        }
        for (const Table& table : model.tables())
            if (is_judged_for_design(table) && mark_of(table).order == kUnseen) visit(table);
    }

    // Tables by component, each with its component's number; components of one table alone are left out.
    struct Member {
        std::size_t component;
        const Table* table;
    };
    const Vector<Member>& members() const { return members_; }

 private:
    static constexpr std::size_t kUnseen = std::numeric_limits<std::size_t>::max();
    struct Mark {
        std::size_t order = kUnseen, lowest = 0;
        bool open = false;
    };
    struct Step {
        const Table* table;
        std::size_t next;  // constraint to follow
    };

    // The model's tables lie one behind the other.
    Mark& mark_of(const Table& table) { return marks_[static_cast<std::size_t>(&table - first_)]; }

    void enter(const Table& table) {
        mark_of(table) = {count_, count_, true};
        ++count_;
        open_.push_back(&table);
        path_.push_back({&table, 0});
    }

    void visit(const Table& start) {
        enter(start);
        while (!path_.empty()) {
            model_.server().poll();
            Step& step = path_.back();
            Mark& mark = mark_of(*step.table);
            if (step.next == step.table->constraints.size()) {
                leave(*step.table);
                continue;
            }
            const Constraint& constraint = step.table->constraints[step.next++];
            if (!leads_on(constraint)) continue;
            const Mark& other = mark_of(*constraint.referenced);
            if (other.order == kUnseen) enter(*constraint.referenced);
            else if (other.open) mark.lowest = std::min(mark.lowest, other.order);
        }
    }

    void leave(const Table& table) {
        path_.pop_back();
        const Mark mark = mark_of(table);
        if (!path_.empty()) {
            Mark& below = mark_of(*path_.back().table);
            below.lowest = std::min(below.lowest, mark.lowest);
        }
        if (mark.lowest != mark.order) return;
        const bool alone = open_.back() == &table;
        for (const Table* member = nullptr; member != &table;) {
            member = open_.back();
            open_.pop_back();
            mark_of(*member).open = false;
            if (!alone) members_.push_back({mark.order, member});
        }
    }

    const Model& model_;
    const Table* first_ = nullptr;
    Vector<Mark> marks_;
    Vector<const Table*> open_;
    Vector<Step> path_;
    Vector<Member> members_;
    std::size_t count_ = 0;
};

using Cycle = std::span<const Components::Member>;

// A row can be written before the one that it points to where a column may be null.
std::size_t count_of_nullable(Cycle cycle) {
    std::size_t count = 0;
    for (const Components::Member& member : cycle)
        for (const Constraint& constraint : member.table->constraints) {
            if (!leads_on(constraint)) continue;
            if (std::ranges::find(cycle, constraint.referenced, &Components::Member::table) == cycle.end()) continue;
            count += std::ranges::any_of(constraint.columns, [&](std::int16_t number) {
                const Column* const column = member.table->column(number);
                return column != nullptr && !column->not_null;
            });
        }
    return count;
}

void describe(Findings& found, Cycle cycle, Memory* memory) {
    constexpr std::size_t kMostNames = 20;
    const std::size_t nullable = count_of_nullable(cycle);
    Vector<std::string_view> names(memory);
    for (const Components::Member& member : cycle)
        if (names.size() < kMostNames) names.push_back(member.table->qualified);
    std::string_view root;
    for (const Components::Member& member : cycle) {
        Finding& finding = found.add(*member.table, nullable == 0 ? Severity::Low : Severity::Info).confidence(Confidence::Review);
        finding.says("in a circle of ", cycle.size(), " tables by foreign keys");
        finding.evidence("tables", span_of(names)).evidence("table_count", cycle.size()).evidence("nullable_keys", nullable);
        finding.because(
            "Rows of these tables point to each other in a circle: ",
            nullable == 0 ? "no first row can be written unless a key is deferred, " : "a first row is written with NULL and changed later, ",
            "deletes need an order that does not exist, and a load of data alone (pg_dump --data-only) has none either. Mostly one of the keys is a copy of "
            "what a query knows (the latest, the default one) and can go, or belongs into a table of its own.");
        if (root.empty()) root = finding.key("fk_cycle");
        else finding.caused_by(root);
    }
}

}  // namespace

Findings fk_cycle(const Model& model, Memory* memory) {
    Findings found(memory);
    const Components components(model, memory);
    const Vector<Components::Member>& members = components.members();
    for (std::size_t start = 0; start < members.size();) {
        std::size_t end = start;
        while (end < members.size() && members[end].component == members[start].component) ++end;
        describe(found, Cycle(&members[start], end - start), memory);
        start = end;
    }
    return found;
}

}  // namespace pgops
