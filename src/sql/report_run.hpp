// One run from SQL: reads the model, runs the chosen checks, hands the result on, gives everything back.
#pragma once

#include "checks/run.hpp"
#include "pg/memory.hpp"

namespace pgops {

// A run whose parts live in a memory context of their own.
struct ReportRun {
    ContextMemory& memory;
    Model& model;
    Run& run;
};

// Checks, by id or area; null is all that are not disabled. Raises 22023 for a name that is neither.
ReportRun& begin_report(ArrayType* names);
ReportRun& begin_report(std::string_view check_id);
void end_report(ReportRun& report);

}  // namespace pgops
