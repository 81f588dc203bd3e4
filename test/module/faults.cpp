// Faults on purpose: exceptions and server errors at the door and in checks, and memory that runs out.
#include <stdexcept>

#include "checks/run.hpp"
#include "pg/catalog_reader.hpp"
#include "pg/door.hpp"
#include "pg/guard.hpp"
#include "pg/memory.hpp"
#include "pg/port.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

std::string_view wanted_kind;

void raise_in_server() { ereport(ERROR, (errcode(ERRCODE_DIVISION_BY_ZERO), errmsg("the server failed"), errdetail("some detail"), errhint("some hint"))); }

void fail_in_port(Memory* memory) {
    guarded(memory, [] { raise_in_server(); });
}

// The backend cancels itself; the port notices at the next poll.
void cancel_own_query(Memory*) {
    InterruptPending = true;
    QueryCancelPending = true;
    check_for_interrupts();
}

void throw_wanted(Memory* memory) {
    if (wanted_kind == "runtime_error") throw std::runtime_error("a runtime error");
    if (wanted_kind == "bad_alloc") throw std::bad_alloc();
    if (wanted_kind == "int") throw 42;
    if (wanted_kind == "bad_input") throw BadInput("bad input", "correct it");
    if (wanted_kind == "server_error") fail_in_port(memory);
    if (wanted_kind == "cancel") cancel_own_query(memory);
    if (wanted_kind == "ereport") raise_in_server();
}

Findings throwing_check(const Model&, Memory* memory) {
    Findings found(memory);
    throw_wanted(memory);
    return found;
}

// Fails once, at the n-th request, and then serves again, as memory does that another backend has given back.
class FailingMemory final : public std::pmr::memory_resource {
 public:
    FailingMemory(Memory* upstream, std::int64_t fail_at) : upstream_(upstream), fail_at_(fail_at) {}
    bool came_so_far() const { return count_ >= fail_at_; }

 private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        if (++count_ == fail_at_) throw std::bad_alloc();
        return upstream_->allocate(bytes, alignment);
    }
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override { upstream_->deallocate(memory, bytes, alignment); }
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

    Memory* upstream_;
    std::int64_t fail_at_, count_ = 0;
};

Run& run_all(Memory* memory) {
    PostgresServer& server = make_in<PostgresServer>(memory, memory);
    Facts& facts = read_facts(memory);
    Model& model = make_in<Model>(memory, facts, server, memory);
    Run& run = make_in<Run>(memory, memory);
    run_checks(model, all_checks(), {}, memory, run);
    return run;
}

// A check that says it is well must have found what it finds undisturbed.
int wrong_results(const Run& disturbed, const Run& undisturbed) {
    int wrong = 0;
    for (std::size_t i = 0; i < disturbed.status.size(); ++i) {
        const CheckStatus &now = disturbed.status[i], &before = undisturbed.status[i];
        if (now.state == CheckState::Failed) continue;
        if (now.state != before.state || now.found->rows().size() != before.found->rows().size()) ++wrong;
    }
    return wrong;
}

Datum throw_in_body(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    wanted_kind = copy_text(&memory, text_to_cstring(PG_GETARG_TEXT_PP(0)));
    throw_wanted(&memory);
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

Datum throw_in_check(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    wanted_kind = copy_text(&memory, text_to_cstring(PG_GETARG_TEXT_PP(0)));
    auto& checks = make_in<Vector<Check>>(&memory, &memory);
    checks.push_back(*find_check("no_pk"));
    checks.push_back({"throwing_check", Area::Schema, Severity::Info, Cost::Catalog, "throws", throwing_check, {}});
    checks.push_back(*find_check("char_n"));
    PostgresServer& server = make_in<PostgresServer>(&memory, &memory);
    Model& model = make_in<Model>(&memory, read_facts(&memory), server, &memory);
    Run& run = make_in<Run>(&memory, &memory);
    run_checks(model, span_of(checks), {}, &memory, run);
    Sink sink(fcinfo);
    for (const CheckStatus& status : run.status) sink.text(status.check->id).text(name_of(status.state)).text_or_null(status.reason).row();
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

Datum fail_allocation(FunctionCallInfo fcinfo) {
    TupleDesc description = nullptr;
    if (get_call_result_type(fcinfo, nullptr, &description) != TYPEFUNC_COMPOSITE) elog(ERROR, "a row type is expected");
    ContextMemory& memory = begin_run_memory();
    const Run& undisturbed = run_all(&memory);
    auto& failing = make_in<FailingMemory>(&memory, &memory, PG_GETARG_INT32(0));
    const Run& disturbed = run_all(&failing);
    Datum values[2] = {BoolGetDatum(failing.came_so_far()), Int32GetDatum(wrong_results(disturbed, undisturbed))};
    bool nulls[2] = {false, false};
    end_run_memory(memory);
    return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}

// What a run without a look for a cancel would be: the loops ask, and are told that nothing came.
Datum deaf_run(FunctionCallInfo) {
    ContextMemory& memory = begin_run_memory();
    HOLD_INTERRUPTS();
    const auto findings = static_cast<std::int32_t>(run_all(&memory).reported.size());
    RESUME_INTERRUPTS();
    end_run_memory(memory);
    return Int32GetDatum(findings);
}

}  // namespace

PGOPS_FUNCTION(pgops_test_throw_in_body) { return door(fcinfo, throw_in_body); }
PGOPS_FUNCTION(pgops_test_throw_in_check) { return door(fcinfo, throw_in_check); }
PGOPS_FUNCTION(pgops_test_fail_allocation) { return door(fcinfo, fail_allocation); }
PGOPS_FUNCTION(pgops_test_deaf_run) { return door(fcinfo, deaf_run); }

}  // namespace pgops
