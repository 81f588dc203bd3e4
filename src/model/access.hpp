// Who may come in and what they may do: host rules, roles beyond their need, functions, views and policies that let through.
#pragma once

#include <span>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

// A line of pg_hba.conf, in the order in which the server tries them.
struct HostRule {
    std::int64_t line = 0;
    std::string_view type{}, databases{}, users{}, address{}, netmask{}, method{};  // lists are joined by commas; address: empty for local
};

// A role that may read or write files of the server, or run programs on it, without being a superuser.
struct PowerfulRole {
    ObjectId id = kNoObject;
    std::string_view right{};  // the predefined role
};

struct PlaintextSession {
    std::int32_t pid = 0;
};

struct OwnedTables {
    ObjectId role = kNoObject;
    std::int64_t tables = 0;
    std::string_view example{};
};

struct OpenSchema {
    ObjectId id = kNoObject;
    std::string_view name{}, quoted{};
};

struct DefinerFunction {
    ObjectId id = kNoObject;
    std::string_view quoted{}, signature{}, kind{};  // kind: FUNCTION or PROCEDURE
    std::string_view schema{}, owner{}, language{};
    bool owner_is_superuser = false, public_may_execute = false;
};

struct GuardedTable {  // with policies, or with row security on
    ObjectId id = kNoObject, owner = kNoObject;
    std::string_view quoted{}, qualified{};
    std::int64_t policies = 0;
    bool enabled = false, forced = false;
    bool granted_to_others = false;
};

struct BypassingView {
    ObjectId id = kNoObject;
    std::string_view quoted{}, owner{}, table{};  // one of the tables whose row security it passes by
};

struct Access {
    std::span<const HostRule> rules{};
    std::string_view rules_unreadable{};  // why; empty where they were read
    std::span<const PowerfulRole> powerful{};
    std::span<const PlaintextSession> plaintext{};
    std::span<const OwnedTables> owners{};
    std::span<const OpenSchema> open_schemas{};
    std::span<const DefinerFunction> definer_functions{};
    std::span<const GuardedTable> guarded_tables{};
    std::span<const BypassingView> bypassing_views{};
    std::span<const std::string_view> md5_roles{};  // that can log in
    std::string_view passwords_unreadable{};
};

}  // namespace pgops
