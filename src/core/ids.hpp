// Plain value types that every room shares: object ids, times, transaction ages.
#pragma once

#include <cstdint>

namespace pgops {

using ObjectId = std::uint32_t;
constexpr ObjectId kNoObject = 0;

using TransactionAge = std::int64_t;  // transactions between an id and the next one to be assigned

// A transaction id counted on over wraparounds, so that the order of numbers is the order of time.
using FullXid = std::int64_t;
constexpr FullXid kNoXid = 0, kFirstXid = 3;

using Microseconds = std::int64_t;  // a duration, or a point in time since 2000-01-01 UTC (PostgreSQL's timestamptz)
constexpr Microseconds kSecond = 1'000'000;
constexpr Microseconds kMinute = 60 * kSecond;
constexpr Microseconds kHour = 60 * kMinute;
constexpr Microseconds kDay = 24 * kHour;
constexpr Microseconds kUnknownTime = 0;

constexpr std::int64_t kKilobyte = 1024;
constexpr std::int64_t kMegabyte = 1024 * kKilobyte;
constexpr std::int64_t kGigabyte = 1024 * kMegabyte;

}  // namespace pgops
