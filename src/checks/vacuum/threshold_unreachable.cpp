// Many dead rows below the threshold that autovacuum waits for, or a threshold that the table cannot reach.
#include "checks/vacuum/blocker_finding.hpp"
#include "model/vacuum/forecast.hpp"

namespace pgops {

Findings threshold_unreachable(const Model& model, Memory* memory) {
    constexpr std::string_view kLock = "SHARE UPDATE EXCLUSIVE on ";
    Findings found(memory);
    const VacuumPicture& picture = model.server().vacuum_picture();
    for (const Blocker& blocker : find_blockers(picture, memory)) {
        const VacuumRelation* const relation = picture.relation(blocker.relation);
        if (blocker.kind != BlockerKind::BelowThreshold || relation == nullptr || !is_of_size(model, blocker)) continue;
        // With the usual settings it comes soon: what is named here is a threshold that somebody has set beyond what the table can reach.
        const VacuumForecast forecast = forecast_of(*relation);
        if (forecast.dead.threshold < static_cast<double>(relation->live_rows + relation->dead_rows)) continue;
        Finding& finding = add_blocker(found, model, blocker, "", kLock, memory);
        finding.says(grouped(relation->dead_rows), " dead rows, threshold out of reach");
        finding.because("Autovacuum waits for ", grouped(forecast.dead.counted + forecast.dead.missing), " dead rows, more than the table has rows (",
                        grouped(relation->live_rows + relation->dead_rows),
                        "). Until then the dead ones stay, and only a vacuum against wraparound comes. The command sets a scale factor that it can reach, and "
                        "vacuums once.");
    }
    return found;
}

}  // namespace pgops
