#include "report/text_report.hpp"

#include <algorithm>

#include "core/text_builder.hpp"
#include "report/columns.hpp"
#include "report/sections.hpp"

namespace pgops {

namespace {

// Words are broken between lines, each of which begins with the indentation.
void add_prose(TextBuilder& page, std::string_view text, std::size_t indentation, std::size_t width) {
    std::size_t column = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        const std::size_t columns = columns_of(word);
        if (column > 0 && column + 1 + columns > width) column = 0, page.add("\n");
        if (column == 0) page.repeat(" ", indentation), column = indentation;
        else page.add(" "), ++column;
        page.add(word);
        column += columns;
    }
    page.add("\n");
}

void add_command(TextBuilder& page, std::string_view command, std::size_t indentation) {
    while (!command.empty()) {
        const std::size_t end = std::min(command.find('\n'), command.size());
        page.repeat(" ", indentation).add(command.substr(0, end), "\n");
        command.remove_prefix(std::min(end + 1, command.size()));
    }
}

void add_cell(TextBuilder& page, std::string_view text, std::size_t width, bool to_the_right) {
    const std::size_t padding = width - std::min(width, columns_of(text));
    if (to_the_right) page.repeat(" ", padding);
    page.add(text);
    if (!to_the_right) page.repeat(" ", padding);
}

void add_areas(TextBuilder& page, const Document& areas) {
    constexpr std::array<std::string_view, 8> kColumns{"critical", "high", "medium", "low", "info", "checks_passed", "checks_skipped", "checks_failed"};
    constexpr std::array<std::string_view, 8> kTitles{"critical", "high", "medium", "low", "info", "passed", "skipped", "failed"};
    add_cell(page, "area", 13, false);
    for (const std::string_view title : kTitles) page.add("  "), add_cell(page, title, title.size(), true);
    page.add("\n").repeat("-", 79).add("\n");
    for (const Member& area : areas.members()) {
        add_cell(page, area.value["area"].text(), 13, false);
        for (std::size_t i = 0; i < kColumns.size(); ++i) {
            const std::string_view count = area.value[kColumns[i]].text();
            page.add("  "), add_cell(page, count == "0" ? "-" : count, kTitles[i].size(), true);
        }
        page.add("\n");
    }
}

void add_finding(TextBuilder& page, const Document& finding, std::size_t width, Memory* memory) {
    const std::string_view object = one_line(memory, finding["object"].text());
    add_prose(page, concat(memory, "* ", object, ": ", finding["finding"].text()), 0, width);
    page.add("  ", finding["check_id"].text(), ", priority ", finding["priority"].text(), ", ", finding["confidence"].text());
    if (!finding["impact_bytes"].is_null()) page.add(", gives back ", human_bytes(finding["impact_bytes"].integer()));
    if (!finding["first_seen"].is_null()) page.add(", since ", finding["first_seen"].text().substr(0, 10));
    page.add("\n");
    add_prose(page, finding["why"].text(), 2, width);
    if (!finding["root_key"].is_null()) add_prose(page, concat(memory, "Caused by: ", one_line(memory, finding["root_key"].text())), 2, width);
    if (finding["fix_sql"].is_null()) {
        add_prose(page, concat(memory, "Fix: for a person to decide; see ", finding["docs"].text()), 2, width);
    } else {
        const std::string_view lock = finding["fix_lock"].text();
        add_prose(page, concat(memory, "Fix", lock.empty() ? "" : " (lock: ", one_line(memory, lock), lock.empty() ? ":" : "):"), 2, width);
        add_command(page, finding["fix_sql"].text(), 4);
    }
    if (!finding["undo_sql"].is_null()) {
        page.add("  Undo:\n");
        add_command(page, finding["undo_sql"].text(), 4);
    }
    page.add("\n");
}

void add_muted(TextBuilder& page, const Document& muted, std::size_t width, Memory* memory) {
    if (muted.members().empty()) return;
    page.add("MUTED\n").repeat("-", width).add("\n");
    for (const Member& member : muted.members()) {
        const Document& row = member.value;
        const std::string_view until = row["until"].is_null() ? std::string_view() : concat(memory, ", until ", row["until"].text().substr(0, 10));
        add_prose(page,
                  concat(memory, "* ", one_line(memory, row["object"].text()), ": ", row["finding"].text(), " (", row["check_id"].text(),
                         "): ", one_line(memory, row["reason"].text()), "; ", one_line(memory, row["author"].text()), until),
                  0, width);
    }
    page.add("\n");
}

void add_not_looked_at(TextBuilder& page, const Document& checks, std::size_t width, Memory* memory) {
    bool first = true;
    for (const Member& check : checks.members()) {
        const std::string_view reason = check.value["reason"].text();
        if (reason.empty()) continue;
        if (first) page.add("NOT LOOKED AT, OR NOT WHOLLY\n").repeat("-", width).add("\n");
        first = false;
        add_prose(page, concat(memory, check.value["check_id"].text(), " (", check.value["status"].text(), "): ", one_line(memory, reason)), 0, width);
    }
}

}  // namespace

std::string_view text_report(Memory* memory, const Document& report, std::size_t width) {
    TextBuilder& page = make_in<TextBuilder>(memory, memory);
    add_prose(
        page,
        concat(memory, "Database ", one_line(memory, report["database"].text()), ", PostgreSQL ", report["server_version"].text(),
               report["in_recovery"].is_true() ? ", a standby" : "", ", ", report["generated_at"].text(), ", pgops_ext ", report["extension_version"].text()),
        0, width);
    add_prose(page, concat(memory, counted_findings(report, memory), ". ", counted_checks(report, memory), "."), 0, width);
    page.add("\n");
    add_areas(page, report["summary"]);
    page.add("\n");
    for (const std::string_view severity : kSeverities) {
        const Section section = section_of(report, severity, memory);
        if (section.shown.empty()) continue;
        for (const char c : severity) page.add(std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ").substr(static_cast<std::size_t>(c - 'a'), 1));
        page.add("\n").repeat("-", width).add("\n");
        for (const Document* finding : section.shown) add_finding(page, *finding, width, memory);
        if (section.left_out > 0)
            page.add("and ", grouped(static_cast<std::int64_t>(section.left_out)), " more of the same checks; pgops.findings has them all\n\n");
    }
    add_muted(page, report["muted"], width, memory);
    add_not_looked_at(page, report["checks"], width, memory);
    return page.view();
}

}  // namespace pgops
