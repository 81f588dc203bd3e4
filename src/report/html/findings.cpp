#include "report/html/findings.hpp"

#include <array>

#include "report/html/markup.hpp"
#include "report/sections.hpp"

namespace pgops::html {

namespace {

constexpr std::array kColumns{
    TableColumn{"Priority", "priority", Format::Count}, TableColumn{"Severity", "severity"}, TableColumn{"Check", "check_id"},
    TableColumn{"Object", "object", Format::Code},      TableColumn{"Finding", "finding"},   TableColumn{"Gives back", "impact_bytes", Format::Bytes}};

std::string_view shown(const Document& value, Memory* memory) {
    if (value.kind() != Document::Kind::List) return value.is_null() ? "unknown" : value.is_true() ? "yes" : value.text();
    std::string_view list;
    for (const Member& item : value.members()) list = concat(memory, list, list.empty() ? "" : ", ", item.value.text());
    return list;
}

void add_command(TextBuilder& page, std::string_view title, const Document& command, Memory* memory) {
    if (command.is_null()) return;
    page.add("<div class=\"command\"><h4>", title, "</h4><pre><code>", escaped(memory, command.text()), "</code></pre></div>\n");
}

void add_details(TextBuilder& page, const Document& finding, Memory* memory) {
    page.add("<details><summary>", escaped(memory, finding["finding"].text()), "</summary>\n<p>", escaped(memory, finding["why"].text()), "</p>\n");
    if (!finding["root_key"].is_null()) page.add("<p>Caused by <code>", escaped(memory, finding["root_key"].text()), "</code></p>\n");
    add_command(page, "Fix", finding["fix_sql"], memory);
    if (finding["fix_sql"].is_null()) page.add("<p>A person must decide; the check&#39;s page describes the ways out.</p>\n");
    if (!finding["fix_lock"].is_null()) page.add("<p>Lock: ", escaped(memory, finding["fix_lock"].text()), "</p>\n");
    add_command(page, "Undo", finding["undo_sql"], memory);
    page.add("<dl><dt>confidence</dt><dd>", escaped(memory, finding["confidence"].text()), "</dd>");
    for (const Member& item : finding["evidence"].members())
        page.add("<dt>", escaped(memory, item.name), "</dt><dd>", escaped(memory, shown(item.value, memory)), "</dd>");
    if (!finding["first_seen"].is_null()) page.add("<dt>first seen</dt><dd>", escaped(memory, finding["first_seen"].text()), "</dd>");
    page.add("</dl>\n<p class=\"key\"><code>", escaped(memory, finding["finding_key"].text()), "</code>, page <code>", escaped(memory, finding["docs"].text()),
             "</code></p></details>");
}

void add_row(TextBuilder& page, const Document& finding, std::size_t urgency, Memory* memory) {
    const std::string_view severity = escaped(memory, finding["severity"].text());
    page.add("<tr data-severity=\"", severity, "\" data-area=\"", escaped(memory, finding["area"].text()), "\">");
    for (const TableColumn& column : kColumns) {
        if (column.member == "severity") page.add("<td data-value=\"", urgency, "\"><span class=\"severity ", severity, "\">", severity, "</span></td>");
        else if (column.member == "finding") page.add("<td>"), add_details(page, finding, memory), page.add("</td>");
        else add_cell(page, column, finding, memory);
    }
    page.add("</tr>\n");
}

void add_filter(TextBuilder& page, const Document& report, Memory* memory) {
    page.add(
        "<form class=\"filter\" role=\"search\"><label>Search <input type=\"search\" id=\"filter-text\"></label> "
        "<label>Severity <select id=\"filter-severity\"><option value=\"\">all</option>");
    for (const std::string_view severity : kSeverities) page.add("<option>", severity, "</option>");
    page.add("</select></label> <label>Area <select id=\"filter-area\"><option value=\"\">all</option>");
    for (const Member& area : report["summary"].members()) page.add("<option>", escaped(memory, area.value["area"].text()), "</option>");
    page.add(
        "</select></label> <button type=\"button\" id=\"unfold\" aria-pressed=\"false\">Unfold all</button> <output id=\"filter-count\"></output></form>\n");
}

}  // namespace

void add_findings(TextBuilder& page, const Document& report, Memory* memory) {
    begin_section(page, "findings", "Findings");
    if (report["findings"].members().empty()) {
        page.add("<p>None.</p>\n");
        end_section(page);
        return;
    }
    add_filter(page, report, memory);
    page.add("<table class=\"sortable\" id=\"findings-table\"><caption>Findings, most urgent first. Each unfolds to its reasons and commands.</caption>");
    add_head(page, kColumns);
    page.add("<tbody>\n");
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
        const Section section = section_of(report, kSeverities[i], memory);
        for (const Document* finding : section.shown) add_row(page, *finding, i, memory);
        left_out += section.left_out;
    }
    page.add("</tbody></table>\n");
    if (left_out > 0)
        page.add("<p>", grouped(static_cast<std::int64_t>(left_out)),
                 " more findings of the same checks are not on this page; <code>pgops.findings</code> has them all.</p>\n");
    end_section(page);
}

}  // namespace pgops::html
