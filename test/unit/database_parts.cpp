// What tables of the fixture are made of: sequences, columns, keys and indexes.
#include <algorithm>

#include "database.hpp"

namespace pgops::test {

std::string quoted_identifier(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (!name.empty() && std::ranges::all_of(name, plain) && (name.front() < '0' || name.front() > '9')) return std::string(name);
    std::string quoted = "\"";
    for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

SequenceBuilder& SequenceBuilder::last_value(std::int64_t value) {
    server->last_values[fact.id] = value;
    return *this;
}
SequenceBuilder& SequenceBuilder::owned_by(const TableBuilder& table, std::string_view column) {
    fact.owner_table_id = table.fact.id;
    fact.owner_column = table.number(column);
    return *this;
}
SequenceBuilder& SequenceBuilder::of_type(ObjectId type, std::int64_t maximum) {
    fact.type_id = type;
    fact.maximum = maximum;
    return *this;
}

ObjectId Database::array_of(std::string_view type_name, ObjectId element) {
    const ObjectId id = type(type_name, 'A', -1, 8);
    types_.back().type.element_id = element;
    return id;
}

ColumnBuilder& ColumnBuilder::not_null() { return fact.not_null = true, *this; }
ColumnBuilder& ColumnBuilder::with_default() { return fact.has_default = true, *this; }
ColumnBuilder& ColumnBuilder::generated() { return fact.generated = true, *this; }
ColumnBuilder& ColumnBuilder::inherited() { return fact.inherited = true, *this; }
ColumnBuilder& ColumnBuilder::modifier(std::int32_t modifier) { return fact.type_modifier = modifier, *this; }
ColumnBuilder& ColumnBuilder::calls_nextval() {
    default_fact.emplace().calls_nextval = true;
    return with_default();
}
ColumnBuilder& ColumnBuilder::draws_from(const SequenceBuilder& sequence) {
    calls_nextval();
    default_fact->sequence_id = sequence.fact.id;
    return *this;
}
ColumnBuilder& ColumnBuilder::reads_a_zone() {
    default_fact.emplace().reads_a_zone = true;
    return with_default();
}
ColumnBuilder& ColumnBuilder::identity() {
    fact.identity = true;
    Database& database = *table->database;
    SequenceBuilder& sequence = database.sequence(std::string(table->fact.qualified) + "_" + std::string(fact.name) + "_seq");
    sequence.fact.identity = true;
    sequence.owned_by(*table, fact.name).of_type(fact.type_id, fact.type_id == type_id::kInt4 ? 2147483647 : INT64_MAX);
    return not_null();
}
ColumnBuilder& ColumnBuilder::serial() {
    SequenceBuilder& sequence = table->database->sequence(std::string(table->fact.qualified) + "_" + std::string(fact.name) + "_seq");
    sequence.owned_by(*table, fact.name).of_type(fact.type_id, fact.type_id == type_id::kInt4 ? 2147483647 : INT64_MAX);
    return draws_from(sequence).not_null();
}
ColumnBuilder& ColumnBuilder::statistics(std::int32_t width, float nulls, float distinct) {
    figures = ColumnStatistics{.null_fraction = nulls, .average_width = width, .distinct = distinct, .known = true};
    return *this;
}

ColumnBuilder& ColumnBuilder::common(std::vector<CommonValue> values, std::optional<double> correlation) {
    figures->most_common = values.empty() ? 0 : static_cast<float>(values.front().frequency);
    table->database->server.values[{table->fact.id, fact.number}] = {.may_be_shown = true, .common = table->database->keep(values), .correlation = correlation};
    return *this;
}
ColumnBuilder& ColumnBuilder::hidden() {
    ValueStatistics& seen = table->database->server.values[{table->fact.id, fact.number}];
    std::vector<CommonValue> values(seen.common.begin(), seen.common.end());
    for (CommonValue& value : values) value.text = {};
    seen = {.may_be_shown = false, .common = table->database->keep(values), .correlation = seen.correlation};
    return *this;
}

Key Key::expression(std::int32_t number, ObjectId type) {
    Key key("");
    key.fact.expression = number;
    key.type = type;
    return key;
}
Key& Key::desc() { return fact.descending = fact.nulls_first = true, *this; }
Key& Key::nulls_first(bool first) { return fact.nulls_first = first, *this; }
Key& Key::opclass(ObjectId opclass, ObjectId family) {
    fact.operator_class = opclass;
    fact.operator_family = family;
    fact.default_class = false;
    return *this;
}
Key& Key::collation(ObjectId collation) { return fact.collation = collation, *this; }
ColumnBuilder& ColumnBuilder::values(const Texts& kept, float nulls) {
    const float rows = table->fact.rows > 0 ? static_cast<float>(table->fact.rows) : 1;
    statistics(8, nulls, static_cast<float>(kept.size()) * 2 >= rows ? -1 : static_cast<float>(kept.size()));
    table->database->server.kept_values[{table->fact.id, fact.number}] = {.common = {}, .bounds = kept, .frequencies = {}, .correlation = 0.F};
    return *this;
}
ColumnBuilder& ColumnBuilder::common_values(const Texts& kept, std::vector<float> frequencies, float nulls) {
    statistics(8, nulls, static_cast<float>(kept.size()));
    table->database->server.kept_values[{table->fact.id, fact.number}] = {
        .common = kept, .bounds = {}, .frequencies = std::move(frequencies), .correlation = 0.F};
    return *this;
}
ColumnBuilder& ColumnBuilder::unreadable() {
    table->database->server.kept_values[{table->fact.id, fact.number}].secret = true;
    return *this;
}
Key& Key::statistics(std::int32_t width, float nulls, float distinct) {
    figures = ColumnStatistics{.null_fraction = nulls, .average_width = width, .distinct = distinct, .known = true};
    return *this;
}

void IndexBuilder::add_key(const IndexKey& key, Column stored_column, const std::optional<ColumnStatistics>& key_figures) {
    stored_column.table_id = fact.id;
    stored_column.number = static_cast<std::int16_t>(keys.size() + 1);
    keys.push_back(key);
    stored.push_back(stored_column);
    figures.push_back(key_figures);
}
IndexBuilder& IndexBuilder::unique() { return fact.unique = true, *this; }
IndexBuilder& IndexBuilder::method(AccessMethod method, std::string_view name) {
    fact.method = method;
    fact.method_name = name;
    return *this;
}
IndexBuilder& IndexBuilder::include(const Names& columns) {
    for (const std::string_view column : columns) {
        IndexKey key;
        key.column_number = table->number(column);
        add_key(key, table->database->stored_as((*table)[column].fact.type_id), std::nullopt);
    }
    return *this;
}
IndexBuilder& IndexBuilder::where(std::int32_t predicate, const Names& columns) {
    used_columns = table->numbers(columns);
    return fact.predicate = predicate, *this;
}
IndexBuilder& IndexBuilder::where_not_null(const Names& columns) {
    used_columns = predicate_not_null = table->numbers(columns);
    // Out of the way of the numbers that tests choose; equal for equal columns.
    fact.predicate = 1000;
    for (const std::int16_t column : predicate_not_null) fact.predicate = fact.predicate * 31 + column;
    return *this;
}
IndexBuilder& IndexBuilder::invalid() { return fact.valid = false, *this; }
IndexBuilder& IndexBuilder::bytes(std::int64_t size) {
    fact.size_bytes = size;
    fact.pages = size / 8192;
    return *this;
}
IndexBuilder& IndexBuilder::scans(std::int64_t scans) {
    fact.counters.known = true;
    fact.counters.scans = scans;
    return *this;
}
IndexBuilder& IndexBuilder::part_of(IndexBuilder& parent) { return fact.parent_id = parent.fact.id, *this; }
IndexBuilder& IndexBuilder::created(std::optional<Microseconds> time) {
    table->database->server.created[fact.id] = time;
    return *this;
}
IndexBuilder& IndexBuilder::measured(double percent, double margin) {
    table->database->server.bloats[fact.id] = measured_bloat(fact.size_bytes, percent, margin);
    return *this;
}

Bloat measured_bloat(std::optional<std::int64_t> size, double percent, double margin) {
    const auto pages = static_cast<double>(size.value_or(0)) / 8192;
    const auto rebuilt = [&](double given_back) { return pages * (100 - given_back) / 100; };
    Bloat bloat{.size_bytes = size.value_or(0), .pages_read = 50, .method = margin > 0 ? BloatMethod::Sampled : BloatMethod::Exact};
    bloat.set_rebuilt(pages, {rebuilt(percent), rebuilt(percent + margin), rebuilt(percent - margin)});
    bloat.held_back_bytes = 0;
    return bloat;
}

void Database::write_down(OwnTables& own) const {
    own.mutes.assign(mutes.begin(), mutes.end());
    own.thresholds.assign(thresholds.begin(), thresholds.end());
    own.jobs.assign(jobs.begin(), jobs.end());
    own.last_snapshot = last_snapshot;
}

}  // namespace pgops::test
