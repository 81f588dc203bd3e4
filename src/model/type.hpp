// A data type, and the ids of the built-in ones that checks ask for by name.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/ids.hpp"

namespace pgops {

// Ids as in the server's pg_type.dat; the catalog reader asserts them against the server's own constants.
namespace type_id {
constexpr ObjectId kBool = 16, kBytea = 17, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kOid = 26, kJson = 114, kXml = 142, kFloat4 = 700,
                   kFloat8 = 701, kMoney = 790, kInet = 869, kBpchar = 1042, kVarchar = 1043, kDate = 1082, kTime = 1083, kTimestamp = 1114,
                   kTimestamptz = 1184, kInterval = 1186, kTimetz = 1266, kNumeric = 1700, kUuid = 2950, kJsonb = 3802, kMoneyArray = 791, kJsonArray = 199,
                   kTimestampArray = 1115, kBpcharArray = 1014, kTsvector = 3614;
}  // namespace type_id

enum class TypeKind : char { Base = 'b', Composite = 'c', Domain = 'd', Enum = 'e', Pseudo = 'p', Range = 'r', Multirange = 'm' };

struct Type {
    ObjectId id = kNoObject;
    std::string_view name;  // unquoted, without schema
    TypeKind kind = TypeKind::Base;
    char category = 'U';                  // pg_type.typcategory: A array, B boolean, D date/time, E enum, N numeric, S string ...
    ObjectId domain_over_id = kNoObject;  // the type right below a domain
    ObjectId element_id = kNoObject;      // of an array
    bool domain_not_null = false;
    std::int32_t domain_modifier = -1;  // the type modifier that a domain fixes
    const Type* base = nullptr;         // with all domains taken off; itself for other types

    bool is_string() const { return id == type_id::kText || id == type_id::kVarchar || id == type_id::kBpchar || name == "citext"; }
    bool is_integer() const { return id == type_id::kInt2 || id == type_id::kInt4 || id == type_id::kInt8; }
};

}  // namespace pgops
