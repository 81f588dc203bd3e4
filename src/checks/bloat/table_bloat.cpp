// Tables and materialized views that a rebuild would make much smaller.
#include "checks/bloat/rebuild.hpp"
#include "checks/bloat/survey.hpp"
#include "model/estimated_bloat.hpp"

namespace pgops {

Findings table_bloat(const Model& model, Memory* memory) {
    Findings found(memory);
    BloatSurvey survey(model, {"table", "tables"}, 0.5, memory);
    for (const Table& table : model.tables())
        if (table.has_storage()) survey.propose(&table, table.id, estimate_bloat(table));
    survey.run([&](const void* object, const Bloat& bloat) {
        const Table& table = *static_cast<const Table*>(object);
        Finding& finding = describe(found.add(table, severity_by_size(bloat.bytes)), bloat);
        finding.evidence("fillfactor", table.fillfactor);
        finding.because("A rebuild at the same fillfactor takes about ", human_bytes(bloat.size_bytes - bloat.bytes),
                        "; the rest is free or dead space that sequential scans, the cache and backups carry along. ",
                        rebuild_advice(model, table, bloat, memory));
        finding.fix(rebuild_table(memory, table), rebuild_lock(memory, table));
    });
    survey.tell_left_out(found);
    return found;
}

}  // namespace pgops
