#include "checks/query/join_graph.hpp"

#include <algorithm>
#include <numeric>

namespace pgops {

namespace {

// The tables of one scope, each with the number of the island that it is on.
class Graph {
 public:
    Graph(const CostlyStatements& statements, const Statement& statement, std::int32_t scope)
        : statements_(statements), statement_(statement), scope_(scope), tables_(statements.memory()), island_(statements.memory()) {
        for (const StatementTable& named : names()) tables_.push_back(statements.names().find(named));
        island_.resize(tables_.size());
        std::iota(island_.begin(), island_.end(), std::size_t{0});
    }

    bool all_known() const {
        return std::ranges::none_of(tables_, [](const Table* table) { return table == nullptr; });
    }

    // False where a name leaves open which tables it links.
    bool link() {
        constexpr auto kNone = std::numeric_limits<std::size_t>::max();
        std::size_t first = kNone;
        std::int32_t part = 0;
        for (const StatementRemark& remark : statement_.remarks) {
            if (remark.scope != scope_) continue;
            if (remark.habit == StatementHabit::LinkUnclear) return false;
            if (remark.habit != StatementHabit::Link) continue;
            if (remark.part != part) first = kNone;
            part = remark.part;
            bool known = false;
            for (std::size_t i = 0; i < tables_.size(); ++i) {
                if (!has(i, remark)) continue;
                known = true;
                if (first == kNone) first = i;
                else merge(first, i);
            }
            if (!known) return false;
        }
        return true;
    }

    std::span<const std::size_t> islands() const { return span_of(island_); }
    const Table& table(std::size_t i) const { return *tables_[i]; }

    // How many rows its conditions on single columns leave; a table that is looked up by a key gives one.
    double rows(std::size_t i) const {
        const Table& table = *tables_[i];
        const double all = statements_.extent_of(table).rows;
        double left = all;
        for (const StatementColumn& compared : statement_.columns) {
            if (compared.scope != scope_ || compared.use != ColumnUse::Equality) continue;
            if (!compared.qualifier.empty() && compared.qualifier != names()[i].alias) continue;
            const Column* const column = column_named(table, compared.name);
            if (column != nullptr) left = std::min(left, rows_with_one_value(*column, all));
        }
        return left;
    }

 private:
    std::span<const StatementTable> names() const { return statement_.scopes[static_cast<std::size_t>(scope_)].tables; }

    bool has(std::size_t i, const StatementRemark& remark) const {
        if (!remark.qualifier.empty()) return names()[i].alias == remark.qualifier;
        return column_named(*tables_[i], remark.name) != nullptr;
    }

    void merge(std::size_t a, std::size_t b) {
        const std::size_t from = island_[b], to = island_[a];
        std::ranges::replace(island_, from, to);
    }

    static double rows_with_one_value(const Column& column, double all) {
        const double distinct = static_cast<double>(column.statistics.distinct);
        const bool is_key = std::ranges::any_of(column.table->indexes, [&](const Index& index) {
            return index.unique && index.key_count == 1 && index.keys.front().column_number == column.number;
        });
        if (is_key) return 1;
        if (!column.statistics.known || distinct == 0) return 1;  // unknown is taken for few
        return distinct > 0 ? all / distinct : -1 / distinct;
    }

    const CostlyStatements& statements_;
    const Statement& statement_;
    std::int32_t scope_;
    Vector<const Table*> tables_;
    Vector<std::size_t> island_;
};

}  // namespace

Vector<Island> islands_of(const CostlyStatements& statements, const Statement& statement, std::int32_t scope) {
    Vector<Island> islands(statements.memory());
    Graph graph(statements, statement, scope);
    if (!graph.all_known() || !graph.link()) return islands;
    FlatMap<std::size_t, std::size_t> places(statements.memory());
    for (std::size_t i = 0; i < graph.islands().size(); ++i) {
        const auto [place, is_new] = places.try_emplace(graph.islands()[i], islands.size());
        if (is_new) islands.emplace_back(statements.memory());
        Island& island = islands[place->second];
        island.tables.push_back(&graph.table(i));
        island.rows = std::max(island.rows, graph.rows(i));
    }
    return islands;
}

}  // namespace pgops
