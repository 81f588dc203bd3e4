// Tables and btrees that a rebuild would make much smaller, estimated from statistics without reading a page.
#include <algorithm>
#include <cmath>

#include "checks/index/index_relation.hpp"
#include "checks/index/index_use.hpp"
#include "checks/sql.hpp"
#include "model/estimated_bloat.hpp"
#include "model/layout.hpp"

namespace pgops {

namespace {

bool is_finding(const Model& model, const Bloat& bloat) {
    const Settings& settings = model.settings();
    return bloat.percent.value >= settings.value(Setting::BloatPercent) && bloat.bytes >= settings.bytes(Setting::BloatBytes);
}

Finding& describe(Finding& finding, const Bloat& bloat) {
    finding.says(human_bytes(bloat.bytes), " bloat, ", decimal(bloat.percent.value, 0), " % of ", human_bytes(bloat.size_bytes)).gives_back(bloat.bytes);
    finding.confidence(Confidence::Estimated).evidence("method", "estimated").evidence("size_bytes", bloat.size_bytes);
    return finding.evidence("bloat_bytes", bloat.bytes).evidence("bloat_percent", bloat.percent.value);
}

struct Skipped {
    std::int64_t without_statistics = 0, stale = 0, other_methods = 0;

    void tell(Findings& found, std::string_view what, Memory* memory) const {
        std::string_view reason;
        const auto add = [&](std::int64_t count, std::string_view why) {
            if (count > 0) reason = concat(memory, reason, reason.empty() ? "" : "; ", count, " ", what, " ", why);
        };
        add(without_statistics, "without statistics to estimate from");
        add(stale, "whose statistics are older than a fifth of their rows");
        add(other_methods, "of other methods than btree");
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
        const Bloat bloat = estimate_bloat(table);
        if (!bloat.known) {
            ++skipped.without_statistics;
            continue;
        }
        if (!bloat.distrust.empty()) {
            ++skipped.stale;
            continue;
        }
        if (!is_finding(model, bloat)) continue;
        Finding& finding = describe(found.add(table, severity_by_size(bloat.bytes)), bloat);
        finding.evidence("rows", static_cast<std::int64_t>(table.estimated_rows().value_or(0)))
            .evidence("row_bytes", estimate_row(table).bytes)
            .evidence("fillfactor", table.fillfactor);
        finding.because(
            "Its ", grouped(static_cast<std::int64_t>(table.estimated_rows().value_or(0))), " rows need about ", human_bytes(size - bloat.bytes),
            " at its fillfactor; the rest is free or dead space that sequential scans, the cache and backups carry along. VACUUM FULL gives it back but locks "
            "the table for as long as it rewrites it, and needs as much free space as the new table takes; VACUUM alone only makes the space usable again.");
        finding.fix(concat(memory, "VACUUM (FULL, ANALYZE) ", table.quoted, ";"), access_exclusive_on(memory, table.quoted));
    }
    skipped.tell(found, "tables", memory);
    return found;
}

Findings index_bloat(const Model& model, Memory* memory) {
    Findings found(memory);
    Skipped skipped;
    const IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        const std::int64_t size = index.size_bytes.value_or(0);
        if (index.partitioned || !is_comparable(index)) continue;
        if (size < std::max(model.settings().bytes(Setting::MinRelationSize), model.settings().bytes(Setting::BloatBytes))) continue;
        if (index.method != AccessMethod::Btree) {
            ++skipped.other_methods;
            continue;
        }
        const Bloat bloat = estimate_bloat(index);
        if (!bloat.known) {
            ++skipped.without_statistics;
            continue;
        }
        if (!bloat.distrust.empty()) {
            ++skipped.stale;
            continue;
        }
        // An index that other advice drops needs no rebuild before.
        if (!is_finding(model, bloat) || replacement_of(index).stays != nullptr || uses.of(index).verdict == UseVerdict::Unused) continue;
        Finding& finding = describe(found.add(index, severity_by_size(bloat.bytes)), bloat);
        finding.because("A fresh index over the same rows takes about ", human_bytes(size - bloat.bytes),
                        ". The rest is space on half-empty pages, which the cache and every scan of the index pay for. REINDEX CONCURRENTLY blocks nobody and "
                        "needs free space for the new index beside the old one.");
        finding.fix(concat(memory, "REINDEX INDEX CONCURRENTLY ", index.quoted, ";"), concat(memory, "SHARE UPDATE EXCLUSIVE on ", index.table->quoted));
    }
    skipped.tell(found, "indexes", memory);
    return found;
}

}  // namespace pgops
