// A btree whose keys are long texts or documents: few entries share a page, and a value that is a little longer cannot be stored at all.
#include <algorithm>

#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// BTMaxItemSize in nbtree.h at 8 kB pages: an insert of a longer entry fails.
constexpr std::int64_t kLongestEntry = 2704;
// Pages of a btree that lives are half full at least, mostly; a share of the file that a fresh one would take as well.
constexpr double kFullest = 2;

struct LongKey {
    const Column* column = nullptr;  // null for an expression
    double bytes = 0;                // on average
};

// ANALYZE sees a value that lies in the TOAST table as the pointer to it, while the index keeps it whole, compressed: the size of an index
// over that one column tells more.
double key_bytes(const Index& index, const ColumnStatistics& statistics, double entries) {
    const double told = static_cast<double>(statistics.average_width);
    if (index.keys.size() > 1 || !index.size_bytes || entries < 1) return told;
    return std::max(told, std::min<double>(kLongestEntry, static_cast<double>(*index.size_bytes) / entries / kFullest));
}

LongKey longest_key(const Index& index, double entries) {
    LongKey longest;
    for (std::size_t i = 0; i < index.key_count && i < index.stored.size(); ++i) {
        if (index.stored[i].length != -1) continue;
        const Column* const column = index.keys[i].expression == 0 ? index.table->column(index.keys[i].column_number) : nullptr;
        const ColumnStatistics& statistics = column != nullptr ? column->statistics : index.stored[i].statistics;
        if (!statistics.known || statistics.null_fraction >= 1) continue;
        const double bytes = key_bytes(index, statistics, entries * (1 - static_cast<double>(statistics.null_fraction)));
        if (bytes > longest.bytes) longest = {column, bytes};
    }
    return longest;
}

}  // namespace

Findings large_value_index(const Model& model, Memory* memory) {
    Findings found(memory);
    const double limit = model.settings().value(Setting::LargeValueBytes);
    for (const Index& index : model.indexes()) {
        const std::int64_t size = index.size_bytes.value_or(0);
        if (index.method != AccessMethod::Btree || !is_usable(index) || size < model.settings().bytes(Setting::MinRelationSize)) continue;
        const std::optional<double> rows = index.predicate != 0 ? index.rows : index.table->estimated_rows();
        if (!rows || *rows < 1) continue;
        const LongKey key = longest_key(index, *rows);
        if (key.bytes <= limit) continue;
        const std::int64_t hash = estimate_hash_bytes(*rows, 1);
        const auto bytes = static_cast<std::int64_t>(key.bytes);
        Finding& finding = found.add(index, severity_by_size(size)).confidence(Confidence::Review).gives_back(std::max<std::int64_t>(0, size - hash));
        finding.says("keys of ", grouped(bytes), " bytes, ", human_bytes(size));
        finding.evidence("key_bytes", bytes).evidence("longest_entry_bytes", kLongestEntry).evidence("rows", static_cast<std::int64_t>(*rows));
        finding.evidence("size_bytes", size).evidence("hash_bytes", hash).evidence("scans", index.counters.scans).evidence("unique", index.unique);
        finding.because(
            "A page holds about ", std::max<std::int64_t>(1, 8000 / bytes),
            " such keys, so that the index is deep and large, and an insert fails whose entry is longer than ", kLongestEntry, " bytes after compression. ",
            index.unique ? "Uniqueness of long values is enforced as well by a unique index on their hash: UNIQUE ON table (md5(column))."
                         : "Where queries only ask for equality, a hash index keeps 4 bytes of each value; where they ask for beginnings, an index on "
                           "left(column, 32) does; where they ask for words, full text search.",
            " A hash index over these rows takes about ", human_bytes(hash), ".");
    }
    return found;
}

}  // namespace pgops
