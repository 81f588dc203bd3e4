#include "checks/index/index_relation.hpp"

#include <algorithm>

namespace pgops {

namespace {

enum class Direction : std::uint8_t { Same, Reversed };

bool matches(const IndexKey& a, const IndexKey& b, Direction direction) {
    IndexKey other = b;
    if (direction == Direction::Reversed) {
        other.descending = !other.descending;
        other.nulls_first = !other.nulls_first;
    }
    return a == other;
}

bool begins_with(const Index& longer, const Index& shorter, Direction direction) {
    for (std::size_t i = 0; i < shorter.key_count; ++i)
        if (!matches(longer.keys[i], shorter.keys[i], direction)) return false;
    return true;
}

// A btree is read backwards as well as forwards.
bool begins_with(const Index& longer, const Index& shorter) {
    if (longer.method != shorter.method || longer.method_name != shorter.method_name || longer.key_count < shorter.key_count) return false;
    return begins_with(longer, shorter, Direction::Same) || (longer.method == AccessMethod::Btree && begins_with(longer, shorter, Direction::Reversed));
}

bool includes_all(std::span<const IndexKey> wider, std::span<const IndexKey> narrow) {
    return std::ranges::all_of(narrow, [&](const IndexKey& key) {
        return std::ranges::any_of(wider, [&](const IndexKey& other) { return other.column_number == key.column_number && other.expression == 0; });
    });
}

bool has_duplicate_that_stays(const Index& index, const Index& other) {
    return &other != &index && is_comparable(other) && are_equal(index, other) && keep_of(index, other).index == &other;
}

// The best of those that could stand in for it, which may have to give way itself.
Replacement direct_replacement(const Index& index) {
    if (!is_comparable(index) || !is_droppable(index)) return {};
    Replacement found;
    for (const Index& other : index.table->indexes) {
        if (!has_duplicate_that_stays(index, other)) continue;
        // Of several twins the one that stays for all of them.
        if (found.stays == nullptr || keep_of(*found.stays, other).index == &other) found = {&other, keep_of(index, other).reason, true, &other};
    }
    if (found.stays != nullptr) return found;
    for (const Index& other : index.table->indexes) {
        if (&other == &index || !is_comparable(other) || !makes_redundant(other, index)) continue;
        // The widest one serves most; among equally wide ones the twin that stays.
        if (found.stays != nullptr && other.keys.size() < found.stays->keys.size()) continue;
        if (found.stays != nullptr && other.keys.size() == found.stays->keys.size() && keep_of(*found.stays, other).index != &other) continue;
        found = {&other, "its first columns are the same", false, &other};
    }
    return found;
}

}  // namespace

bool is_comparable(const Index& index) { return index.valid && index.ready && !index.exclusion; }

bool is_droppable(const Index& index) { return index.parent_id == kNoObject && !index.table->is_partition; }

bool are_equal(const Index& a, const Index& b) {
    if (a.key_count != b.key_count || a.predicate != b.predicate || !begins_with(a, b)) return false;
    if (!includes_all(a.included(), b.included()) || !includes_all(b.included(), a.included())) return false;
    for (std::size_t i = 0; i < std::min(a.stored.size(), b.stored.size()); ++i)
        if (a.stored[i].class_parameters != b.stored[i].class_parameters) return false;
    return !(a.unique && b.unique) || (a.nulls_not_distinct == b.nulls_not_distinct && a.deferrable == b.deferrable);
}

bool makes_redundant(const Index& wider, const Index& narrow) {
    if (narrow.method != AccessMethod::Btree || narrow.unique || narrow.constraint_id != kNoObject || narrow.replica_identity || narrow.clustered) return false;
    if (wider.predicate != narrow.predicate || !begins_with(wider, narrow)) return false;
    if (!includes_all(wider.keys, narrow.included())) return false;
    return wider.key_count > narrow.key_count || !includes_all(narrow.keys, wider.included());
}

bool is_referenced(const Index& index) {
    return std::ranges::any_of(index.table->referenced_by, [&](const Constraint* foreign_key) { return foreign_key->index_id == index.id; });
}

Kept keep_of(const Index& a, const Index& b) {
    const auto differ = [&](bool of_a, bool of_b) { return of_a != of_b; };
    const auto pick = [&](bool take_a, std::string_view reason) { return Kept{take_a ? &a : &b, reason}; };
    if (differ(a.primary, b.primary)) return pick(a.primary, "it is the primary key");
    if (differ(a.constraint_id != kNoObject, b.constraint_id != kNoObject)) return pick(a.constraint_id != kNoObject, "it backs a constraint");
    if (differ(is_referenced(a), is_referenced(b))) return pick(is_referenced(a), "foreign keys rest on it");
    if (differ(a.replica_identity, b.replica_identity)) return pick(a.replica_identity, "it is the replica identity");
    if (differ(a.unique, b.unique)) return pick(a.unique, "it is unique");
    if (differ(a.clustered, b.clustered)) return pick(a.clustered, "the table is clustered on it");
    if (differ(a.commented, b.commented)) return pick(a.commented, "somebody has written a comment on it");
    if (a.counters.scans != b.counters.scans) return pick(a.counters.scans > b.counters.scans, "it is used more");
    return pick(a.id < b.id, "it is the older one");
}

Replacement replacement_of(const Index& index) {
    Replacement found = direct_replacement(index);
    // Both relations are transitive and never lead back, so the end of the trail stands in for all on it.
    for (std::size_t steps = 0; found.stays != nullptr && steps < index.table->indexes.size(); ++steps) {
        const Replacement next = direct_replacement(*found.stays);
        if (next.stays == nullptr) break;
        found = {next.stays, next.reason, found.duplicate, found.like};
    }
    return found;
}

bool supports(const Model& model, const Index& index, const Constraint& foreign_key) {
    if (!index.valid || !index.ready || (index.method != AccessMethod::Btree && index.method != AccessMethod::Hash)) return false;
    const std::size_t count = foreign_key.columns.size();
    if (index.key_count < count) return false;
    for (const IndexKey& key : index.keys.first(count)) {
        const auto found = std::ranges::find(foreign_key.columns, key.column_number);
        if (key.expression != 0 || found == foreign_key.columns.end()) return false;
        const auto place = static_cast<std::size_t>(found - foreign_key.columns.begin());
        if (place < foreign_key.equality_operators.size() && !model.operator_in_family(key.operator_family, foreign_key.equality_operators[place]) &&
            !key.default_class)
            return false;
    }
    // Each column of the key must occur among them, not one of them twice.
    for (const std::int16_t column : foreign_key.columns)
        if (std::ranges::none_of(index.keys.first(count), [&](const IndexKey& key) { return key.column_number == column; })) return false;
    if (index.predicate == 0) return true;
    // The check compares with =, which is never true of a null: such a predicate leaves out nothing that it looks for.
    return !index.predicate_not_null.empty() && std::ranges::all_of(index.predicate_not_null, [&](std::int16_t column) {
        return std::ranges::find(foreign_key.columns, column) != foreign_key.columns.end();
    });
}

}  // namespace pgops
