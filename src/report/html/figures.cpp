#include "report/html/figures.hpp"

#include <algorithm>
#include <array>

#include "report/html/markup.hpp"

namespace pgops::html {

namespace {

double largest_of(const Document& rows, std::string_view member) {
    double largest = 0;
    for (const Member& row : rows.members()) largest = std::max(largest, row.value[member].real());
    return largest;
}

ShortText percent_of(double part, double whole) { return decimal(whole > 0 ? std::clamp(100.0 * part / whole, 0.0, 100.0) : 0.0, 1); }

// A relation as a bar as long as it is large, of which the bloat is marked.
void add_bloat_bar(TextBuilder& page, const Document& row, double largest) {
    const double size = row["size_bytes"].real(), bloat = row["bloat_bytes"].real();
    page.add("<td><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"", human_bytes(row["bloat_bytes"].integer()),
             " of ", human_bytes(row["size_bytes"].integer()), "\"><rect class=\"size\" width=\"", percent_of(size, largest),
             "\" height=\"10\"/><rect class=\"bloat\" width=\"", percent_of(bloat, largest), "\" height=\"10\"/></svg></td>");
}

// When each holder began, on a line that ends now.
void add_timeline(TextBuilder& page, const Document& blockers, Memory* memory) {
    const double longest = largest_of(blockers, "held_seconds");
    if (longest <= 0) return;
    page.add("<h3>Since when the horizon is held</h3>\n<ul class=\"timeline\">\n");
    for (const Member& row : blockers.members()) {
        if (row.value["held_seconds"].is_null()) continue;
        const double held = row.value["held_seconds"].real();
        const ShortText length = percent_of(held, longest);
        page.add("<li><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"", length,
                 " % of the longest\"><rect class=\"held\" x=\"", decimal(100 - held / longest * 100, 1), "\" width=\"", length,
                 "\" height=\"10\"/></svg> <code>", escaped(memory, row.value["blocker_id"].text()), "</code> for ",
                 human_duration(static_cast<std::int64_t>(held * 1e6)), "</li>\n");
    }
    page.add("</ul>\n");
}

// A line through the values, scaled to their largest.
void add_line(TextBuilder& page, std::string_view title, const Document& rows, std::string_view member, bool bytes, Memory* memory) {
    const double largest = largest_of(rows, member);
    const auto count = static_cast<double>(rows.members().size());
    const std::int64_t last = rows.members().back().value[member].integer();
    const std::string_view now = bytes ? concat(memory, human_bytes(last)) : concat(memory, grouped(last));
    page.add("<figure><figcaption>", title, ": ", now, "</figcaption><svg viewBox=\"0 0 400 80\" role=\"img\" aria-label=\"", title, " over the snapshots, ",
             now, " at the last\"><polyline points=\"");
    double place = 0;
    for (const Member& row : rows.members()) {
        const double height = largest > 0 ? row.value[member].real() / largest : 0;
        page.add(decimal(count > 1 ? 400 * place / (count - 1) : 0, 1), ",", decimal(78 - 76 * height, 1), " ");
        ++place;
    }
    page.add("\"/></svg></figure>\n");
}

}  // namespace

void add_bloat(TextBuilder& page, const Document& report, Memory* memory) {
    constexpr std::array kColumns{TableColumn{"Relation", "relation", Format::Code},
                                  TableColumn{"Kind", "kind"},
                                  TableColumn{"Size", "size_bytes", Format::Bytes},
                                  TableColumn{"Bloat", "bloat_bytes", Format::Bytes},
                                  TableColumn{"Percent", "bloat_percent", Format::Percent},
                                  TableColumn{"Method", "method"},
                                  TableColumn{"Share", "", Format::Figure}};
    const Document& rows = report["bloat"];
    if (rows.members().empty()) return;
    begin_section(page, "bloat", "Bloat");
    page.add(
        "<table class=\"sortable\" id=\"bloat-table\"><caption>The relations from which a rebuild would give back most; the bar shows their size and the "
        "bloat.</caption>");
    add_head(page, kColumns);
    page.add("<tbody>\n");
    const double largest = largest_of(rows, "size_bytes");
    for (const Member& row : rows.members()) {
        page.add("<tr>");
        for (const TableColumn& column : kColumns)
            if (column.format == Format::Figure) add_bloat_bar(page, row.value, largest);
            else add_cell(page, column, row.value, memory);
        page.add("</tr>\n");
    }
    page.add("</tbody></table>\n");
    end_section(page);
}

void add_indexes(TextBuilder& page, const Document& report, Memory* memory) {
    constexpr std::array kColumns{TableColumn{"Index", "relation", Format::Code},
                                  TableColumn{"Table", "table_relation", Format::Code},
                                  TableColumn{"Size", "size_bytes", Format::Bytes},
                                  TableColumn{"Scans", "scans", Format::Count},
                                  TableColumn{"Verdict", "verdict"},
                                  TableColumn{"Reason", "reason"}};
    if (report["indexes"].members().empty()) return;
    begin_section(page, "indexes", "Indexes");
    add_table(page, {"indexes-table", "The largest indexes, and what is known of their use.", kColumns}, report["indexes"], memory);
    end_section(page);
}

void add_vacuum(TextBuilder& page, const Document& report, Memory* memory) {
    constexpr std::array kHolders{TableColumn{"Who", "blocker_id", Format::Code},
                                  TableColumn{"Kind", "kind"},
                                  TableColumn{"Age in transactions", "age_xids", Format::Count},
                                  TableColumn{"Rows it keeps", "freed_rows_with_heirs", Format::Count},
                                  TableColumn{"What it is", "summary"},
                                  TableColumn{"Remedy", "remedy", Format::Code}};
    constexpr std::array kAges{TableColumn{"Database", "database_name", Format::Code}, TableColumn{"Age in transactions", "xid_age", Format::Count},
                               TableColumn{"Left", "xids_left", Format::Count}, TableColumn{"Age in multixacts", "multixact_age", Format::Count},
                               TableColumn{"Left", "multixacts_left", Format::Count}};
    const Document &holders = report["vacuum_blockers"], &ages = report["wraparound"];
    if (holders.members().empty() && ages.members().empty()) return;
    begin_section(page, "vacuum", "Vacuum");
    if (holders.members().empty()) {
        page.add("<p>Nothing keeps VACUUM from cleaning up.</p>\n");
    } else {
        add_timeline(page, holders, memory);
        add_table(page, {"holders-table", "What keeps VACUUM from cleaning up.", kHolders}, holders, memory);
    }
    if (!ages.members().empty()) add_table(page, {"wraparound-table", "How far each database is from wraparound.", kAges}, ages, memory);
    end_section(page);
}

void add_trends(TextBuilder& page, const Document& report, Memory* memory) {
    const Document& rows = report["snapshots"];
    if (rows.members().size() < 2) return;
    begin_section(page, "trends", "Trends");
    page.add("<p>", grouped(static_cast<std::int64_t>(rows.members().size())), " snapshots from ",
             escaped(memory, rows.members().front().value["taken_at"].text()), " to ", escaped(memory, rows.members().back().value["taken_at"].text()),
             ".</p>\n<div class=\"figures\">\n");
    add_line(page, "Findings", rows, "findings", false, memory);
    add_line(page, "Size of the database", rows, "size_bytes", true, memory);
    page.add("</div>\n");
    end_section(page);
}

}  // namespace pgops::html
