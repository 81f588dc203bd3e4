// Who waits for whom, and what connections and statements have cost since the counters began.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

// A session that waits for a lock that others hold, or wait for before it.
struct Waiting {
    std::int32_t pid = 0;
    std::span<const std::int32_t> blockers{};  // 0: a prepared transaction
    std::string_view lock{}, object{};         // "AccessExclusiveLock on relation", "public.orders"
    std::string_view statement{};              // cut
    Microseconds since = kUnknownTime;
};

struct ConnectionLimit {
    std::string_view kind{}, name{}, quoted{};  // role, database
    std::int64_t limit = 0, used = 0;
};

struct DatabaseSessions {
    std::string_view name{};
    std::int64_t sessions = 0;  // established since the reset
    double session_milliseconds = 0;
    Microseconds since = kUnknownTime;
};

struct SpillingStatement {
    std::string_view text{};  // cut
    std::int64_t calls = 0, identifier = 0;
    double bytes = 0;  // of temporary files, written by all calls
};

struct Contention {
    std::span<const Waiting> waiting{};
    std::span<const std::pair<std::int32_t, std::string_view>> root_statements{};  // of sessions that block and do not wait
    std::span<const ConnectionLimit> limits{};
    std::span<const DatabaseSessions> databases{};
    // Temporary files of the current database.
    double temp_bytes = 0;
    std::int64_t temp_files = 0;
    Microseconds since = kUnknownTime;  // unknown: since an unknown time
    std::span<const SpillingStatement> spilling{};
    std::string_view statements_unknown{};  // why there are none
};

}  // namespace pgops
