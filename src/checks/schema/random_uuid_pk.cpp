// A large primary key of random UUIDs: each insert lands on another page of its index.
#include <cmath>

#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"
#include "core/scratch_memory.hpp"

namespace pgops {

namespace {

constexpr double kNearlyAll = 0.9;

const Index* index_of(const Table& table) {
    for (const Index& index : table.indexes)
        if (index.primary) return &index;
    return nullptr;
}

// Which of RFC 9562's versions nearly all of the values that ANALYZE kept say that they are; 0: no one version.
int version_of(const ValueProfile& profile) {
    for (std::size_t version = 1; version < profile.versions.size(); ++version)
        if (profile.values > 0 && profile.versions[version] >= kNearlyAll * profile.values) return static_cast<int>(version);
    return 0;
}

std::optional<double> correlation_of(const Model& model, const Column& column, Memory* memory) {
    ScratchMemory texts(memory);
    const ColumnValues values = model.server().column_values(column.table_id, column.number, &texts);
    return values.correlation ? std::optional(static_cast<double>(*values.correlation)) : std::nullopt;
}

struct Keys {
    int version = 0;
    std::optional<double> correlation{};
};

// Time comes first in versions 6 and 7; in version 1 its fastest part does, and values of one program do not come in order either.
bool are_random(const Keys& keys) {
    constexpr double kInOrder = 0.5;
    if (keys.version == 4) return true;
    if (keys.version == 6 || keys.version == 7 || !keys.correlation) return false;
    return std::fabs(*keys.correlation) < kInOrder;
}

std::size_t count_of_followers(const Table& table, const Column& key) {
    std::size_t count = 0;
    for (const Constraint* const foreign_key : table.referenced_by)
        if (foreign_key->referenced_columns.size() == 1 && foreign_key->referenced_columns.front() == key.number && !foreign_key->of_parent) ++count;
    return count;
}

Severity severity_of(std::int64_t bytes) {
    if (bytes >= 10 * kGigabyte) return Severity::Medium;
    return bytes >= 100 * kMegabyte ? Severity::Low : Severity::Info;
}

void describe(const Model& model, Findings& found, const Column& key, const Index& index, const Keys& keys) {
    const Table& table = *key.table;
    const std::int64_t bytes = index.size_bytes.value_or(0);
    const std::size_t followers = count_of_followers(table, key);
    Finding& finding = found.add(key, severity_of(bytes)).confidence(Confidence::Review);
    finding.says("random UUIDs as keys, index of ", human_bytes(bytes)).evidence("index", index.name).evidence("index_bytes", bytes);
    if (const std::optional<double> rows = table.estimated_rows()) {
        finding.evidence("rows", static_cast<std::int64_t>(*rows));
        // As a btree holds them: item pointer, tuple header, and 8 bytes less in each.
        finding.evidence("bytes_less_as_bigint", static_cast<std::int64_t>(8 * *rows));
    }
    if (keys.version > 0) finding.evidence("version", keys.version);
    if (keys.correlation) finding.evidence("correlation", *keys.correlation);
    finding.evidence("foreign_keys_here", followers);
    const std::optional<Microseconds> since = model.counters_since();
    if (table.counters.known && since && model.now() > *since)
        finding.evidence("inserts_per_day",
                         static_cast<double>(table.counters.inserted) / (static_cast<double>(model.now() - *since) / static_cast<double>(kDay)));
    finding.because(
        "Random keys land on any page of the index: once it is larger than the cache, an insert reads a page, and writes a whole page image after each "
        "checkpoint; pages stay about 70 % full, and neighbours in time lie apart. UUIDs of version 7 begin with the time, and are inserted at the end as "
        "numbers are; they can be "
        "given to new rows at once, beside the old ones, without touching type, rows or foreign keys. That they can be made anywhere, merged, and shown "
        "without telling how many "
        "there are, stays (of version 7 the time can be read). bigint identity is half as wide, where keys come from this database alone and are not shown.");
}

}  // namespace

Findings random_uuid_pk(const Model& model, Memory* memory) {
    Findings found(memory);
    std::int64_t never_analyzed = 0;
    for (const Table& table : model.tables()) {
        const Constraint* const key = table.kind == RelationKind::Table ? table.primary_key() : nullptr;
        const Index* const index = index_of(table);
        if (key == nullptr || key->columns.size() != 1 || index == nullptr || index->method != AccessMethod::Btree) continue;
        const Column* const column = table.column(key->columns.front());
        if (column == nullptr || column->base->id != type_id::kUuid || index->size_bytes.value_or(0) < model.settings().bytes(Setting::MinRelationSize))
            continue;
        // A key that is a foreign key at the same time takes what the other table gave.
        if (foreign_key_of(table, *column) != nullptr) continue;
        if (!column->statistics.known) {
            ++never_analyzed;
            continue;
        }
        const Keys keys{version_of(model.profile_of(*column)), correlation_of(model, *column, memory)};
        if (are_random(keys)) describe(model, found, *column, *index, keys);
    }
    tell_never_analyzed(found, never_analyzed);
    return found;
}

}  // namespace pgops
