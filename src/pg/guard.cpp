#include "pg/guard.hpp"

namespace pgops {

namespace {

enum class Outcome : std::uint8_t { Done, Failed, Fatal };

bool ends_the_run(const ErrorData* error) {
    switch (error->sqlerrcode) {
        case ERRCODE_QUERY_CANCELED:
        case ERRCODE_ADMIN_SHUTDOWN:
        case ERRCODE_CRASH_SHUTDOWN:
        case ERRCODE_CANNOT_CONNECT_NOW:
        case ERRCODE_DATABASE_DROPPED:
        case ERRCODE_IDLE_SESSION_TIMEOUT:
        case ERRCODE_T_R_SERIALIZATION_FAILURE:  // a standby's recovery conflict
        case ERRCODE_T_R_DEADLOCK_DETECTED: return true;
        default: return false;
    }
}

// The frame that holds the sigjmp buffers owns nothing and throws nothing: it only tells what happened.
Outcome run_in_subtransaction(Work work, void* argument, ErrorData** error) {
    const MemoryContext context = CurrentMemoryContext;
    const ResourceOwner owner = CurrentResourceOwner;
    const int level = GetCurrentTransactionNestLevel();
    volatile Outcome outcome = Outcome::Done;
    PG_TRY();
    {
        BeginInternalSubTransaction(nullptr);
        MemoryContextSwitchTo(context);
        PG_TRY();
        {
            work(argument);
            ReleaseCurrentSubTransaction();
        }
        PG_CATCH();
        {
            MemoryContextSwitchTo(context);
            *error = CopyErrorData();
            FlushErrorState();
            // The work may have begun further ones inside (query.hpp).
            while (GetCurrentTransactionNestLevel() > level) RollbackAndReleaseCurrentSubTransaction();
            outcome = ends_the_run(*error) ? Outcome::Fatal : Outcome::Failed;
        }
        PG_END_TRY();
    }
    PG_CATCH();
    {
        // The subtransaction itself could not begin or end: the transaction is not usable any more.
        MemoryContextSwitchTo(context);
        *error = CopyErrorData();
        FlushErrorState();
        outcome = Outcome::Fatal;
    }
    PG_END_TRY();
    MemoryContextSwitchTo(context);
    CurrentResourceOwner = owner;
    return outcome;
}

ErrorData* error_of_interrupts() {
    const MemoryContext context = CurrentMemoryContext;
    ErrorData* volatile error = nullptr;
    PG_TRY();
    { CHECK_FOR_INTERRUPTS(); }
    PG_CATCH();
    {
        MemoryContextSwitchTo(context);
        error = CopyErrorData();
        FlushErrorState();
    }
    PG_END_TRY();
    return error;
}

const char* kept_text(Memory* memory, const char* text) { return text == nullptr ? nullptr : concat(memory, text, std::string_view("\0", 1)).data(); }

}  // namespace

void guarded(Memory* memory, Work work, void* argument) {
    ErrorData* error = nullptr;
    const Outcome outcome = run_in_subtransaction(work, argument, &error);
    if (outcome == Outcome::Done) return;
    if (outcome == Outcome::Fatal) throw Interrupted(error);
    throw ServerError(kept_text(memory, unpack_sql_state(error->sqlerrcode)), kept_text(memory, error->message != nullptr ? error->message : "unknown error"),
                      kept_text(memory, error->detail), kept_text(memory, error->hint));
}

void check_for_interrupts() {
    if (!INTERRUPTS_PENDING_CONDITION()) return;
    if (ErrorData* const error = error_of_interrupts()) throw Interrupted(error);
}

}  // namespace pgops
