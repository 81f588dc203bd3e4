#include "checks/index/element_index.hpp"

#include <algorithm>

#include "checks/index/column_index.hpp"

namespace pgops {

PartsIndex parts_index_for(const Column& column) {
    // point, lseg, path, box, polygon, line, circle, json, xml: no btree operator class, so no array_ops of theirs.
    constexpr ObjectId kUnordered[] = {600, 601, 602, 603, 604, 628, 718, type_id::kJson, type_id::kXml};
    const Type& type = *column.base;
    if (type.kind == TypeKind::Range || type.kind == TypeKind::Multirange) return PartsIndex::Gist;
    if (type.id == type_id::kTsvector || type.id == type_id::kJsonb || type.name == "hstore") return PartsIndex::Gin;
    if (type.category != 'A' || type.element_id == kNoObject) return PartsIndex::None;
    return std::ranges::find(kUnordered, type.element_id) == std::end(kUnordered) ? PartsIndex::Gin : PartsIndex::None;
}

std::string_view method_name(PartsIndex index) { return index == PartsIndex::Gist ? "gist" : "gin"; }

bool has_parts_index(const Column& column) {
    return std::ranges::any_of(column.table->indexes, [&](const Index& index) {
        if (index.method == AccessMethod::Btree || index.method == AccessMethod::Hash || index.method == AccessMethod::Brin) return false;
        const auto is_column = [&](const IndexKey& key) { return key.column_number == column.number; };
        // An expression of it (to_tsvector(...) of a document, a path into one) counts, too.
        return std::ranges::any_of(index.key_columns(), is_column) || std::ranges::find(index.used_columns, column.number) != index.used_columns.end();
    });
}

const Index* idle_btree_on(const Column& column) {
    for (const Index& index : column.table->indexes) {
        if (index.method != AccessMethod::Btree || !is_usable(index) || index.unique || index.constraint_id != kNoObject || index.replica_identity) continue;
        if (index.keys.front().column_number == column.number && index.counters.scans == 0) return &index;
    }
    return nullptr;
}

}  // namespace pgops
