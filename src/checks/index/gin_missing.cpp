// Columns that queries look into (arrays, documents, ranges, full text) without an index that can: every such query reads the table.
#include <algorithm>

#include "checks/index/column_index.hpp"
#include "checks/index/element_index.hpp"
#include "checks/sql.hpp"
#include "model/workload_uses.hpp"

namespace pgops {

namespace {

struct Searches {
    std::int64_t calls = 0;
    bool only_paths = true;  // operators that jsonb_path_ops has, which is smaller than the default class
};

Searches searches_of(const WorkloadUses& workload, const Column& column) {
    Searches searches;
    for (const WorkloadUse& use : workload.of(*column.table)) {
        if (use.column != &column || use.use != ColumnUse::Containment) continue;
        searches.calls += use.statement->calls;
        searches.only_paths = searches.only_paths && (use.operator_name == "@>" || use.operator_name == "@?" || use.operator_name == "@@");
    }
    return searches;
}

// A vector of words is there to be searched, and nothing else.
bool is_made_for_search(const Column& column) { return column.base->id == type_id::kTsvector; }

}  // namespace

Findings gin_missing(const Model& model, Memory* memory) {
    Findings found(memory);
    std::optional<WorkloadUses> workload;
    for (const Table& table : model.tables()) {
        if (table.is_partition || table.kind == RelationKind::Foreign || table.estimated_rows().value_or(0) < kFewRowsToJudge) continue;
        for (const Column& column : table.columns) {
            const PartsIndex method = parts_index_for(column);
            // Where a btree was tried, btree_on_array says it.
            if (method == PartsIndex::None || has_parts_index(column) || idle_btree_on(column) != nullptr) continue;
            if (!workload) workload.emplace(model, memory);
            const Searches searches = searches_of(*workload, column);
            if (searches.calls == 0 && !is_made_for_search(column)) continue;
            const double rows = *table.estimated_rows();
            Finding& finding = found.add(column, rows >= 1e6 && searches.calls > 0 ? Severity::Medium : Severity::Low);
            finding.confidence(searches.calls > 0 ? Confidence::Estimated : Confidence::Review).urgency(searches.calls > 0 ? 0.7 : 0.4);
            finding.says("searched without ", method == PartsIndex::Gist ? "GiST" : "GIN", ", ", counted_rows(memory, rows));
            finding.evidence("type", column.base->name).evidence("rows", static_cast<std::int64_t>(rows)).evidence("calls", searches.calls);
            if (!workload->absent().empty()) finding.evidence("statements", workload->absent());
            if (searches.calls > 0)
                finding.because("Statements look into it with operators that only ", method == PartsIndex::Gist ? "GiST" : "GIN",
                                " finds: ", grouped(searches.calls), plural(searches.calls, " call", " calls"),
                                " in pg_stat_statements. Without such an index each of them reads ", counted_rows(memory, rows), ".");
            else
                finding.because("A column of type tsvector is there to be searched, and each search without a GIN index reads ", counted_rows(memory, rows),
                                ". No statement that searches it is known here.");
            const bool smaller = column.base->id == type_id::kJsonb && searches.only_paths;
            finding.fix(concat(memory, create_index(memory, table), " USING ", method_name(method), " (", column.quoted, smaller ? " jsonb_path_ops);" : ");"),
                        create_index_lock(memory, table));
        }
    }
    return found;
}

}  // namespace pgops
