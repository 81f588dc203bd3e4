#include "pg/progress.hpp"

namespace pgops {

namespace {

// The server's commands end at 6 (utils/backend_progress.h, PROGRESS_COMMAND_COPY), and its views look for one of them each.
constexpr auto kOurCommand = static_cast<ProgressCommandType>(7);

enum Slot : int { Number, Total, RelationId, PagesDone, PagesTotal, SlotCount };

// A rolled back request, however small, ends the server's progress of its session: it is told anew then. Numbers count from one, in the order of the registry.
std::int64_t told[SlotCount];

void tell() {
    const PgBackendStatus* const mine = MyBEEntry;
    if (mine == nullptr || (mine->st_progress_command != PROGRESS_COMMAND_INVALID && mine->st_progress_command != kOurCommand)) return;
    if (mine->st_progress_command == PROGRESS_COMMAND_INVALID) pgstat_progress_start_command(kOurCommand, InvalidOid);
    constexpr int kSlots[SlotCount] = {Number, Total, RelationId, PagesDone, PagesTotal};
    pgstat_progress_update_multi_param(SlotCount, kSlots, told);
}

}  // namespace

void progress_check(int number, int total) {
    told[Number] = number;
    told[Total] = total;
    told[RelationId] = told[PagesDone] = told[PagesTotal] = 0;
    tell();
}

void progress_relation(Oid relation, std::int64_t pages_total) {
    told[RelationId] = relation;
    told[PagesDone] = 0;
    told[PagesTotal] = pages_total;
    tell();
}

void progress_pages(std::int64_t pages_done) {
    told[PagesDone] = pages_done;
    tell();
}

void progress_end() {
    if (MyBEEntry != nullptr && MyBEEntry->st_progress_command == kOurCommand) pgstat_progress_end_command();
}

std::optional<Progress> progress_of(int backend) {
    LocalPgBackendStatus* const local = local_backend_status(backend);
    if (local == nullptr) return std::nullopt;
    const PgBackendStatus* const status = backend_status(local);
    if (status->st_progress_command != kOurCommand) return std::nullopt;
    const int64* const values = status->st_progress_param;
    return Progress{.pid = status->st_procpid,
                    .database = status->st_databaseid,
                    .role = status->st_userid,
                    .relation = static_cast<Oid>(values[RelationId]),
                    .number = static_cast<int>(values[Number]),
                    .total = static_cast<int>(values[Total]),
                    .pages_done = values[PagesDone],
                    .pages_total = values[PagesTotal],
                    .since = status->st_activity_start_timestamp};
}

}  // namespace pgops
