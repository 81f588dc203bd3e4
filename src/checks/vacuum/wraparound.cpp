// A database whose oldest transaction id or multixact comes near the point where the server refuses to write.
#include <algorithm>

#include "model/finding.hpp"

namespace pgops {

namespace {

// The server stops assigning ids three million before the wraparound at 2^31 (SetTransactionIdLimit, SetMultiXactIdLimit).
constexpr double kIdsBeforeStop = 2147483648.0 - 3000000.0;

Severity severity_of(double used) {
    if (used >= 75) return Severity::Critical;
    if (used >= 50) return Severity::High;
    return Severity::Medium;
}

}  // namespace

Findings wraparound(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Database& database : model.databases()) {
        const bool by_multixacts = database.multixact_age > database.xid_age;
        const std::int64_t age = std::max(database.xid_age, database.multixact_age);
        const double used = 100.0 * static_cast<double>(age) / kIdsBeforeStop;
        if (used < model.settings().value(Setting::WraparoundPercent)) continue;
        const std::int64_t left = std::max<std::int64_t>(0, static_cast<std::int64_t>(kIdsBeforeStop) - age);
        Finding& finding = found.add(Object{catalog_id::kDatabase, database.id, 0, database.quoted}, severity_of(used)).urgency(used / 100.0);
        finding.says(decimal(used, 0), by_multixacts ? " % of the multixacts are used" : " % of the transaction ids are used");
        finding.evidence("database", database.name)
            .evidence("xid_age", database.xid_age)
            .evidence("multixact_age", database.multixact_age)
            .evidence("left", left);
        finding.because("When ", grouped(left), plural(left, " more is used", " more are used"),
                        ", the server refuses to write in every database. Autovacuum should have frozen the old rows long ago: look what holds "
                        "it back (vacuum_blocker, autovacuum_disabled), then vacuum the oldest tables of database ",
                        database.name, ".");
        if (database.is_current) finding.fix("VACUUM (FREEZE);", "SHARE UPDATE EXCLUSIVE on one table after the other");
    }
    return found;
}

}  // namespace pgops
