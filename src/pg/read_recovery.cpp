#include "pg/read_server.hpp"

namespace pgops {

void read_recovery(Memory*, Recovery&) {}

}  // namespace pgops
