#include "checks/bloat/rebuild.hpp"

#include <algorithm>

#include "checks/sql.hpp"

namespace pgops {

namespace {

// What one process reads, rewrites and indexes in a second on common storage; an order of magnitude, and said to be one.
constexpr std::int64_t kBytesPerSecond = 50 * kMegabyte;

}  // namespace

std::string_view rebuild_table(Memory* memory, const Table& table) { return concat(memory, "VACUUM (FULL, ANALYZE) ", table.quoted, ";"); }
std::string_view rebuild_toast(Memory* memory, std::string_view quoted) { return concat(memory, "VACUUM (FULL) ", quoted, ";"); }
std::string_view rebuild_lock(Memory* memory, const Table& table) { return lock_on(memory, "ACCESS EXCLUSIVE", table); }

// An exclusion constraint's index cannot be rebuilt concurrently.
std::string_view rebuild_index(Memory* memory, std::string_view quoted, bool exclusion) {
    return concat(memory, exclusion ? "REINDEX INDEX " : "REINDEX INDEX CONCURRENTLY ", quoted, ";");
}
std::string_view rebuild_index(Memory* memory, const Index& index) { return rebuild_index(memory, index.quoted, index.exclusion); }
std::string_view rebuild_lock(Memory* memory, const Index& index) {
    if (index.exclusion) return concat(memory, "ACCESS EXCLUSIVE on ", index.quoted, ", SHARE on ", index.table->quoted);
    return lock_on(memory, "SHARE UPDATE EXCLUSIVE", *index.table);
}

std::string_view rebuild_advice(const Model& model, const Table& table, const Bloat& bloat, Memory* memory) {
    std::int64_t written = model.total_bytes(table) - bloat.bytes;
    for (const Index& index : table.indexes) written += index.size_bytes.value_or(0);
    return rebuild_advice(model, table, std::max(written, std::int64_t{0}), bloat, memory);
}

std::string_view rebuild_advice(const Model& model, const Table& table, std::int64_t written, const Bloat& bloat, Memory* memory) {
    const std::string_view gentler = model.has_extension("pg_repack")
                                         ? concat(memory, "pg_repack, which is installed here, does the same while the table stays in use: pg_repack --table=",
                                                  literal(memory, table.qualified), ".")
                                         : std::string_view("Where the table must stay in use, pg_repack (an extension) does the same without that lock.");
    return concat(memory, "VACUUM FULL gives it back, but nobody can use the table meanwhile: some ",
                  human_duration(std::max(kSecond, written / kBytesPerSecond * kSecond)), " at 50 MB a second; it needs up to ", human_bytes(written),
                  " of free disk space for the new files beside the old ones. ", gentler, " A plain VACUUM only makes the space usable again inside the table.",
                  held_back_note(bloat, memory));
}

std::string_view held_back_note(const Bloat& bloat, Memory* memory) {
    if (bloat.held_back_bytes.value_or(0) == 0) return {};
    return concat(memory, " Another ", human_bytes(*bloat.held_back_bytes),
                  " is dead, but an open transaction or a slot still needs it: see the check vacuum_blocker first.");
}

}  // namespace pgops
