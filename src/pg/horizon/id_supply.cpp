#include "pg/horizon/id_supply.hpp"

#include <algorithm>

namespace pgops {

namespace {

struct Reading {
    Microseconds time = kUnknownTime;
    FullXid next = kNoXid;
};

Reading read_now() { return {GetCurrentTimestamp(), static_cast<FullXid>(U64FromFullTransactionId(ReadNextFullTransactionId()))}; }

Reading read_checkpoint() {
    bool sound = false;
    ControlFileData* const control = get_controlfile(DataDir, &sound);
    const CheckPoint& checkpoint = control->checkPointCopy;
    const Reading reading{.time = time_t_to_timestamptz(checkpoint.time), .next = static_cast<FullXid>(U64FromFullTransactionId(checkpoint.nextXid))};
    pfree(control);
    return sound ? reading : Reading{};
}

}  // namespace

std::optional<double> xids_per_second() {
    static Reading first;  // of this session
    const Reading now = read_now(), checkpoint = read_checkpoint();
    Reading from = checkpoint;
    if (first.time != kUnknownTime && (from.time == kUnknownTime || first.time < from.time)) from = first;
    if (first.time == kUnknownTime) first = now;
    if (from.time == kUnknownTime || now.time - from.time < kSecond || now.next < from.next) return std::nullopt;
    return static_cast<double>(now.next - from.next) * kSecond / static_cast<double>(now.time - from.time);
}

std::optional<double> members_used_percent() {
    // The layout of members that multixact.c keeps to itself: groups of four with a byte of flags each, as many as fit a page.
    constexpr std::int64_t kMembersPerPage = BLCKSZ / (4 * (sizeof(TransactionId) + 1)) * 4;
    constexpr std::int64_t kMembersPerSegment = kMembersPerPage * SLRU_PAGES_PER_SEGMENT;
    constexpr std::int64_t kSpace = std::int64_t{1} << 32;
    MultiXactId next = 0, oldest = 0;
    MultiXactOffset next_offset = 0;
    Oid oldest_database = InvalidOid;
    MultiXactGetCheckptMulti(false, &next, &next_offset, &oldest, &oldest_database);
    if (next == oldest) return 0;
    std::int64_t farthest = -1;
    DIR* const folder = AllocateDir("pg_multixact/members");
    while (const dirent* const file = ReadDirExtended(folder, "pg_multixact/members", LOG)) {
        char* end = nullptr;
        const std::int64_t segment = strtoll(file->d_name, &end, 16);
        if (end == file->d_name || *end != '\0') continue;
        // Offsets go in a circle: what is ahead lies a whole round behind.
        farthest = std::max(farthest, (static_cast<std::int64_t>(next_offset) - segment * kMembersPerSegment + kSpace) % kSpace);
    }
    FreeDir(folder);
    if (farthest < 0) return std::nullopt;
    return 100.0 * static_cast<double>(farthest) / static_cast<double>(kSpace);
}

}  // namespace pgops
