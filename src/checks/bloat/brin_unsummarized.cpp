// A BRIN index that knows nothing of a good part of its table: every scan through it reads those ranges whole.
#include "checks/sql.hpp"

namespace pgops {

namespace {

// Fewer are read in a moment, and come with every load.
constexpr std::int64_t kFewRanges = 16;
constexpr double kFewPercent = 10;

}  // namespace

Findings brin_unsummarized(const Model& model, Memory* memory) {
    Findings found(memory);
    std::int64_t over_budget = 0, unreadable = 0;
    for (const Index& index : model.indexes()) {
        if (index.method != AccessMethod::Brin || index.partitioned || !index.valid || !index.ready) continue;
        if (model.server().pages_read() >= model.settings().value(Setting::PageBudget)) {
            ++over_budget;
            continue;
        }
        const std::optional<BrinSummary> summary = model.server().brin_summary(index.id);
        if (!summary) {
            ++unreadable;
            continue;
        }
        const double percent = summary->ranges > 0 ? 100.0 * static_cast<double>(summary->unsummarized) / static_cast<double>(summary->ranges) : 0;
        if (summary->unsummarized <= kFewRanges || percent <= kFewPercent) continue;
        Finding& finding = found.add(index, Severity::Low);
        finding.says(decimal(percent, 0), " % of its ranges have no summary").urgency(percent / 100.0);
        finding.evidence("ranges", summary->ranges).evidence("unsummarized", summary->unsummarized).evidence("unsummarized_percent", percent);
        finding.evidence("pages_per_range", summary->pages_per_range).evidence("autosummarize", summary->automatic);
        const std::string_view summarize = concat(memory, "SELECT brin_summarize_new_values(", literal(memory, index.quoted), "::regclass);");
        constexpr std::string_view kWhy = "Every scan through the index reads the ranges without a summary whole, as a sequential scan would. ";
        if (summary->automatic) {
            finding.because(kWhy, "autosummarize is on, but autovacuum has not come to it: see that its workers run and are not all busy.");
            finding.fix(summarize, lock_on(memory, "SHARE UPDATE EXCLUSIVE", *index.table));
            continue;
        }
        finding.because(
            kWhy,
            "Only VACUUM or this command summarizes new ranges. With autosummarize an insert that begins a new range has autovacuum summarize the one "
            "before it. Setting it locks the index for a moment.");
        finding.fix(concat(memory, summarize, "\nALTER INDEX ", index.quoted, " SET (autosummarize = on);"),
                    concat(memory, "SHARE UPDATE EXCLUSIVE on ", index.table->quoted, ", ACCESS EXCLUSIVE on ", index.quoted));
        finding.undo(concat(memory, "ALTER INDEX ", index.quoted, " RESET (autosummarize);"));
    }
    if (over_budget > 0) found.left_out(concat(memory, over_budget, plural(over_budget, " BRIN index", " BRIN indexes"), ": pgops.page_budget was spent"));
    else if (unreadable > 0) found.left_out(concat(memory, unreadable, plural(unreadable, " BRIN index", " BRIN indexes"), ": locked, or not readable here"));
    return found;
}

}  // namespace pgops
