// The rooms that know no server work on UTF-8; texts of the database come in whatever encoding it has.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// In the run's memory. Where the database declares no encoding (SQL_ASCII) and the bytes are no UTF-8, those above ASCII become
// question marks: what they mean nobody knows.
std::string_view to_utf8(Memory* memory, std::string_view text);

// The way back, as a value of type text. Every character came from the database, so that there is one for it.
text* from_utf8(std::string_view text);

}  // namespace pgops
