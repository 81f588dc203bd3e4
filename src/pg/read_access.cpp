#include "pg/read_server.hpp"

namespace pgops {

void read_access(Memory*, Access&) {}

}  // namespace pgops
