#include "model/index_size.hpp"

#include <algorithm>
#include <cmath>

#include "core/btree_packing.hpp"
#include "core/hash_packing.hpp"

namespace pgops {

namespace {

constexpr double kNameGuess = 16;  // a `name` lies in a btree as a cstring of its real length, which no statistic tells

double padded(double size) { return std::ceil(size / page::kMaxAlign) * page::kMaxAlign; }

double distinct_values(const ColumnStatistics& statistics, double rows) {
    if (statistics.distinct > 0) return static_cast<double>(statistics.distinct);
    if (statistics.distinct < 0) return -static_cast<double>(statistics.distinct) * rows;
    return rows;  // unknown: no value is taken to occur twice
}

// numeric, float and nondeterministic collations compare equal what differs in bytes (btequalimage is missing).
bool has_equal_images(const Type& type) {
    return type.id != type_id::kNumeric && type.id != type_id::kFloat4 && type.id != type_id::kFloat8 && type.id != type_id::kJsonb && type.category != 'A';
}

// A btree from its keys, in their order.
class BtreeBuilder {
 public:
    BtreeBuilder(const Index& index, double rows, bool only_part)
        : index_(index), rows_(rows), only_part_(only_part), merges_(index.deduplicated && !index.unique) {
        merges_ = merges_ && index.keys.size() == index.key_count;
    }

    // False where the statistics do not say enough.
    bool add(std::size_t place, std::optional<double> distinct) {
        if (place >= index_.stored.size()) return fail("its columns could not be read");
        const IndexKey& key = index_.keys[place];
        const Column& stored = index_.stored[place];
        const Column* const source = key.expression != 0 ? &stored : index_.table->column(key.column_number);
        if (source == nullptr || !source->statistics.known)
            return fail(key.expression != 0 ? "an expression without statistics" : "a column without statistics");
        ColumnStatistics statistics = source->statistics;
        const bool left_out = index_.predicate != 0 && std::ranges::find(index_.predicate_not_null, key.column_number) != index_.predicate_not_null.end();
        if (left_out || (only_part_ && place == 0)) statistics.null_fraction = 0;
        if (stored.type_id == type_id::kName || source->base->id == type_id::kName) {
            estimate_.reason = "a key of type name, whose real width no statistic tells";
            statistics.average_width = static_cast<std::int32_t>(kNameGuess);
        }
        const double null_fraction = static_cast<double>(statistics.null_fraction);
        no_nulls_ *= 1.0 - null_fraction;
        if (index_.key_count == 1 && place == 0) null_rows_ = rows_ * null_fraction;
        if (place < index_.key_count)
            distinct_ = std::min(rows_ - null_rows_, distinct_ * std::max(1.0, distinct ? *distinct : distinct_values(statistics, rows_)));
        merges_ = merges_ && has_equal_images(*source->base);
        data_.add(stored, statistics);
        return true;
    }

    BtreeEstimate build() {
        const double null_header = padded(page::kIndexTupleHeader + 4);
        const double key_bytes = no_nulls_ * page::kIndexTupleHeader + (1 - no_nulls_) * null_header + data_.padded_size();
        const double fillfactor = index_.fillfactor > 0 ? index_.fillfactor : 90;
        const double usable = page::kBytes - page::kHeader - page::kBtreeSpecial - page::kBytes * (100 - fillfactor) / 100.0 - (key_bytes + page::kLinePointer);
        double bytes = rows_ * (key_bytes + page::kLinePointer);
        if (merges_) {
            // Nulls of a single key are one group; without them all keys are whole.
            const double rows = rows_ - null_rows_;
            const double whole = null_rows_ > 0 && rows_ > null_rows_ ? (key_bytes - null_rows_ / rows_ * null_header) / (1 - null_rows_ / rows_) : key_bytes;
            bytes = std::min(bytes, groups_bytes(null_header, null_rows_, 1) + groups_bytes(whole, rows, std::max(1.0, distinct_)));
        }
        const double leaves = std::max(1.0, std::ceil(bytes / std::max(1.0, usable)));
        // Upper levels: one downlink per page below, at the fixed fillfactor of 70 (BTREE_NONLEAF_FILLFACTOR).
        const double fanout = std::max(2.0, (page::kBytes * 0.7 - page::kHeader - page::kBtreeSpecial) / (key_bytes + page::kLinePointer));
        estimate_.pages = 1 + leaves;
        for (double level = leaves; level > 1;) {
            level = std::ceil(level / fanout);
            estimate_.pages += level;
        }
        estimate_.entry_bytes = key_bytes + page::kLinePointer;
        estimate_.known = true;
        return estimate_;
    }

    BtreeEstimate failed() const { return {.reason = reason_}; }

 private:
    bool fail(std::string_view reason) {
        reason_ = reason;
        return false;
    }

    // Rows with so many different keys, those that are equal merged as a build merges them. Group sizes between two whole numbers lie between
    // what those take.
    static double groups_bytes(double key_bytes, double rows, double distinct) {
        if (rows <= 0) return 0;
        const double size = std::max(1.0, rows / distinct), below = std::floor(size);
        const auto key = static_cast<std::uint32_t>(padded(key_bytes));
        const auto bytes_of = [&](double pointers) {
            return pointers < 2 ? key_bytes + page::kLinePointer : group_bytes(key, static_cast<std::uint32_t>(std::min(pointers, 4e9)), false);
        };
        return distinct * (bytes_of(below) * (below + 1 - size) + bytes_of(below + 1) * (size - below));
    }

    const Index& index_;
    double rows_;
    bool only_part_, merges_;
    Layout data_;
    double no_nulls_ = 1, distinct_ = 1, null_rows_ = 0;
    BtreeEstimate estimate_{};
    std::string_view reason_{};
};

BtreeEstimate build(const Index& index, double rows, const PartOfRows* part) {
    const auto distinct_in_part = [&]() -> std::optional<double> {
        const Column* const first = index.table->column(index.keys.front().column_number);
        return part->distinct || first == nullptr ? part->distinct : distinct_values(first->statistics, part->of_rows);
    };
    if (index.method != AccessMethod::Btree) return {.reason = "not a btree"};
    BtreeBuilder builder(index, rows, part != nullptr);
    for (std::size_t i = 0; i < index.keys.size(); ++i)
        if (!builder.add(i, part != nullptr && i == 0 ? distinct_in_part() : std::nullopt)) return builder.failed();
    return builder.build();
}

}  // namespace

std::int64_t BtreeEstimate::bytes() const { return static_cast<std::int64_t>(pages * page::kBytes); }

BtreeEstimate estimate_btree(const Index& index, double rows) {
    if (index.predicate != 0 && index.method == AccessMethod::Btree) {
        if (index.rows < 0) return {.reason = "a partial index that was never vacuumed or analyzed"};
        rows = std::max(0.0, index.rows);
    }
    return build(index, rows, nullptr);
}

BtreeEstimate estimate_btree(const Index& index, const PartOfRows& part) { return build(index, part.rows, &part); }

std::int64_t estimate_hash_bytes(double rows, double rows_per_value) {
    constexpr int kFillfactor = 75;  // HASH_DEFAULT_FILLFACTOR
    const HashBuckets buckets = hash_buckets_after_build(rows, rows, kFillfactor);
    return static_cast<std::int64_t>(hash_pages(buckets, hash_overflow(buckets, rows, std::max(1.0, rows_per_value))) * page::kBytes);
}

// A range's least and largest value behind a header (brin_form_tuple), and its place in the range map.
std::int64_t estimate_brin_bytes(double table_pages, const Column& column) {
    constexpr double kPagesPerRange = 128, kRangesOfMapPage = 1360, kTupleHeader = 8;  // BRIN_DEFAULT_PAGES_PER_RANGE, REVMAP_PAGE_MAXITEMS
    const double width = column.length > 0 ? column.length : std::max(1.0, static_cast<double>(column.statistics.average_width));
    const double tuple = kTupleHeader + padded(2 * width) + page::kLinePointer, ranges = std::ceil(std::max(1.0, table_pages) / kPagesPerRange);
    const double per_page = std::floor((page::kBytes - page::kHeader - 8) / tuple);
    return static_cast<std::int64_t>((1 + std::ceil(ranges / kRangesOfMapPage) + std::ceil(ranges / per_page)) * page::kBytes);
}

}  // namespace pgops
