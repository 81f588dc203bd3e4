// The port's side of an error: a piece of work in the server, whose ERROR becomes a C++ exception.
#pragma once

#include "pg/prelude.hpp"

#include <type_traits>

namespace pgops {

using Work = void (*)(void* argument);

// Runs the work in an internal subtransaction, which assigns no xid while nothing is written. Throws ServerError (texts in
// `memory`) with everything rolled back, or Interrupted for a cancel, shutdown or timeout. Frames below the work must own nothing.
void guarded(Memory* memory, Work work, void* argument);

// CHECK_FOR_INTERRUPTS() whose error becomes Interrupted.
void check_for_interrupts();

// Running out of memory in the work becomes the server's error: a C++ exception must not leave the subtransaction unended.
template <class Callable>
void guarded(Memory* memory, Callable callable) {
    static_assert(std::is_trivially_destructible_v<Callable>, "a server error would jump over the destructor");
    const Work work = [](void* argument) {
        try {
            (*static_cast<Callable*>(argument))();
            return;
        } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): raised below, after the catch block has been left
        }
        ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
    };
    guarded(memory, work, &callable);
}

}  // namespace pgops
