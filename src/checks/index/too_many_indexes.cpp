// A table that is written to and carries many indexes: what each write costs, in numbers.
#include <algorithm>

#include "checks/index/index_relation.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::int64_t kFewWrites = 10000;

struct IndexSum {
    std::int64_t count = 0, bytes = 0;
    std::int64_t unscanned = 0, unscanned_bytes = 0;  // that only queries would need

    void add(const Index& index) {
        const std::int64_t size = index.size_bytes.value_or(0);
        ++count;
        bytes += size;
        if (index.counters.scans > 0 || index.unique || index.constraint_id != kNoObject || index.replica_identity) return;
        ++unscanned;
        unscanned_bytes += size;
    }
};

// Partitions' rows are those of the table at the top.
FlatMap<ObjectId, std::int64_t> bytes_by_root(const Model& model, Memory* memory) {
    FlatMap<ObjectId, std::int64_t> bytes(memory);
    for (const Table& table : model.tables()) {
        if (table.indexes.empty() && !table.is_partition) continue;
        const Table* root = &table;
        while (root->is_partition && root->parent != nullptr) root = root->parent;
        if (root->indexes.size() > 1) bytes[root->id] += table.size_bytes.value_or(0);
    }
    return bytes;
}

}  // namespace

Findings too_many_indexes(const Model& model, Memory* memory) {
    Findings found(memory);
    const auto most = static_cast<std::size_t>(model.settings().value(Setting::TooManyIndexes));
    FlatMap<ObjectId, std::int64_t> heaps(memory);
    for (const Table& table : model.tables()) {
        if (table.indexes.size() <= most || table.is_partition || table.counters.writes() < kFewWrites) continue;
        if (heaps.empty()) heaps = bytes_by_root(model, memory);
        IndexSum sum;
        for (const Index& index : table.indexes) sum.add(index);
        const std::int64_t heap = heaps[table.id];
        if (heap + sum.bytes < model.settings().bytes(Setting::MinRelationSize)) continue;
        const TableCounters& counters = table.counters;
        Finding& finding = found.add(table, sum.bytes >= 10 * kGigabyte ? Severity::Medium : Severity::Low).confidence(Confidence::Review);
        finding.says(sum.count, " indexes, ", human_bytes(sum.bytes), " beside ", human_bytes(heap)).urgency(0.5);
        finding.evidence("indexes", sum.count).evidence("index_bytes", sum.bytes).evidence("table_bytes", heap);
        finding.evidence("inserts", counters.inserted).evidence("updates", counters.updated).evidence("hot_updates", counters.hot_updated);
        finding.evidence("index_entries_written", (counters.inserted + counters.updated - counters.hot_updated) * sum.count);
        finding.evidence("indexes_without_scans", sum.unscanned).evidence("bytes_without_scans", sum.unscanned_bytes);
        finding.because("Each insert, and each update that is not HOT, writes ", sum.count,
                        " entries: ", grouped((counters.inserted + counters.updated - counters.hot_updated) * sum.count), " since the counters began, for ",
                        grouped(counters.inserted + counters.updated), " rows. ", sum.unscanned, plural(sum.unscanned, " of them serves", " of them serve"),
                        " queries only and had no scan (", human_bytes(sum.unscanned_bytes),
                        "). Begin with those that unused_index, duplicate_index and redundant_index name; then see which ones answer the same queries.");
    }
    return found;
}

}  // namespace pgops
