#include "report/sections.hpp"

#include <algorithm>

#include "core/text_builder.hpp"

namespace pgops {

namespace {

std::int64_t sum_of(const Document& areas, std::string_view column) {
    std::int64_t sum = 0;
    for (const Member& area : areas.members()) sum += area.value[column].integer();
    return sum;
}

std::string_view counted(std::string_view thing, std::int64_t count, Memory* memory) {
    return concat(memory, grouped(count), " ", thing, plural(count, "", "s"));
}

}  // namespace

Section section_of(const Document& report, std::string_view severity, Memory* memory) {
    Section section{severity, Vector<const Document*>(memory)};
    FlatMap<std::string_view, std::size_t> of_check(memory);
    for (const Member& member : report["findings"].members()) {
        if (member.value["severity"].text() != severity) continue;
        if (++of_check[member.value["check_id"].text()] > kMostOfOneCheck) ++section.left_out;
        else section.shown.push_back(&member.value);
    }
    return section;
}

std::string_view counted_findings(const Document& report, Memory* memory) {
    const Document& areas = report["summary"];
    std::string_view list;
    std::int64_t all = 0;
    for (const std::string_view severity : kSeverities) {
        const std::int64_t count = sum_of(areas, severity);
        all += count;
        if (count > 0) list = concat(memory, list, list.empty() ? ": " : ", ", grouped(count), " ", severity);
    }
    return concat(memory, counted("finding", all, memory), list);
}

std::string_view counted_checks(const Document& report, Memory* memory) {
    const Document& areas = report["summary"];
    const std::int64_t failed = sum_of(areas, "checks_failed");
    const auto all = static_cast<std::int64_t>(report["checks"].members().size());
    const std::string_view said =
        concat(memory, counted("check", all, memory), ": ", sum_of(areas, "checks_passed"), " found nothing, ", sum_of(areas, "checks_skipped"), " skipped");
    return failed == 0 ? said : concat(memory, said, ", ", failed, " failed");
}

}  // namespace pgops
