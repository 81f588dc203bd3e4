#include "pg/own_tables.hpp"

#include <algorithm>

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"
#include "pg/settings.hpp"

namespace pgops {

namespace {

// A row of one of the own tables, by the columns' numbers.
struct OwnRow {
    HeapTuple tuple;
    TupleDesc description;
    Memory* memory;

    bool has(int column) const {
        bool is_null = false;
        field(tuple, column, description, &is_null);
        return !is_null;
    }
    std::string_view words(int column) const {
        bool is_null = false;
        const Datum value = field(tuple, column, description, &is_null);
        if (is_null) return {};
        char* const copy = TextDatumGetCString(value);
        const std::string_view kept = copy_text(memory, copy);
        pfree(copy);
        return kept;
    }
    Microseconds time(int column) const {
        bool is_null = false;
        const Datum value = field(tuple, column, description, &is_null);
        return is_null ? kUnknownTime : DatumGetTimestampTz(value);
    }
};

template <class Visit>
void scan_own(const char* name, Snapshot snapshot, Memory* memory, Visit visit) {
    const Oid table = own_table(name);
    if (table == kNoObject) return;
    scan_catalog(table, snapshot, [&visit, memory](HeapTuple tuple, TupleDesc description) { visit(OwnRow{tuple, description, memory}); });
}

// Rows of a finding lie in the order in which its forms were seen; together they tell when it was seen first and last.
void merge_seen(Vector<SeenFinding>& seen) {
    std::ranges::sort(seen, {}, &SeenFinding::key);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (kept > 0 && seen[kept - 1].key == seen[i].key) {
            seen[kept - 1].first_seen = std::min(seen[kept - 1].first_seen, seen[i].first_seen);
            seen[kept - 1].last_seen = std::max(seen[kept - 1].last_seen, seen[i].last_seen);
        } else {
            seen[kept++] = seen[i];
        }
    }
    seen.erase(seen.begin() + static_cast<std::ptrdiff_t>(kept), seen.end());
}

}  // namespace

Oid own_table(const char* name) {
    const Oid schema = get_namespace_oid("pgops", true);
    return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
}

void read_own_tables(Snapshot snapshot, Memory* memory, OwnTables& own) {
    scan_own("mutes", snapshot, memory, [&own](const OwnRow& row) {
        own.mutes.push_back({.check = row.words(1), .object = row.words(2), .reason = row.words(3), .author = row.words(4), .until = row.time(6)});
    });
    scan_own("threshold_rules", snapshot, memory, [&own](const OwnRow& row) {
        const SettingDefinition* const definition = find_definition(row.words(3));
        const std::string_view shown = row.words(4);
        // A rule for a setting that this version has not, or for a value that it does not take any more, is no rule.
        const std::optional<int> value = definition == nullptr ? std::nullopt : parse_setting(*definition, shown, nullptr);
        if (value) own.thresholds.push_back({row.words(1), row.words(2), definition->setting, *value, shown});
    });
    scan_own("jobs", snapshot, memory,
             [&own](const OwnRow& row) { own.jobs.push_back({.name = row.words(1), .schedule = row.words(2), .since = row.time(4)}); });
    scan_own("snapshots", snapshot, memory, [&own](const OwnRow& row) { own.last_snapshot = std::max(own.last_snapshot.value_or(row.time(1)), row.time(1)); });
    if (!own.last_snapshot) return;
    scan_own("finding_history", snapshot, memory, [&own](const OwnRow& row) {
        const Microseconds last = row.has(4) ? row.time(4) : *own.last_snapshot;
        own.seen.push_back({.key = row.words(1), .first_seen = row.time(2), .last_seen = last});
    });
    merge_seen(own.seen);
}

Parameter text_parameter(std::string_view value) { return {TEXTOID, PointerGetDatum(cstring_to_text_with_len(value.data(), static_cast<int>(value.size())))}; }
Parameter text_or_null_parameter(std::string_view value) { return value.empty() ? Parameter{TEXTOID, 0, true} : text_parameter(value); }
Parameter time_parameter(Microseconds value) { return {TIMESTAMPTZOID, TimestampTzGetDatum(value), value == kUnknownTime}; }
Parameter bigint_parameter(std::optional<std::int64_t> value) { return {INT8OID, Int64GetDatum(value.value_or(0)), !value.has_value()}; }
Parameter integer_parameter(std::int32_t value) { return {INT4OID, Int32GetDatum(value)}; }

std::int64_t write(const char* statement, std::initializer_list<Parameter> parameters) {
    constexpr std::size_t kMost = 32;
    Oid types[kMost];
    Datum values[kMost];
    char nulls[kMost];
    int count = 0;
    for (const Parameter& parameter : parameters) {
        if (count == static_cast<int>(kMost)) elog(ERROR, "a statement of pgops_ext has too many parameters");
        types[count] = parameter.type;
        values[count] = parameter.value;
        nulls[count++] = parameter.is_null ? 'n' : ' ';
    }
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
    const int result = SPI_execute_with_args(statement, count, types, values, nulls, false, 0);
    if (result < 0) elog(ERROR, "a statement of pgops_ext failed: %s", SPI_result_code_string(result));
    const auto changed = static_cast<std::int64_t>(SPI_processed);
    SPI_finish();
    return changed;
}

}  // namespace pgops
