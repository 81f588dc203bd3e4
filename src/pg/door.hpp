// The one door between SQL and C++: exceptions end here and leave as errors of the server, raised after the catch block is left.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

using Body = Datum (*)(FunctionCallInfo);

// Runs the body. std::bad_alloc becomes 53200, ServerError keeps its SQLSTATE, message, detail and hint, Interrupted is raised
// again as the server raised it, BadInput becomes its state (22023 unless it says another) with its hint, everything else XX000.
Datum door(FunctionCallInfo fcinfo, Body body);

// Input that the caller can correct, or a refusal that has a state of its own.
class BadInput : public std::exception {
 public:
    BadInput(std::string_view message, std::string_view hint, std::string_view detail = {}, int sqlstate = ERRCODE_INVALID_PARAMETER_VALUE) noexcept
        : message_(message), hint_(hint), detail_(detail), sqlstate_(sqlstate) {}
    std::string_view message() const noexcept { return message_; }
    std::string_view detail() const noexcept { return detail_; }  // empty: none
    std::string_view hint() const noexcept { return hint_; }
    int sqlstate() const noexcept { return sqlstate_; }
    const char* what() const noexcept override { return "bad input"; }

 private:
    std::string_view message_, hint_, detail_;  // in the run's memory
    int sqlstate_;
};

}  // namespace pgops

// An entry point of the extension: visible to the server, everything else in the library is hidden.
#define PGOPS_FUNCTION(name)                                           \
    extern "C" {                                                       \
    _Pragma("GCC visibility push(default)") PG_FUNCTION_INFO_V1(name); \
    Datum name(PG_FUNCTION_ARGS);                                      \
    _Pragma("GCC visibility pop")                                      \
    }                                                                  \
    Datum name(PG_FUNCTION_ARGS)
