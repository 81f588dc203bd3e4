#include "pg/read_server.hpp"

namespace pgops {

void read_contention(Memory*, Contention&) {}

}  // namespace pgops
