#include "checks/bloat/changing_columns.hpp"

#include "checks/schema/judgement.hpp"
#include "core/name_words.hpp"

namespace pgops {

namespace {

// When something happened last, or is to happen next.
constexpr std::string_view kLatestWords[] = {"updated", "update",  "modified",  "changed", "touched",  "seen",      "accessed", "access",
                                             "synced",  "checked", "heartbeat", "last",    "latest",   "next",      "expire",   "expiry",
                                             "locked",  "run",     "mtime",     "atime",   "finished", "completed", "retry",    "processed"};
constexpr Vocabulary kLatest(kLatestWords);

// What is counted up and down.
constexpr std::string_view kAmountWords[] = {"count",  "counter",  "total",     "sum",     "balance",  "quantity", "qty",      "stock",
                                             "amount", "attempt",  "retry",     "view",    "hit",      "like",     "vote",     "score",
                                             "rank",   "rating",   "position",  "version", "revision", "lock",     "progress", "available",
                                             "used",   "reserved", "remaining", "failure", "error",    "point"};
constexpr Vocabulary kAmounts(kAmountWords);

// Where something stands.
constexpr std::string_view kStateWords[] = {"status",    "state",    "stage",   "phase",    "step",     "flag",      "active",  "enabled",
                                            "processed", "done",     "sent",    "locked",   "deleted",  "published", "shipped", "paid",
                                            "archived",  "complete", "pending", "approved", "verified", "visible"};
constexpr Vocabulary kStates(kStateWords);

}  // namespace

bool is_likely_to_change(const Column& column) {
    const std::string_view words = column.words;
    // A key or a reference names a thing, and not where it stands.
    if (last_word(words) == "id") return false;
    switch (data_kind_of(column)) {
        case DataKind::Time: return kLatest.has_any_of(words);
        case DataKind::Number: return kAmounts.has_any_of(words) || kStates.has_any_of(words);
        default: return kStates.has_any_of(words);
    }
}

}  // namespace pgops
