// TOAST tables that a rebuild of their table would make much smaller.
#include "checks/bloat/rebuild.hpp"
#include "checks/bloat/survey.hpp"

namespace pgops {

Findings toast_bloat(const Model& model, Memory* memory) {
    Findings found(memory);
    BloatSurvey survey(model, {"TOAST table", "TOAST tables"}, 0.5, memory);
    for (const Table& table : model.tables()) {
        if (table.toast == nullptr) continue;
        // No statistics describe chunks: their number and size are only seen on the pages.
        Bloat unknown{.size_bytes = model.toast_bytes(table)};
        unknown.set_unknown("no statistics describe TOAST tables");
        survey.propose(&table, table.toast->id, unknown);
    }
    survey.run([&](const void* object, const Bloat& bloat) {
        const Table& table = *static_cast<const Table*>(object);
        Finding& finding = describe(found.add(table, severity_by_size(bloat.bytes)), bloat);
        finding.evidence("toast_table", table.toast->quoted);
        const std::int64_t needed = bloat.size_bytes - bloat.bytes;
        finding.because("The long values of the table need about ", human_bytes(needed), " of the ", human_bytes(bloat.size_bytes),
                        " that they are stored in; the rest was left behind by updates and deletes. ", rebuild_advice(model, table, needed, bloat, memory));
        finding.fix(rebuild_toast(memory, table.toast->quoted), concat(memory, "ACCESS EXCLUSIVE on ", table.toast->quoted));
    });
    survey.tell_left_out(found);
    return found;
}

}  // namespace pgops
