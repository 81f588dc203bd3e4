// Values that are files, and arrays that are tables: what pages say of the sizes of single values.
#include <cmath>

#include "checks/bloat/allowance.hpp"
#include "checks/schema/judgement.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr double kShareOfBudget = 0.25;
// The best that pglz does: a tag of three bytes for 273 (src/common/pg_lzcompress.c).
constexpr std::int64_t kBestCompression = 91, kMostInRow = 8160;
constexpr std::int32_t kModifierHeader = 4;  // VARHDRSZ, which the type modifier of character types counts in

// Of an array's fixed part without the length word (ARR_OVERHEAD_NONULLS of one dimension, less VARHDRSZ).
constexpr std::int64_t kArrayHeader = 20;
// A short text with its header, aligned.
constexpr std::int64_t kAssumedElement = 12;

struct Element {
    std::int64_t bytes = kAssumedElement;
    bool known = false;
};

Element element_of(const Type& array) {
    switch (array.element_id) {
        case type_id::kBool: return {1, true};
        case type_id::kInt2: return {2, true};
        case type_id::kInt4:
        case type_id::kFloat4:
        case type_id::kDate:
        case type_id::kOid: return {4, true};
        case type_id::kInt8:
        case type_id::kFloat8:
        case type_id::kMoney:
        case type_id::kTime:
        case type_id::kTimestamp:
        case type_id::kTimestamptz: return {8, true};
        case type_id::kUuid:
        case type_id::kInterval: return {16, true};
        default: return {};
    }
}

bool is_array(const Column& column) { return column.length == -1 && column.base->category == 'A' && column.base->element_id != kNoObject; }

bool is_document(const Column& column) {
    const ObjectId id = column.base->id;
    return column.length == -1 && (column.base->is_string() || id == type_id::kBytea || id == type_id::kJson || id == type_id::kJsonb || id == type_id::kXml);
}

// Whether the column, and the files of its table, have room for one such value.
bool may_hold(const Model& model, const Column& column, std::int64_t bytes) {
    constexpr std::int64_t kLongestCharacter = 4;
    const Table& table = *column.table;
    const std::int64_t stored = bytes / kBestCompression, outside = model.toast_bytes(table);
    if (column.base->is_string() && column.type_modifier > kModifierHeader && (column.type_modifier - kModifierHeader) * kLongestCharacter < bytes)
        return false;
    return outside >= stored || (stored <= kMostInRow && table.size_bytes.value_or(0) >= stored);
}

// Asks visit(column, sizes) of each column of the kind in which a value of so many bytes was met.
template <class Limit, class Visit>
void for_each_large(const Model& model, Findings& found, bool (*is_of_kind)(const Column&), Limit limit_of, Visit visit) {
    const PageAllowance allowance(model, kShareOfBudget);
    const std::int64_t sample = static_cast<std::int64_t>(model.settings().value(Setting::SamplePages));
    LeftOut left_out({"column", "columns"}, "not looked at");
    for (const Table& table : model.tables()) {
        if (table.kind != RelationKind::Table || table.size_bytes.value_or(0) <= 0) continue;
        for (const Column& column : table.columns) {
            if (column.generated || !is_of_kind(column) || !may_hold(model, column, limit_of(column))) continue;
            const std::int64_t pages = std::min(sample, allowance.pages());
            if (pages <= 0) {
                left_out.over_budget();
                continue;
            }
            const ValueSizes sizes = model.server().value_sizes(table.id, column.number, limit_of(column), pages);
            if (!sizes.obstacle.empty()) left_out.unreadable(sizes.obstacle);
            if (sizes.large > 0) visit(column, sizes);
        }
    }
    left_out.tell(found);
}

Finding& add(const Model& model, Findings& found, const Column& column, const ValueSizes& sizes) {
    const double share = static_cast<double>(sizes.large) / static_cast<double>(sizes.values);
    Finding& finding = found.add(column, severity_of_design(model, *column.table)).confidence(Confidence::Estimated).urgency(share);
    finding.evidence("type", column.type->name).evidence("values_looked_at", sizes.values).evidence("large_values", sizes.large);
    finding.evidence("share", share).evidence("largest_bytes", sizes.largest_bytes).evidence("pages_read", sizes.pages_read);
    return finding;
}

}  // namespace

Findings large_value(const Model& model, Memory* memory) {
    Findings found(memory);
    const std::int64_t limit = model.settings().bytes(Setting::FileSizedValue);
    for_each_large(
        model, found, is_document, [&](const Column&) { return limit; },
        [&](const Column& column, const ValueSizes& sizes) {
            Finding& finding = add(model, found, column, sizes).says("values of up to ", human_bytes(sizes.largest_bytes));
            finding.evidence("average_large_bytes", sizes.large_bytes / sizes.large);
            finding.because("Of ", sizes.values, plural(sizes.values, " value", " values"), " looked at, ", sizes.large, plural(sizes.large, " has", " have"),
                            " ", human_bytes(limit),
                            " or more. Each read brings all of a value into the server's memory, often twice, and over one connection; each change writes it "
                            "anew, into the log as well; backups, replicas and VACUUM carry it along. What is a file belongs into a file system or an object "
                            "store, with its path, size and checksum in the row.");
        });
    return found;
}

Findings large_array(const Model& model, Memory* memory) {
    Findings found(memory);
    const auto limit = static_cast<std::int64_t>(model.settings().value(Setting::LargeArrayElements));
    for_each_large(
        model, found, is_array, [&](const Column& column) { return kArrayHeader + limit * element_of(*column.base).bytes; },
        [&](const Column& column, const ValueSizes& sizes) {
            const Element element = element_of(*column.base);
            const std::int64_t elements = (sizes.largest_bytes - kArrayHeader) / element.bytes;
            Finding& finding = add(model, found, column, sizes);
            if (!element.known) finding.confidence(Confidence::Review);
            finding.says("arrays of up to ", element.known ? "" : "about ", elements, " elements");
            finding.evidence("largest_elements", elements).evidence("bytes_per_element", element.bytes).evidence("element_size_assumed", !element.known);
            finding.because(
                "An array is one value: to read, change or add a single element the server fetches and writes all of it, in the table, in the log and on every "
                "replica, and each change leaves the whole old array behind as garbage. Arrays serve for some hundreds of elements that are read together; "
                "beyond that a table with a row per element has indexes, constraints and statistics.");
        });
    return found;
}

}  // namespace pgops
