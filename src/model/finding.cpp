#include "model/finding.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pgops {

namespace {

struct Band {
    int first, last;
};
constexpr std::array<Band, kSeverityCount> kBands{{{1, 9}, {10, 19}, {20, 49}, {50, 99}, {100, 200}}};

// From a megabyte or less (0) to a terabyte or more (1), on a logarithmic scale.
double urgency_of_bytes(std::int64_t bytes) {
    const double magnitude = std::log2(static_cast<double>(std::max(bytes, kMegabyte)) / static_cast<double>(kMegabyte));
    return std::min(1.0, magnitude / 20.0);
}

std::span<const std::string_view> list_of(Memory* memory, std::span<const std::string_view> texts) {
    auto& kept = make_in<Vector<std::string_view>>(memory, memory);
    kept.assign(texts.begin(), texts.end());
    return span_of(kept);
}

}  // namespace

std::string_view name_of(Severity severity) {
    constexpr std::array<std::string_view, kSeverityCount> kNames{"critical", "high", "medium", "low", "info"};
    return kNames[static_cast<std::size_t>(severity)];
}

std::optional<Severity> severity_named(std::string_view name) {
    for (std::size_t i = 0; i < kSeverityCount; ++i)
        if (name == name_of(static_cast<Severity>(i))) return static_cast<Severity>(i);
    return std::nullopt;
}

std::string_view name_of(Area area) {
    constexpr std::array<std::string_view, kAreaCount> kNames{"bloat",         "index",    "schema",     "vacuum", "activity",
                                                              "configuration", "security", "resilience", "query"};
    return kNames[static_cast<std::size_t>(area)];
}

std::string_view name_of(Confidence confidence) {
    constexpr std::array<std::string_view, 3> kNames{"exact", "estimated", "review"};
    return kNames[static_cast<std::size_t>(confidence)];
}

int Finding::priority() const {
    const Band band = kBands[static_cast<std::size_t>(severity_)];
    const double urgency = impact_bytes_ ? urgency_of_bytes(*impact_bytes_) : std::clamp(urgency_, 0.0, 1.0);
    return band.first + static_cast<int>(std::lround((1.0 - urgency) * (band.last - band.first)));
}

Finding& Finding::evidence(std::string_view name, std::span<const std::string_view> list) {
    return add({name, {.kind = Value::Kind::List, .list = list_of(memory_, list)}});
}

Finding& Findings::add(const Object& object, Severity severity) { return rows_.emplace_back(memory_, object, severity); }

Finding& Findings::add(const Table& table, Severity severity) {
    Finding& finding = add(Object{catalog_id::kRelation, table.id, 0, table.quoted}, severity);
    return finding.evidence("table", table.qualified);
}

Finding& Findings::add(const Column& column, Severity severity) {
    Finding& finding = add(Object{catalog_id::kRelation, column.table_id, column.number, quoted_name(memory_, column)}, severity);
    const std::array<std::string_view, 1> names{column.name};
    return finding.evidence("table", column.table->qualified).evidence("columns", names);
}

Finding& Findings::add(const Index& index, Severity severity) {
    Finding& finding = add(Object{catalog_id::kRelation, index.id, 0, index.quoted}, severity);
    Vector<std::string_view> names(memory_);
    for (const IndexKey& key : index.key_columns())
        if (const Column* const column = index.table->column(key.column_number)) names.push_back(column->name);
    return finding.evidence("table", index.table->qualified).evidence("columns", span_of(names)).evidence("index", index.name);
}

Finding& Findings::add(const Table& table, std::span<const std::int16_t> columns, Severity severity) {
    if (columns.size() == 1)
        if (const Column* const column = table.column(columns.front())) return add(*column, severity);
    const std::string_view text = concat(memory_, table.quoted, " (", column_list(memory_, table, columns), ")");
    Finding& finding = add(Object{catalog_id::kRelation, table.id, 0, text}, severity);
    Vector<std::string_view> names(memory_);
    for (const std::int16_t number : columns)
        if (const Column* const column = table.column(number)) names.push_back(column->name);
    return finding.evidence("table", table.qualified).evidence("columns", span_of(names));
}

std::string_view quoted_name(Memory* memory, const Column& column) { return concat(memory, column.table->quoted, ".", column.quoted); }

std::string_view column_list(Memory* memory, const Table& table, std::span<const std::int16_t> columns) {
    std::string_view list;
    for (const std::int16_t number : columns)
        if (const Column* const column = table.column(number)) list = concat(memory, list, list.empty() ? "" : ", ", column->quoted);
    return list;
}

std::string_view counted_rows(Memory* memory, double rows) {
    const auto count = static_cast<std::int64_t>(rows);
    return concat(memory, grouped(count), plural(count, " row", " rows"));
}

Severity severity_by_size(std::int64_t bytes) {
    if (bytes >= 100 * kGigabyte) return Severity::High;
    if (bytes >= kGigabyte) return Severity::Medium;
    return Severity::Low;
}

}  // namespace pgops
