// How large tables and indexes are. A look into the file system costs more than all catalog rows of a relation together, so it is
// spared where catalogs and counters prove that the relation is too small for anything to depend on its size.
#include <algorithm>

#include "pg/catalog_reader.hpp"
#include "pg/relation_file.hpp"

namespace pgops {

namespace {

static_assert(BLCKSZ == 8192, "the arithmetic of model/layout.hpp is that of 8 kB pages");

// The most pages that the table can have grown by since relpages was set. The counters must have seen that vacuum or analyze: then
// no crash has emptied them since. A row that was written takes at most one page of the main fork; what is not committed yet is
// not counted, nor is it anything that a report could judge. Nothing: no proof.
std::optional<std::int64_t> written_since(const TableCounters& counters, double rows) {
    if (!counters.known || rows < 0) return std::nullopt;
    if (counters.last_vacuum == kUnknownTime && counters.last_analyze == kUnknownTime) return std::nullopt;
    // A row that was rolled back counts as inserted and dead, but not as changed.
    return std::max(counters.changed_since_analyze, counters.inserted_since_vacuum) + counters.dead_rows;
}

// Other methods may write many entries for one row.
bool has_one_entry_per_row(const Index& index) {
    return index.method == AccessMethod::Btree || index.method == AccessMethod::Hash || index.method == AccessMethod::Brin;
}

class Sizes {
 public:
    explicit Sizes(const Settings& settings) : smallest_pages_(settings.bytes(Setting::MinRelationSize) / BLCKSZ) {}

    std::optional<std::int64_t> of(std::int64_t pages, std::optional<std::int64_t> grown, const std::optional<FileLocator>& file) const {
        if (!file) return std::nullopt;
        if (grown && pages + *grown < smallest_pages_) return pages * BLCKSZ;
        return file_size(*file);
    }

 private:
    std::int64_t smallest_pages_;
};

}  // namespace

void read_sizes(CatalogReader& reader) {
    const Sizes sizes(reader.facts.settings);
    for (std::size_t i = 0; i < reader.facts.tables.size(); ++i) {
        CHECK_FOR_INTERRUPTS();
        Table& table = reader.facts.tables[i];
        if (table.has_storage()) table.size_bytes = sizes.of(table.pages, written_since(table.counters, table.rows), reader.table_files[i]);
    }
    for (std::size_t i = 0; i < reader.facts.indexes.size(); ++i) {
        CHECK_FOR_INTERRUPTS();
        Index& index = reader.facts.indexes[i];
        const CatalogReader::Place* const table = index.partitioned ? nullptr : reader.find(index.table_id);
        if (table == nullptr || table->is_index) continue;
        std::optional<std::int64_t> grown = std::nullopt;
        if (const Table& owner = reader.facts.tables[table->position]; has_one_entry_per_row(index)) grown = written_since(owner.counters, owner.rows);
        // A new entry splits at most its leaf; what the upper levels and the metapage take comes on top.
        if (grown) grown = *grown + *grown / 50 + 8;
        index.size_bytes = sizes.of(index.pages, grown, reader.index_files[i]);
    }
}

}  // namespace pgops
