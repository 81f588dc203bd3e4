// Reads the facts about the server itself: each part in a file of its own, with a guard round each of its sources, so that what the
// caller may not read is told and hides nothing else.
#pragma once

#include "pg/guard.hpp"
#include "pg/prelude.hpp"

#include "model/access.hpp"
#include "model/configuration.hpp"
#include "model/contention.hpp"
#include "model/recovery.hpp"

namespace pgops {

// To be called under the guard.
ServerSetting read_server_setting(const char* name, Memory* memory);

void read_configuration(Memory* memory, Configuration& configuration);
void read_access(Memory* memory, Access& access);
void read_recovery(Memory* memory, Recovery& recovery);
void read_contention(Memory* memory, Contention& contention);

// Of the machine, from its own files.
void read_machine(Memory* memory, Configuration& configuration);
// Compares the program that runs with the file of its name.
void read_program(Memory* memory, Configuration& configuration);

// Runs the reading under the guard; the server's error becomes the reason why there is nothing. Want of memory is no such reason.
template <class Reading>
std::string_view reason_unread(Memory* memory, Reading reading) {
    try {
        guarded(memory, reading);
    } catch (const ServerError& error) {
        if (std::string_view(error.sqlstate()) == "53200") throw;
        return concat(memory, error.what());
    }
    return {};
}

}  // namespace pgops
