#include "checks/index/index_use.hpp"

#include <algorithm>

#include "checks/index/index_relation.hpp"

namespace pgops {

namespace {

// What an index does besides serving queries makes it needed whether scanned or not.
bool has_another_duty(const Model& model, const Index& index) {
    if (index.unique || index.exclusion || index.constraint_id != kNoObject || index.replica_identity || index.clustered) return true;
    return std::ranges::any_of(index.table->constraints, [&](const Constraint& constraint) {
        return constraint.kind == ConstraintKind::ForeignKey && supports(model, index, constraint);
    });
}

}  // namespace

IndexUses::IndexUses(const Model& model, Memory* memory) : model_(model), since_of_parts_(memory), stays_(memory) {
    // Parts may hang below several levels of partitioned indexes; the top one is what can be dropped.
    FlatMap<ObjectId, ObjectId> levels(memory);
    for (const Index& index : model.indexes())
        if (index.partitioned && index.parent_id != kNoObject) levels.emplace(index.id, index.parent_id);
    for (const Index& index : model.indexes()) {
        if (index.parent_id == kNoObject || index.partitioned) continue;
        ObjectId top = index.parent_id;
        for (auto above = levels.find(top); above != levels.end(); above = levels.find(top)) top = above->second;
        const std::optional<Microseconds> since = counted_since(index);
        const auto [place, first] = since_of_parts_.try_emplace(top, since);
        if (!since || !place->second) place->second.reset();
        else place->second = std::max(*place->second, *since);
    }
}

// Nothing: unknown, never old; or scanned, where it does not matter.
std::optional<Microseconds> IndexUses::counted_since(const Index& index) const {
    if (index.partitioned) {
        const auto found = since_of_parts_.find(index.id);
        return found == since_of_parts_.end() ? std::nullopt : found->second;
    }
    const std::optional<Microseconds> counters = model_.counters_since();
    if (index.counters.scans > 0 || !counters) return std::nullopt;
    // An index that was built or rebuilt later than the counters began has been there to be used since then only.
    const std::optional<Microseconds> created = model_.server().file_created(index.id);
    return created ? std::optional(std::max(*counters, *created)) : std::nullopt;
}

// Dropping both twins, or the index that makes another one redundant, would leave the columns with none.
bool IndexUses::stays_for_another(const Index& index) {
    if (stays_on_ != index.table) {
        // Indexes come table by table.
        stays_on_ = index.table;
        stays_.clear();
        for (const Index& other : index.table->indexes) {
            model_.server().poll();
            if (const Index* const stays = replacement_of(other).stays) stays_.insert(stays->id);
        }
    }
    return stays_.contains(index.id);
}

IndexUse IndexUses::of(const Index& index) {
    if (!is_comparable(index) || index.parent_id != kNoObject || index.counters.scans > 0 || has_another_duty(model_, index)) return {};
    if (replacement_of(index).stays != nullptr || stays_for_another(index)) return {};
    const std::optional<Microseconds> since = counted_since(index);
    const bool old = since && model_.now() - *since >= model_.settings().duration(Setting::MinStatisticsAge);
    return {old ? UseVerdict::Unused : UseVerdict::Unknown, since.value_or(kUnknownTime)};
}

}  // namespace pgops
