#include "checks/index/index_advice.hpp"

#include <algorithm>

#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

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

// A session that keeps its activity to itself (track_activities = off), or drops the index concurrently, is known by its lock only.
bool is_in_work(const Model& model, const Index& index) {
    for (const Session& session : model.sessions())
        if (session.builds_index_on == index.table_id) return true;
    return model.server().is_held_for_index_work(index.table_id);
}

bool is_leftover(const Index& index) { return is_leftover_copy(index) || has_valid_twin(index); }

IndexAdvice advice_to_drop(const Model& model, const Index& index, Memory* memory) {
    if (is_referenced(index) || index.replica_identity) return {.review = true};
    if (index.constraint_id == kNoObject) return {drop_index(memory, index), drop_index_lock(memory, index), create_index_again(model, index, memory)};
    for (const Constraint& constraint : index.table->constraints) {
        if (constraint.id != index.constraint_id) continue;
        IndexAdvice advice{concat(memory, "ALTER TABLE ", index.table->quoted, " DROP CONSTRAINT ", constraint.quoted, ";"),
                           lock_on(memory, "ACCESS EXCLUSIVE", *index.table)};
        if (const auto definition = model.server().constraint_definition(constraint.table_id, constraint.id)) advice.undo = concat(memory, *definition, ";");
        return advice;
    }
    return {};
}

IndexAdvice advice_for_invalid(const Index& index, Memory* memory) {
    if (!is_leftover(index)) return {concat(memory, "REINDEX INDEX CONCURRENTLY ", index.quoted, ";"), lock_on(memory, "SHARE UPDATE EXCLUSIVE", *index.table)};
    if (index.parent_id != kNoObject || is_referenced(index)) return {.review = true};
    return {drop_index(memory, index), drop_index_lock(memory, index)};
}

}  // namespace pgops
