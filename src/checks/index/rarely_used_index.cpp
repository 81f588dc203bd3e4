// An index that is written to far more often than it is read.
#include <cmath>

#include "checks/index/index_use.hpp"
#include "checks/sql.hpp"

namespace pgops {

Findings rarely_used_index(const Model& model, Memory* memory) {
    Findings found(memory);
    const std::int64_t smallest = model.settings().bytes(Setting::MinRelationSize);
    IndexUses uses(model, memory);
    for (const Index& index : model.indexes()) {
        const std::int64_t size = index.size_bytes.value_or(0), scans = index.counters.scans;
        if (size < smallest || scans <= 0) continue;
        const IndexUse use = uses.of(index);
        if (use.verdict != UseVerdict::Rarely) continue;
        const auto per_scan = static_cast<std::int64_t>(std::round(writes_per_scan(index).value_or(0)));
        Finding& finding = found.add(index, severity_by_size(size)).confidence(Confidence::Review);
        finding.says(grouped(scans), plural(scans, " scan", " scans"), ", ", grouped(per_scan), " writes for each");
        finding.evidence("scans", scans).evidence("entries_written", entries_written(index.table->counters)).evidence("writes_per_scan", per_scan);
        finding.evidence("size_bytes", size).evidence("observed_seconds", (model.now() - use.since) / kSecond);
        if (index.counters.last_scan != kUnknownTime) finding.evidence("last_scan_seconds_ago", (model.now() - index.counters.last_scan) / kSecond);
        finding.because(
            "Since ", timestamp_text(use.since), " it has taken ", grouped(entries_written(index.table->counters)), " entries for ", grouped(scans),
            plural(scans, " scan", " scans"),
            ". Find out who scans it (a monthly report, a person, a check): what runs so seldom can often do with a sequential scan, or with an index "
            "that is made before it and dropped after.",
            model.has_replicas() ? " Standbys are connected, and what they use is not counted here." : "");
    }
    return found;
}

}  // namespace pgops
