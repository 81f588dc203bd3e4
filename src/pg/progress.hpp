// How far a run is, for other sessions to see, as pg_stat_progress_vacuum and its like do. It goes through the slot that each backend has
// for its command's progress: no shared memory of our own, so nothing has to be preloaded.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// A command of the server that runs in this session (COPY) keeps the slot; then nobody sees how far the run is.
void progress_check(int number, int total);
void progress_relation(Oid relation, std::int64_t pages_total);
void progress_pages(std::int64_t pages_done);
void progress_end();

// What another session told.
struct Progress {
    std::int32_t pid = 0;
    Oid database = InvalidOid, role = InvalidOid, relation = InvalidOid;
    int number = 0, total = 0;
    std::int64_t pages_done = 0, pages_total = 0;
    TimestampTz since = 0;
};
// Of the backend in this place of the server's table (counted from 1); nothing where no run of ours is.
std::optional<Progress> progress_of(int backend);

}  // namespace pgops
