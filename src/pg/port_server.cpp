// The port's answers about the server itself: its settings, what runs and ran on it, who gets in, what brings it back.
#include "pg/guard.hpp"
#include "pg/memory.hpp"
#include "pg/port.hpp"
#include "pg/read_server.hpp"
#include "pg/read_workload.hpp"
#include "pg/settings.hpp"

namespace pgops {

const Workload& PostgresServer::workload() {
    if (workload_ == nullptr) workload_ = &read_workload(memory_);
    return *workload_;
}

std::string_view PostgresServer::setting(const char* name) {
    const char* value = nullptr;
    guarded(memory_, [&] { value = configured_setting(name); });
    return value == nullptr ? std::string_view() : copy_text(memory_, value);
}

ServerSetting PostgresServer::server_setting(const char* name) {
    ServerSetting found;
    guarded(memory_, [&] { found = read_server_setting(name, memory_); });
    return found;
}

namespace {

template <class Facts>
const Facts& once(const Facts*& kept, void (*read)(Memory*, Facts&), Memory* memory) {
    if (kept != nullptr) return *kept;
    auto& facts = make_in<Facts>(memory);
    read(memory, facts);
    kept = &facts;
    return facts;
}

}  // namespace

const Configuration& PostgresServer::configuration() { return once(configuration_, read_configuration, memory_); }
const Access& PostgresServer::access() { return once(access_, read_access, memory_); }
const Recovery& PostgresServer::recovery() { return once(recovery_, read_recovery, memory_); }
const Contention& PostgresServer::contention() { return once(contention_, read_contention, memory_); }

}  // namespace pgops
