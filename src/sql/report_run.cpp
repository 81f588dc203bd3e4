#include "sql/report_run.hpp"

#include "pg/catalog_reader.hpp"
#include "pg/door.hpp"
#include "pg/port.hpp"
#include "pg/progress.hpp"
#include "pg/settings.hpp"

namespace pgops {

namespace {

Vector<std::string_view>& names_of(ArrayType* array, ContextMemory& memory) {
    auto& names = make_in<Vector<std::string_view>>(&memory, &memory);
    Datum* elements = nullptr;
    bool* nulls = nullptr;
    int count = 0;
    deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
    for (int i = 0; i < count; ++i) {
        if (nulls[i]) throw BadInput("a check's name is null", "Leave the list out to run all checks.");
        const std::string_view name = copy_text(&memory, TextDatumGetCString(elements[i]));
        if (find_check(name) == nullptr && !is_area(name))
            throw BadInput(concat(&memory, "there is no check or area named \"", name, "\""), "SELECT check_id, area FROM pgops.checks lists them.");
        names.push_back(name);
    }
    if (names.empty()) throw BadInput("the list of checks is empty", "Leave the list out, or pass NULL, to run all checks.");
    return names;
}

ReportRun& run_selected(ContextMemory& memory, const Selection& selection) {
    PostgresServer& server = make_in<PostgresServer>(&memory, &memory);
    Facts& facts = read_facts(&memory);
    Model& model = make_in<Model>(&memory, facts, server, &memory);
    Run& run = make_in<Run>(&memory, &memory);
    run_checks(model, all_checks(), selection, &memory, run);
    return make_in<ReportRun>(&memory, ReportRun{memory, model, run});
}

}  // namespace

ReportRun& begin_report(ArrayType* names) {
    ContextMemory& memory = begin_run_memory();
    Selection selection{.names = {}, .disabled = disabled_checks()};
    if (names != nullptr) selection.names = span_of(names_of(names, memory));
    return run_selected(memory, selection);
}

ReportRun& begin_report(std::string_view check_id) {
    ContextMemory& memory = begin_run_memory();
    auto& names = make_in<Vector<std::string_view>>(&memory, &memory);
    names.push_back(check_id);
    return run_selected(memory, {.names = span_of(names), .disabled = {}});
}

void end_report(ReportRun& report) {
    progress_end();
    end_run_memory(report.memory);
}

}  // namespace pgops
