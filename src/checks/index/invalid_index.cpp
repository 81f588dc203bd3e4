// An index that a failed or interrupted CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY left behind: writes maintain it, no query uses it.
#include <algorithm>

#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// A session that keeps its activity to itself (track_activities = off), or drops the index concurrently, is known by its lock only.
bool is_in_work(const Model& model, const Index& index) {
    for (const Session& session : model.sessions())
        if (session.builds_index_on == index.table_id) return true;
    return model.server().is_held_for_index_work(index.table_id);
}

// REINDEX CONCURRENTLY names its copies so (ChooseRelationName with "ccnew" and "ccold" in src/backend/commands/indexcmds.c).
bool is_leftover_copy(const Index& index) {
    std::string_view name = index.name;
    while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.remove_suffix(1);
    return name.ends_with("_ccnew") || name.ends_with("_ccold");
}

bool has_valid_twin(const Index& index) {
    return std::ranges::any_of(index.table->indexes, [&](const Index& other) { return &other != &index && is_comparable(other) && are_equal(index, other); });
}

}  // namespace

Findings invalid_index(const Model& model, Memory* memory) {
    Findings found(memory);
    std::int64_t in_work = 0;
    for (const Index& index : model.indexes()) {
        if ((index.valid && index.ready) || index.table->kind == RelationKind::Foreign) continue;
        if (is_in_work(model, index)) {
            ++in_work;
            continue;
        }
        const std::int64_t size = index.size_bytes.value_or(0);
        Finding& finding = found.add(index, Severity::Medium).evidence("size_bytes", size).evidence("ready", index.ready);
        // What a standby replays of a concurrent build is no lock, and names no session.
        if (model.in_recovery()) finding.confidence(Confidence::Review);
        if (index.partitioned) {
            finding.says("invalid: not on every partition").confidence(Confidence::Review);
            finding.because(
                "The index of the partitioned table becomes valid when every partition has an attached, valid index. Create the missing ones with CREATE INDEX "
                "CONCURRENTLY on the partitions and attach them with ALTER INDEX ",
                index.quoted, " ATTACH PARTITION.");
            continue;
        }
        finding.says("invalid, ", human_bytes(size), ", serves no query").gives_back(size);
        if (is_leftover_copy(index) || has_valid_twin(index)) {
            finding.because("A concurrent build or rebuild failed and left it behind. Another index does its work; this one only costs writes and space.");
            if (index.parent_id == kNoObject && !is_referenced(index)) finding.fix(drop_index(memory, index), drop_index_lock(memory, index));
        } else {
            finding.because(
                "A concurrent build failed and left it behind: no query uses it, while writes may maintain it. Rebuild it, or drop it if it is not wanted; a "
                "unique index fails again until its duplicates are gone.");
            finding.fix(concat(memory, "REINDEX INDEX CONCURRENTLY ", index.quoted, ";"), lock_on(memory, "SHARE UPDATE EXCLUSIVE", *index.table));
        }
    }
    if (in_work > 0)
        found.left_out(
            concat(memory, in_work, plural(in_work, " invalid index", " invalid indexes"), ": an index of the same table is being built or dropped now"));
    return found;
}

}  // namespace pgops
