// Tables and btrees that a rebuild would make much smaller, estimated from statistics without reading a page.
#include <algorithm>
#include <cmath>

#include "checks/index/index_relation.hpp"
#include "checks/index/index_use.hpp"
#include "checks/sql.hpp"
#include "model/layout.hpp"

namespace pgops {

namespace {

// What share of a table may have changed since its statistics were gathered before they are too old to judge space by.
constexpr double kStaleShare = 0.2;
constexpr std::int64_t kMostTuplesOfAnalyze = 30000;

struct Bloat {
    std::int64_t size = 0, bytes = 0;
    double percent = 0;
};

Bloat bloat_of(std::int64_t size, double expected_pages) {
    const double excess = std::max(0.0, static_cast<double>(size) - expected_pages * page::kBytes);
    return {size, static_cast<std::int64_t>(excess), size > 0 ? 100.0 * excess / static_cast<double>(size) : 0};
}

bool is_finding(const Model& model, const Bloat& bloat) {
    const Settings& settings = model.settings();
    return bloat.percent >= settings.value(Setting::BloatPercent) && bloat.bytes >= settings.bytes(Setting::BloatBytes);
}

bool is_stale(const Table& table) {
    const double rows = std::max(1.0, table.estimated_rows().value_or(0));
    return table.counters.known && static_cast<double>(table.counters.changed_since_analyze) > kStaleShare * rows &&
           table.counters.changed_since_analyze > kMostTuplesOfAnalyze;
}

Finding& describe(Finding& finding, const Bloat& bloat) {
    finding.says(human_bytes(bloat.bytes), " bloat, ", decimal(bloat.percent, 0), " % of ", human_bytes(bloat.size)).gives_back(bloat.bytes);
    finding.confidence(Confidence::Estimated).evidence("method", "estimated").evidence("size_bytes", bloat.size);
    return finding.evidence("bloat_bytes", bloat.bytes).evidence("bloat_percent", bloat.percent);
}

struct Skipped {
    std::int64_t without_statistics = 0, stale = 0, other_methods = 0;

    void tell(Findings& found, std::string_view one, std::string_view several, Memory* memory) const {
        std::string_view reason;
        const auto add = [&](std::int64_t count, std::string_view why) {
            if (count > 0) reason = concat(memory, reason, reason.empty() ? "" : "; ", count, " ", plural(count, one, several), " ", why);
        };
        add(without_statistics, "without statistics to estimate from");
        add(stale, "whose statistics are older than a fifth of the rows");
        add(other_methods, plural(other_methods, "of another method than btree", "of other methods than btree"));
        if (!reason.empty()) found.left_out(reason);
    }
};

}  // namespace

Findings table_bloat(const Model& model, Memory* memory) {
    Findings found(memory);
    Skipped skipped;
    for (const Table& table : model.tables()) {
        const std::int64_t size = table.size_bytes.value_or(0);
        if (!table.has_storage() || size < std::max(model.settings().bytes(Setting::MinRelationSize), model.settings().bytes(Setting::BloatBytes))) continue;
        const RowEstimate row = estimate_row(table);
        const std::optional<double> rows = table.estimated_rows();
        if (!row.known || !rows) {
            ++skipped.without_statistics;
            continue;
        }
        if (is_stale(table)) {
            ++skipped.stale;
            continue;
        }
        const Bloat bloat = bloat_of(size, heap_pages(row, *rows, table.fillfactor));
        if (!is_finding(model, bloat)) continue;
        Finding& finding = describe(found.add(table, severity_by_size(bloat.bytes)), bloat);
        finding.evidence("rows", static_cast<std::int64_t>(*rows)).evidence("row_bytes", row.bytes).evidence("fillfactor", table.fillfactor);
        finding.because(
            "Its ", counted_rows(memory, *rows), *rows < 2 ? " needs" : " need", " about ", human_bytes(size - bloat.bytes),
            " at its fillfactor; the rest is free or dead space that sequential scans, the cache and backups carry along. VACUUM FULL gives it back but locks "
            "the table for as long as it rewrites it, and needs as much free space as the new table takes; VACUUM alone only makes the space usable again.");
        finding.fix(concat(memory, "VACUUM (FULL, ANALYZE) ", table.quoted, ";"), lock_on(memory, "ACCESS EXCLUSIVE", table));
    }
    skipped.tell(found, "table", "tables", memory);
    return found;
}

Findings index_bloat(const Model& model, Memory* memory) {
    Findings found(memory);
    Skipped skipped;
    IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        const std::int64_t size = index.size_bytes.value_or(0);
        if (index.partitioned || !is_comparable(index)) continue;
        if (size < std::max(model.settings().bytes(Setting::MinRelationSize), model.settings().bytes(Setting::BloatBytes))) continue;
        const std::optional<double> rows = index.table->estimated_rows();
        const BtreeEstimate estimate = rows ? estimate_btree(index, *rows) : BtreeEstimate{};
        if (index.method != AccessMethod::Btree) {
            ++skipped.other_methods;
            continue;
        }
        if (!estimate.known) {
            ++skipped.without_statistics;
            continue;
        }
        if (is_stale(*index.table)) {
            ++skipped.stale;
            continue;
        }
        const Bloat bloat = bloat_of(size, estimate.pages);
        // An index that other advice drops needs no rebuild before.
        if (!is_finding(model, bloat) || replacement_of(index).stays != nullptr || uses.of(index).verdict == UseVerdict::Unused) continue;
        Finding& finding = describe(found.add(index, severity_by_size(bloat.bytes)), bloat);
        finding.because("A fresh index over the same rows takes about ", human_bytes(size - bloat.bytes),
                        ". The rest is space on half-empty pages, which the cache and every scan of the index pay for. REINDEX CONCURRENTLY blocks nobody and "
                        "needs free space for the new index beside the old one.");
        finding.fix(concat(memory, "REINDEX INDEX CONCURRENTLY ", index.quoted, ";"), lock_on(memory, "SHARE UPDATE EXCLUSIVE", *index.table));
    }
    skipped.tell(found, "index", "indexes", memory);
    return found;
}

}  // namespace pgops
