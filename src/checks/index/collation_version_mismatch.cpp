// Indexes on text that another version of the library had sorted: searches miss rows, and unique indexes let duplicates in.
#include <algorithm>

#include "checks/bloat/rebuild.hpp"
#include "checks/index/column_index.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// Ids as in the server's pg_collation.dat and pg_opfamily.dat; CollationRelationId in pg_collation.h.
constexpr ObjectId kDefaultCollation = 100, kCCollation = 950, kPosixCollation = 951;
constexpr ObjectId kTextPatternFamily = 2095, kBpcharPatternFamily = 2097;
constexpr ObjectId kCollationCatalog = 3456;

// Its place in the index goes by the collation's order. A hash goes by the bytes; the pattern classes compare bytes, too; and a GIN
// index sorts what its operator class takes out of the value.
bool is_sorted_by_collation(const Index& index, std::size_t place) {
    const IndexKey& key = index.keys[place];
    if (key.collation == kNoObject || key.collation == kCCollation || key.collation == kPosixCollation || index.method == AccessMethod::Hash) return false;
    if (key.operator_family == kTextPatternFamily || key.operator_family == kBpcharPatternFamily) return false;
    return index.method != AccessMethod::Gin || (place < index.stored.size() && index.stored[place].base->category == 'S');
}

using IndexesByCollation = FlatMap<ObjectId, Vector<const Index*>>;

// The database's own collation is there whether an index needs it or not.
void sort_by_collation(const Model& model, IndexesByCollation& indexes, Memory* memory) {
    indexes.try_emplace(kDefaultCollation, memory);
    for (const Index& index : model.indexes()) {
        if (index.partitioned || index.table->kind == RelationKind::Foreign) continue;
        for (std::size_t i = 0; i < index.key_count; ++i) {
            if (!is_sorted_by_collation(index, i)) continue;
            Vector<const Index*>& of_collation = indexes.try_emplace(index.keys[i].collation, memory).first->second;
            if (of_collation.empty() || of_collation.back() != &index) of_collation.push_back(&index);
        }
    }
}

ObjectId database_id(const Model& model) {
    const auto found = std::ranges::find_if(model.databases(), [](const Database& database) { return database.is_current; });
    return found == model.databases().end() ? kNoObject : found->id;
}

// The rebuilds come first: the refresh only says that they are done.
std::string_view commands(const Vector<const Index*>& indexes, const CollationVersion& version, Memory* memory) {
    Vector<std::string_view> lines(memory);
    std::size_t length = 0;
    for (const Index* const index : indexes) {
        lines.push_back(concat(memory, rebuild_index(memory, *index), "\n"));
        length += lines.back().size();
    }
    lines.push_back(concat(memory, version.of_database ? "ALTER DATABASE " : "ALTER COLLATION ", version.quoted,
                           version.of_database ? " REFRESH COLLATION VERSION;" : " REFRESH VERSION;"));
    length += lines.back().size();
    auto* const text = static_cast<char*>(memory->allocate(length, 1));
    char* end = text;
    for (const std::string_view line : lines) end = std::ranges::copy(line, end).out;
    return {text, length};
}

}  // namespace

Findings collation_version_mismatch(const Model& model, Memory* memory) {
    Findings found(memory);
    IndexesByCollation by_collation(memory);
    sort_by_collation(model, by_collation, memory);
    std::int64_t unrecorded = 0;
    for (const auto& [collation, indexes] : by_collation) {
        const std::optional<CollationVersion> version = model.server().collation_version(collation);
        if (!version || version->actual.empty() || version->recorded == version->actual) continue;
        if (version->recorded.empty()) {
            unrecorded += static_cast<std::int64_t>(indexes.size());
            continue;
        }
        std::int64_t bytes = 0, unique = 0;
        Vector<std::string_view> names(memory);
        for (const Index* const index : indexes) {
            bytes += index->size_bytes.value_or(0);
            unique += index->unique ? 1 : 0;
            names.push_back(index->quoted);
        }
        const bool harmless = indexes.empty();
        const Object object{version->of_database ? catalog_id::kDatabase : kCollationCatalog, version->of_database ? database_id(model) : collation, 0,
                            version->quoted};
        Finding& finding = found.add(object, harmless ? Severity::Low : Severity::High).confidence(Confidence::Estimated).urgency(unique > 0 ? 0.9 : 0.7);
        const auto count = static_cast<std::int64_t>(indexes.size());
        finding.says("another library sorted ", grouped(count), plural(count, " index, ", " indexes, "), human_bytes(bytes));
        finding.evidence("provider", version->provider).evidence("recorded_version", version->recorded).evidence("actual_version", version->actual);
        finding.evidence("of_database", version->of_database).evidence("indexes", span_of(names)).evidence("unique_indexes", unique);
        finding.evidence("index_bytes", bytes);
        finding.because("The order of text comes from ", version->provider, ", which was version ", version->recorded, " and is now ", version->actual,
                        ". Where the two versions order texts differently, searches through an index miss rows, and unique indexes let duplicates in. Rebuild "
                        "the indexes, then "
                        "record the new version: the second alone silences the server's warning and leaves the fault. A unique index that fails to build has "
                        "found duplicates. "
                        "Range partitions and CHECK constraints on text, and predicates of indexes, depend on the order, too: look at them.");
        finding.fix(commands(indexes, *version, memory),
                    harmless ? "ROW EXCLUSIVE on pg_database or pg_collation" : "SHARE UPDATE EXCLUSIVE on the tables of the indexes");
    }
    if (unrecorded > 0)
        found.left_out(concat(memory, unrecorded, plural(unrecorded, " index", " indexes"), ": the version of the collation was never recorded"));
    return found;
}

}  // namespace pgops
