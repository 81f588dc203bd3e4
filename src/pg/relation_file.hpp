// What the file system tells of a relation, without opening it or taking a lock.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// The size of the main fork, all segments; nothing when the file is gone or cannot be read.
std::optional<std::int64_t> file_size(const FileLocator& locator);

// When the first segment's file was made (Linux statx btime); nothing where the file system does not keep it.
std::optional<Microseconds> file_birth(const FileLocator& locator);

// The locator of a pg_class row; nothing for relations without storage and for mapped catalogs.
std::optional<FileLocator> locator_of(const FormData_pg_class& row);

}  // namespace pgops
