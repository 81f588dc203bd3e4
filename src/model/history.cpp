#include "model/history.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "model/estimated_bloat.hpp"

namespace pgops {

namespace {

std::int64_t figure_of(const std::optional<std::int64_t>& value) { return value.value_or(kUnknownFigure); }
std::int64_t figure_of(const Bloat& bloat) { return bloat.known ? bloat.bytes : kUnknownFigure; }

auto identity(const RelationFigures& relation) { return std::tie(relation.schema, relation.name, relation.kind); }
bool by_identity(const RelationFigures& a, const RelationFigures& b) { return identity(a) < identity(b); }

RelationFigures figures_of(const Table& table) {
    RelationFigures made{.kind = static_cast<char>(table.kind), .schema = table.schema, .name = table.name};
    made.figures[Figure::Size] = figure_of(table.size_bytes);
    made.figures[Figure::Bloat] = figure_of(estimate_bloat(table));
    if (const std::optional<double> rows = table.estimated_rows()) made.figures[Figure::LiveRows] = std::llround(*rows);
    if (!table.counters.known) return made;
    made.figures[Figure::DeadRows] = table.counters.dead_rows;
    made.figures[Figure::Inserted] = table.counters.inserted;
    made.figures[Figure::Updated] = table.counters.updated;
    made.figures[Figure::Deleted] = table.counters.deleted;
    made.figures[Figure::HotUpdated] = table.counters.hot_updated;
    made.figures[Figure::Scans] = table.counters.sequential_scans;
    made.figures[Figure::RowsRead] = table.counters.sequential_rows_read;
    return made;
}

RelationFigures figures_of(const Index& index) {
    RelationFigures made{.kind = 'i', .schema = index.table->schema, .name = index.name, .table_name = index.table->name};
    made.figures[Figure::Size] = figure_of(index.size_bytes);
    made.figures[Figure::Bloat] = figure_of(estimate_bloat(index));
    if (!index.counters.known) return made;
    made.figures[Figure::Scans] = index.counters.scans;
    made.figures[Figure::RowsRead] = index.counters.entries_read;
    made.figures[Figure::RowsFetched] = index.counters.rows_fetched;
    return made;
}

// Wavering is a tenth of what was written down.
bool wavers(const std::optional<std::int64_t>& a, const std::optional<std::int64_t>& b) {
    if (!a || !b) return a.has_value() == b.has_value();
    return std::llabs(*a - *b) <= std::max(std::llabs(*a), std::llabs(*b)) / 10;
}

}  // namespace

Vector<RelationFigures>& relation_figures(const Model& model, Memory* memory) {
    auto& all = make_in<Vector<RelationFigures>>(memory, memory);
    for (const Table& table : model.tables())
        if (table.has_storage()) all.push_back(figures_of(table));
    for (const Index& index : model.indexes())
        if (!index.partitioned) all.push_back(figures_of(index));
    return all;
}

RelationChanges& compare_relations(Server& server, Vector<RelationFigures>& now, Vector<RelationFigures>& known, Memory* memory) {
    auto& changes = make_in<RelationChanges>(memory, memory);
    std::int32_t highest = 0;
    for (const RelationFigures& relation : known) highest = std::max(highest, relation.number);
    polled_sort(server, now, by_identity);
    polled_sort(server, known, by_identity);
    std::size_t at = 0;
    const auto leave = [&](const RelationFigures& relation) {
        if (relation.gone) return;
        RelationFigures gone = relation;
        gone.gone = true;
        gone.figures = {};
        changes.changed.push_back(gone);
    };
    for (RelationFigures& relation : now) {
        server.poll();
        while (at < known.size() && by_identity(known[at], relation)) leave(known[at++]);
        if (at == known.size() || by_identity(relation, known[at])) {
            relation.number = ++highest;
            changes.appeared.push_back(relation);
            continue;
        }
        const RelationFigures& before = known[at++];
        relation.number = before.number;
        if (before.gone || before.figures != relation.figures) changes.changed.push_back(relation);
    }
    while (at < known.size()) leave(known[at++]);
    return changes;
}

bool is_same_form(const FindingForm& a, const FindingForm& b) {
    return a.severity == b.severity && a.muted == b.muted && wavers(a.impact_bytes, b.impact_bytes);
}

FindingChanges& compare_findings(Vector<FindingForm>& now, Vector<FindingForm>& open, const Certainty& certainty, Memory* memory) {
    auto& changes = make_in<FindingChanges>(memory, memory);
    std::ranges::sort(now, {}, &FindingForm::key);
    std::ranges::sort(open, {}, &FindingForm::key);
    std::size_t at = 0;
    const auto miss = [&](const FindingForm& form) {
        if (certainty.is_resolved(form)) {
            changes.ended.push_back(form.key);
            if (!form.muted) ++changes.resolved;
        } else if (!form.unseen) {
            changes.missed.push_back(form.key);
        }
    };
    for (const FindingForm& form : now) {
        while (at < open.size() && open[at].key < form.key) miss(open[at++]);
        const FindingForm* const before = at < open.size() && open[at].key == form.key ? &open[at++] : nullptr;
        if (before != nullptr && is_same_form(*before, form)) {
            if (before->unseen) changes.seen_again.push_back(form.key);
            continue;
        }
        if (before != nullptr) changes.ended.push_back(form.key);
        if (!form.muted && (before == nullptr || before->muted)) changes.fresh.push_back(form.key);
        changes.begun.push_back(form);
    }
    while (at < open.size()) miss(open[at++]);
    return changes;
}

}  // namespace pgops
