#include "checks/index/index_verdict.hpp"

#include <cmath>

#include "checks/index/index_relation.hpp"
#include "core/text.hpp"

namespace pgops {

namespace {

// What standbys use is not counted here.
IndexAdvice advice_for_unused(const Model& model, const Index& index, Memory* memory) {
    return model.has_replicas() || model.in_recovery() ? IndexAdvice{.review = true} : advice_to_drop(model, index, memory);
}

std::string_view scanned(const Index& index, Memory* memory) {
    return concat(memory, grouped(index.counters.scans), plural(index.counters.scans, " scan", " scans"));
}

}  // namespace

IndexVerdict verdict_of(const Model& model, IndexUses& uses, const Index& index, Memory* memory) {
    if (!index.valid || !index.ready) {
        if (is_in_work(model, index)) return {"invalid", "an index of its table is being built or dropped now"};
        if (index.partitioned) return {"invalid", "not every partition has its part", {.review = true}};
        return {"invalid", is_leftover(index) ? "left behind by a failed build; another index does its work" : "left behind by a failed build",
                advice_for_invalid(index, memory)};
    }
    if (const Replacement replacement = replacement_of(index); replacement.stays != nullptr) {
        const std::string_view relation = replacement.duplicate ? "equal to " : "its keys are the first keys of ";
        return {replacement.duplicate ? "duplicate" : "redundant", concat(memory, relation, replacement.stays->quoted, ", which stays: ", replacement.reason),
                advice_to_drop(model, index, memory)};
    }
    const IndexUse use = uses.of(index);
    const std::string_view elsewhere = model.has_replicas() ? "; standbys are connected, and what they use is not counted here" : "";
    switch (use.verdict) {
        case UseVerdict::Needed: break;
        case UseVerdict::Unused:
            return {"unused", concat(memory, "no scan since ", timestamp_text(use.since), elsewhere), advice_for_unused(model, index, memory)};
        case UseVerdict::Rarely:
            return {"rarely_used", concat(memory, scanned(index, memory), " since ", timestamp_text(use.since), ", ",
                                          grouped(static_cast<std::int64_t>(std::round(writes_per_scan(index).value_or(0)))), " writes for each", elsewhere)};
        case UseVerdict::Unknown:
            if (use.since == kUnknownTime) return {"unknown", "no scan, but it is not known how far back the counters reach"};
            return {"unknown", concat(memory, "no scan since ", timestamp_text(use.since), ", which is too short to tell (pgops.min_statistics_age)")};
    }
    if (index.counters.scans > 0) return {"used", scanned(index, memory)};
    return {"used", concat(memory, "no scan, but ", use.duty.empty() ? "it is an exclusion constraint's" : use.duty)};
}

}  // namespace pgops
