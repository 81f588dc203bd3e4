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

// Dropping both twins, or the index that makes another one redundant, would leave the columns with none.
bool stays_for_another(const Index& index) {
    return std::ranges::any_of(index.table->indexes, [&](const Index& other) { return &other != &index && replacement_of(other).stays == &index; });
}

}  // namespace

IndexUses::IndexUses(const Model& model, Memory* memory) : model_(model), by_parent_(memory) {
    // Parts may hang below several levels of partitioned indexes; the top one is what can be dropped.
    FlatMap<ObjectId, ObjectId> levels(memory);
    for (const Index& index : model.indexes())
        if (index.partitioned && index.parent_id != kNoObject) levels.emplace(index.id, index.parent_id);
    for (const Index& index : model.indexes()) {
        if (index.parent_id == kNoObject || index.partitioned) continue;
        ObjectId top = index.parent_id;
        for (auto above = levels.find(top); above != levels.end(); above = levels.find(top)) top = above->second;
        add_part(top, count(index));
    }
}

void IndexUses::add_part(ObjectId parent, const Counted& part) {
    const auto [place, first] = by_parent_.try_emplace(parent, part);
    if (first) return;
    Counted& sum = place->second;
    sum.scans += part.scans;
    sum.size_bytes += part.size_bytes;
    if (!part.since || !sum.since) sum.since.reset();
    else sum.since = std::max(*sum.since, *part.since);
}

IndexUses::Counted IndexUses::count(const Index& index) const {
    if (index.partitioned) {
        const auto found = by_parent_.find(index.id);
        return found == by_parent_.end() ? Counted{} : found->second;
    }
    Counted counted{.scans = index.counters.scans, .size_bytes = index.size_bytes.value_or(0), .since = {}};
    const std::optional<Microseconds> counters = model_.counters_since();
    if (counted.scans > 0 || !counters) return counted;
    // An index that was built or rebuilt later than the counters began has been there to be used since then only.
    if (const std::optional<Microseconds> created = model_.server().file_created(index.id)) counted.since = std::max(*counters, *created);
    return counted;
}

IndexUse IndexUses::of(const Index& index) const {
    if (!is_comparable(index) || index.parent_id != kNoObject || index.counters.scans > 0 || has_another_duty(model_, index)) return {};
    const Counted counted = count(index);
    if (counted.scans > 0 || replacement_of(index).stays != nullptr || stays_for_another(index)) return {};
    const bool old = counted.since && model_.now() - *counted.since >= model_.settings().duration(Setting::MinStatisticsAge);
    return {old ? UseVerdict::Unused : UseVerdict::Unknown, counted.size_bytes, counted.since.value_or(kUnknownTime)};
}

}  // namespace pgops
