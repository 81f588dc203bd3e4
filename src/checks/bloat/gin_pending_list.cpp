// A GIN index whose pending list has grown long: every search of the index reads all of it, entry by entry.
#include <algorithm>

#include "checks/sql.hpp"

namespace pgops {

namespace {

std::string_view way_out(const PendingList& list, const Index& index, Memory* memory) {
    if (!list.fast_update) return "fastupdate is off, so nothing is added any more, but what was there stays until VACUUM or this command moves it.";
    return concat(
        memory,
        "VACUUM and autoanalyze move it, too: let autovacuum come more often to a table that is mostly inserted into "
        "(autovacuum_vacuum_insert_scale_factor), lower the index's gin_pending_list_limit, or switch fastupdate off, which makes inserts slower: ALTER INDEX ",
        index.quoted, " SET (fastupdate = off);");
}

}  // namespace

Findings gin_pending_list(const Model& model, Memory* memory) {
    Findings found(memory);
    std::int64_t over_budget = 0, unreadable = 0;
    for (const Index& index : model.indexes()) {
        if (index.method != AccessMethod::Gin || index.partitioned || !index.valid || !index.ready) continue;
        if (model.server().pages_read() >= model.settings().value(Setting::PageBudget)) {
            ++over_budget;
            continue;
        }
        const std::optional<PendingList> list = model.server().pending_list(index.id);
        if (!list) {
            ++unreadable;
            continue;
        }
        if (list->bytes <= std::min(list->limit_bytes, model.settings().bytes(Setting::BloatBytes))) continue;
        Finding& finding = found.add(index, severity_by_size(list->bytes));
        finding.says(human_bytes(list->bytes), " wait in its pending list").urgency(0.6);
        finding.evidence("pending_bytes", list->bytes).evidence("pending_rows", list->rows).evidence("limit_bytes", list->limit_bytes);
        finding.evidence("fastupdate", list->fast_update);
        finding.because("New entries of ", counted_rows(memory, static_cast<double>(list->rows)),
                        " wait there in no order, and each search of the index reads them all. The insert that goes over the limit has to move them. ",
                        way_out(*list, index, memory));
        finding.fix(concat(memory, "SELECT gin_clean_pending_list(", literal(memory, index.quoted), "::regclass);"),
                    concat(memory, "ROW EXCLUSIVE on ", index.quoted));
    }
    if (over_budget > 0) found.left_out(concat(memory, over_budget, plural(over_budget, " GIN index", " GIN indexes"), ": pgops.page_budget was spent"));
    else if (unreadable > 0) found.left_out(concat(memory, unreadable, plural(unreadable, " GIN index", " GIN indexes"), ": locked, or not readable here"));
    return found;
}

}  // namespace pgops
