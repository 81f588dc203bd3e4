// What listeners on the channel pgops are told after a snapshot: one JSON object that fits into a notification.
#pragma once

#include <span>
#include <string_view>

#include "core/memory.hpp"

namespace pgops {

struct SnapshotNews {
    std::string_view database, taken_at;
    std::span<const std::string_view> fresh;  // keys of new findings, most urgent first
    int resolved = 0;
    int findings = 0;  // that are there now
};

// NOTIFY refuses payloads of 8000 bytes and more (NOTIFY_PAYLOAD_MAX_LENGTH, commands/async.c).
constexpr std::size_t kNotificationLimit = 8000;

// {"database", "taken_at", "findings", "new", "resolved", "keys": [...], "keys_left_out"}: as many keys as there is room for, in ASCII and UTF-8 as given.
std::string_view notification_of(Memory* memory, const SnapshotNews& news);

}  // namespace pgops
