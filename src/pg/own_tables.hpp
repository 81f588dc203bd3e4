// The extension's own tables: read like the catalogs, without waiting; written by the functions that are there for it, with the caller's rights.
#pragma once

#include "pg/prelude.hpp"

#include <initializer_list>

namespace pgops {

// One of the extension's own tables; kNoObject where this database has none, as with an older version of the script.
Oid own_table(const char* name);

// Mutes, thresholds, jobs, and which findings earlier snapshots have seen. Raises 55P03 when somebody holds one of them exclusively.
void read_own_tables(Snapshot snapshot, Memory* memory, OwnTables& own);

// A parameter of a statement.
struct Parameter {
    Oid type;
    Datum value;
    bool is_null = false;
};
Parameter text_parameter(std::string_view value);          // empty is an empty text
Parameter text_or_null_parameter(std::string_view value);  // empty is null
Parameter time_parameter(Microseconds value);              // kUnknownTime is null
Parameter bigint_parameter(std::optional<std::int64_t> value);
Parameter integer_parameter(std::int32_t value);

// Runs one statement and returns how many rows it changed. The function that calls must pin search_path in its definition.
std::int64_t write(const char* statement, std::initializer_list<Parameter> parameters);

}  // namespace pgops
