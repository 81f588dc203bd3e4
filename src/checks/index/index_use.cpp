#include "checks/index/index_use.hpp"

#include <algorithm>

#include "checks/index/index_relation.hpp"

namespace pgops {

namespace {

// What an index does besides serving queries makes it needed whether scanned or not. Empty: nothing.
std::string_view duty_of(const Model& model, const Index& index) {
    if (index.primary) return "it is the primary key";
    if (index.constraint_id != kNoObject || index.exclusion) return "it enforces a constraint";
    if (index.unique) return "it keeps its keys unique";
    if (index.replica_identity) return "it is the replica identity";
    if (index.clustered) return "the table is clustered on it";
    const bool supported = std::ranges::any_of(index.table->constraints, [&](const Constraint& constraint) {
        return constraint.kind == ConstraintKind::ForeignKey && supports(model, index, constraint);
    });
    return supported ? "a foreign key is looked up in it" : "";
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
        const std::optional<Microseconds> since = index.counters.scans > 0 ? std::nullopt : counted_since(index);
        const auto [place, first] = since_of_parts_.try_emplace(top, since);
        if (!since || !place->second) place->second.reset();
        else place->second = std::max(*place->second, *since);
    }
}

std::optional<Microseconds> IndexUses::counted_since(const Index& index) const {
    if (index.partitioned) {
        const auto found = since_of_parts_.find(index.id);
        return found == since_of_parts_.end() ? std::nullopt : found->second;
    }
    const std::optional<Microseconds> counters = model_.counters_since();
    if (!counters) return std::nullopt;
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

bool IndexUses::is_old(std::optional<Microseconds> since) const {
    return since && model_.now() - *since >= model_.settings().duration(Setting::MinStatisticsAge);
}

// Two ways to be written to far more often than read. What is there now was perhaps loaded once, and building the index would have
// written as much: only what was written beyond that counts. But where less than one scan falls on a day, everything does.
bool IndexUses::is_rarely_scanned(const Index& index) const {
    const double limit = model_.settings().value(Setting::RarelyUsedWrites), scans = static_cast<double>(index.counters.scans);
    const TableCounters& table = index.table->counters;
    if (writes_per_scan(index).value_or(0) < limit) return false;
    if (static_cast<double>(entries_written(table) - table.live_rows) >= limit * scans) return true;
    const std::optional<Microseconds> since = counted_since(index);
    return since && scans * kDay < static_cast<double>(model_.now() - *since);
}

IndexUse IndexUses::of(const Index& index) {
    if (!is_comparable(index)) return {};
    const bool scanned = index.counters.scans > 0;
    if (index.parent_id != kNoObject) return {.duty = scanned ? "" : "it is a part of a partitioned index"};
    if (scanned && !is_rarely_scanned(index)) return {};
    if (const std::string_view duty = duty_of(model_, index); !duty.empty()) return {.duty = scanned ? "" : duty};
    if (replacement_of(index).stays != nullptr || stays_for_another(index)) return {.duty = scanned ? "" : "it stays for another index, which can go"};
    const std::optional<Microseconds> since = counted_since(index);
    const UseVerdict young = scanned ? UseVerdict::Needed : UseVerdict::Unknown, old = scanned ? UseVerdict::Rarely : UseVerdict::Unused;
    return {is_old(since) ? old : young, since.value_or(kUnknownTime)};
}

std::int64_t entries_written(const TableCounters& counters) { return counters.inserted + counters.updated - counters.hot_updated; }

std::optional<double> writes_per_scan(const Index& index) {
    if (index.counters.scans <= 0 || index.table->counters.writes() <= 0) return std::nullopt;
    return static_cast<double>(entries_written(index.table->counters)) / static_cast<double>(index.counters.scans);
}

}  // namespace pgops
