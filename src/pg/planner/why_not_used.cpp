#include "pg/planner/why_not_used.hpp"

#include "pg/planner/judge.hpp"
#include "pg/planner/planning_locks.hpp"
#include "pg/planner/whose_code.hpp"

namespace pgops {

namespace {

constexpr Size kScratchSize = 256 * 1024;  // kept from one index to the next: planning a join of few tables fits

struct Work {
    Oid index;
    Answers* answers;
    Question question;
};

// The rows when an index is locked: planning opens every index of a table, so nothing can be planned.
void answer_locked(Work& work) {
    const PlannableStatement& statement = work.question.statement;
    const char* const name = get_rel_name(statement.locked_index);
    const std::string_view reason = concat(work.question.memory, "planning would wait: index ", name != nullptr ? quote_identifier(name) : "(dropped)",
                                           " is locked by process ", statement.locked_by, "; the statement itself would wait, too");
    ListCell* cell = nullptr;
    foreach (cell, find_unplanned_subjects(statement, work.index)) {
        const auto* const subject = static_cast<Subject*>(lfirst(cell));
        const Explanation locked{WhyNot::LockedOrHypotheticalOnly, reason, "Ask again when the lock is free; pg_stat_activity tells what that process does."};
        work.answers->indexes.push_back({.index = subject->index, .table = subject->table, .used = std::nullopt, .explanation = locked});
    }
}

// What planning for one index leaves behind is given back before the next.
void judge_all(Work& work, const List* subjects) {
    const MemoryContext scratch =
        AllocSetContextCreate(CurrentMemoryContext, "pgops one index", kScratchSize, ALLOCSET_DEFAULT_INITSIZE, ALLOCSET_DEFAULT_MAXSIZE);
    const MemoryContext outside = MemoryContextSwitchTo(scratch);
    ListCell* cell = nullptr;
    foreach (cell, subjects) {
        CHECK_FOR_INTERRUPTS();
        work.answers->indexes.push_back(judge_index(work.question, *static_cast<Subject*>(lfirst(cell))));
        MemoryContextReset(scratch);
    }
    MemoryContextSwitchTo(outside);
    MemoryContextDelete(scratch);
}

void answer(Work& work) {
    Question& question = work.question;
    PlannableStatement& statement = question.statement;
    ErrorPlace place(statement.text);
    read_statement(&statement);
    if (OidIsValid(statement.locked_index)) {
        place.leave();
        return answer_locked(work);
    }
    question.chosen = plan_once(statement.query, statement.text, nullptr);
    check_rights_of(statement, question.chosen.plan);
    question.uses = uses_of(question.chosen.plan);
    List* const subjects = find_subjects(statement, question.chosen, work.index);
    question.most_calls = list_length(subjects) + 2;
    question.lasting = CurrentMemoryContext;
    judge_all(work, subjects);
    place.leave();
}

// A C++ exception must not pass the server's frames.
void answer_or_raise(Work& work) {
    ErrorContextCallback* const places = error_context_stack;
    try {
        return answer(work);
    } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): raised below, after the catch block has been left
    }
    error_context_stack = places;
    ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
}

// Until the subtransaction ends: nothing can be written, nobody else become, no lock waited for, and the statement is not counted.
void restrict_session() {
    XactReadOnly = true;
    Oid user = InvalidOid;
    int security = 0;
    GetUserIdAndSecContext(&user, &security);
    SetUserIdAndSecContext(user, security | SECURITY_RESTRICTED_OPERATION);
    give_up_soon();
    (void)set_config_option("compute_query_id", "off", PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

ErrorData* run(Work& work) {
    const MemoryContext context = CurrentMemoryContext;
    ErrorData* volatile error = nullptr;
    PG_TRY();
    {
        restrict_session();
        watch_functions();
        begin_what_if();
        answer_or_raise(work);
    }
    PG_CATCH();
    {
        MemoryContextSwitchTo(context);
        error = CopyErrorData();
        FlushErrorState();
    }
    PG_END_TRY();
    work.answers->planner_calls = planner_calls();
    end_what_if();
    leave_functions();
    return error;
}

}  // namespace

void why_not_used(const char* text, Oid index, Memory* memory, Answers* answers) {
    auto& work = make_in<Work>(memory, Work{.index = index, .answers = answers, .question = {}});
    work.question.statement.text = text;
    work.question.memory = memory;
    const MemoryContext context = CurrentMemoryContext;
    const ResourceOwner owner = CurrentResourceOwner;
    BeginInternalSubTransaction(nullptr);
    MemoryContextSwitchTo(context);
    ErrorData* const error = run(work);
    RollbackAndReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(context);
    CurrentResourceOwner = owner;
    if (error == nullptr) return;
    tell_holder(error, work.question.statement);
    ReThrowError(error);
}

}  // namespace pgops
