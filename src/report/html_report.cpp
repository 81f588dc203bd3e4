#include "report/html_report.hpp"

#include <array>

#include "report/html/figures.hpp"
#include "report/html/findings.hpp"
#include "report/html/markup.hpp"
#include "report/html/page.hpp"
#include "report/sections.hpp"

namespace pgops {

namespace {

using html::escaped;

void add_header(TextBuilder& page, const Document& report, Memory* memory) {
    const std::string_view database = escaped(memory, report["database"].text());
    page.add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
    page.add("<title>", database, ": pgops report</title>\n<style>", html::kStyle,
             "</style></head>\n<body><a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n");
    page.add("<header><div><h1>Database ", database, "</h1>\n<p>PostgreSQL ", escaped(memory, report["server_version"].text()),
             report["in_recovery"].is_true() ? ", a standby" : "", "; ", escaped(memory, report["generated_at"].text()), "; pgops_ext ",
             escaped(memory, report["extension_version"].text()), ".</p>\n<p>", counted_findings(report, memory), ". ", counted_checks(report, memory),
             ".</p></div>\n");
    page.add("<button type=\"button\" id=\"theme\">Dark or light</button></header>\n");
}

void add_navigation(TextBuilder& page, const Document& report) {
    page.add("<nav aria-label=\"Sections\"><ul><li><a href=\"#summary\">Summary</a></li><li><a href=\"#findings\">Findings</a></li>");
    const auto link_where = [&](bool there, std::string_view id, std::string_view title) {
        if (there) page.add("<li><a href=\"#", id, "\">", title, "</a></li>");
    };
    link_where(!report["bloat"].members().empty(), "bloat", "Bloat");
    link_where(!report["indexes"].members().empty(), "indexes", "Indexes");
    link_where(!report["vacuum_blockers"].members().empty() || !report["wraparound"].members().empty(), "vacuum", "Vacuum");
    link_where(!report["muted"].members().empty(), "muted", "Muted");
    link_where(report["snapshots"].members().size() > 1, "trends", "Trends");
    page.add("<li><a href=\"#checks\">Checks</a></li></ul></nav>\n");
}

void add_summary(TextBuilder& page, const Document& report, Memory* memory) {
    using html::Format, html::TableColumn;
    constexpr std::array kColumns{TableColumn{"Area", "area"},
                                  TableColumn{"Critical", "critical", Format::Count},
                                  TableColumn{"High", "high", Format::Count},
                                  TableColumn{"Medium", "medium", Format::Count},
                                  TableColumn{"Low", "low", Format::Count},
                                  TableColumn{"Info", "info", Format::Count},
                                  TableColumn{"Checks passed", "checks_passed", Format::Count},
                                  TableColumn{"Skipped", "checks_skipped", Format::Count},
                                  TableColumn{"Failed", "checks_failed", Format::Count}};
    html::begin_section(page, "summary", "Summary");
    html::add_table(page, {"summary-table", "Findings by severity, and checks that found nothing, for each area.", kColumns}, report["summary"], memory);
    html::end_section(page);
}

void add_muted(TextBuilder& page, const Document& report, Memory* memory) {
    using html::Format, html::TableColumn;
    constexpr std::array kColumns{TableColumn{"Severity", "severity"}, TableColumn{"Check", "check_id"}, TableColumn{"Object", "object", Format::Code},
                                  TableColumn{"Finding", "finding"},   TableColumn{"Reason", "reason"},  TableColumn{"Who", "author"},
                                  TableColumn{"Until", "until"}};
    if (report["muted"].members().empty()) return;
    html::begin_section(page, "muted", "Muted");
    html::add_table(page, {"muted-table", "Findings that somebody has accepted.", kColumns}, report["muted"], memory);
    html::end_section(page);
}

void add_checks(TextBuilder& page, const Document& report, Memory* memory) {
    using html::Format, html::TableColumn;
    constexpr std::array kColumns{TableColumn{"Check", "check_id"},
                                  TableColumn{"Area", "area"},
                                  TableColumn{"What it looks for", "title"},
                                  TableColumn{"Status", "status"},
                                  TableColumn{"Findings", "findings", Format::Count},
                                  TableColumn{"Why not, or not wholly", "reason"}};
    html::begin_section(page, "checks", "Checks");
    html::add_table(page, {"checks-table", "Every check, and how it fared: ok means that it looked and found nothing.", kColumns}, report["checks"], memory);
    html::end_section(page);
}

}  // namespace

std::string_view html_report(Memory* memory, const Document& report) {
    TextBuilder& page = make_in<TextBuilder>(memory, memory);
    add_header(page, report, memory);
    add_navigation(page, report);
    page.add("<main>\n");
    add_summary(page, report, memory);
    html::add_findings(page, report, memory);
    add_muted(page, report, memory);
    html::add_bloat(page, report, memory);
    html::add_indexes(page, report, memory);
    html::add_vacuum(page, report, memory);
    html::add_trends(page, report, memory);
    add_checks(page, report, memory);
    page.add("</main>\n<footer><p>Made by pgops_ext ", escaped(memory, report["extension_version"].text()),
             ". Read each command before you run it; those marked review are for a person to judge.</p></footer>\n<script>", html::kScript,
             "</script></body></html>\n");
    return page.view();
}

}  // namespace pgops
