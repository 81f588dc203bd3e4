#include "pg/relation_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace pgops {

namespace {

constexpr std::int64_t kSegmentBytes = static_cast<std::int64_t>(RELSEG_SIZE) * BLCKSZ;

}  // namespace

std::optional<std::int64_t> file_size(const FileLocator& locator) {
    const RelationPath path = relation_path(locator);
    std::int64_t total = 0;
    for (unsigned segment = 0;; ++segment) {
        char name[MAXPGPATH];
        if (segment > 0) snprintf(name, sizeof(name), "%s.%u", path.characters, segment);
        struct stat status;
        if (stat(segment == 0 ? path.characters : name, &status) != 0) {
            if (segment == 0) return std::nullopt;
            return total;
        }
        total += status.st_size;
        if (status.st_size < kSegmentBytes) return total;
    }
}

std::optional<Microseconds> file_birth(const FileLocator& locator) {
#ifdef STATX_BTIME
    struct statx status;
    if (statx(AT_FDCWD, relation_path(locator).characters, 0, STATX_BTIME, &status) != 0 || (status.stx_mask & STATX_BTIME) == 0) return std::nullopt;
    return time_t_to_timestamptz(static_cast<pg_time_t>(status.stx_btime.tv_sec));
#else
    (void)locator;
    return std::nullopt;
#endif
}

std::optional<FileLocator> locator_of(const FormData_pg_class& row) {
    if (!OidIsValid(row.relfilenode) || row.relpersistence == RELPERSISTENCE_TEMP) return std::nullopt;
    return file_locator(OidIsValid(row.reltablespace) ? row.reltablespace : MyDatabaseTableSpace, row.relisshared ? InvalidOid : MyDatabaseId, row.relfilenode);
}

}  // namespace pgops
