// A btree on arrays, documents, ranges or full text: it orders whole values, which no query asks for, and finds nothing inside them.
#include "checks/index/column_index.hpp"
#include "checks/index/index_relation.hpp"
#include "checks/index/element_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

Findings btree_on_array(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexUses uses(model, memory);
    for (const Table& table : model.tables()) {
        if (table.indexes.empty() || table.is_partition) continue;
        for (const Column& column : table.columns) {
            const PartsIndex method = parts_index_for(column);
            if (method == PartsIndex::None || has_parts_index(column)) continue;
            const Index* const index = idle_btree_on(column);
            if (index == nullptr || index->key_count != 1 || replacement_of(*index).stays != nullptr) continue;
            const std::int64_t size = index->size_bytes.value_or(0);
            Finding& finding = found.add(*index, severity_of_index(model, size)).confidence(Confidence::Review);
            finding.says("btree on ", at_most(memory, column.base->name, 16), ", ", human_bytes(size));
            finding.evidence("type", column.base->name)
                .evidence("size_bytes", size)
                .evidence("scans", index->counters.scans)
                .evidence("needed_method", method_name(method));
            finding.because(
                "A btree compares whole values: it serves = and an order by the whole. What queries ask of this type (@>, &&, ?, @@ and the like) takes ",
                method == PartsIndex::Gist ? "GiST" : "GIN", ". No query has used it so far, and no other index finds anything inside the column.");
            finding.fix(concat(memory, create_index(memory, table), " USING ", method_name(method), " (", column.quoted, ");"),
                        create_index_lock(memory, table));
        }
    }
    return found;
}

}  // namespace pgops
