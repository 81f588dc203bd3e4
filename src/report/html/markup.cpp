#include "report/html/markup.hpp"

#include <algorithm>

#include "report/columns.hpp"

namespace pgops::html {

namespace {

// What stands for a character in the page; empty where it stands for itself.
std::string_view reference(std::string_view character, Memory* memory) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
    switch (character.front()) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        case '\n':
        case '\t': return {};
        default: break;
    }
    if (byte(0) < 0x20 || byte(0) == 0x7F) return "&#xFFFD;";
    if (byte(0) < 0x80) return {};
    std::uint32_t code = byte(0) & (0x7FU >> character.size());
    for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6U) | (byte(i) & 0x3FU);
    const bool no_character = character.size() == 1 || (code >= 0x80 && code < 0xA0) || (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFEU) == 0xFFFE;
    return no_character ? "&#xFFFD;" : concat(memory, "&#", code, ";");
}

bool is_number(const TableColumn& column) { return column.format == Format::Count || column.format == Format::Bytes || column.format == Format::Percent; }

void add_value(TextBuilder& page, Format format, const Document& value, Memory* memory) {
    if (value.is_null()) page.add("&ndash;");
    else if (format == Format::Bytes) page.add(human_bytes(value.integer()));
    else if (format == Format::Count) page.add(grouped(value.integer()));
    else if (format == Format::Percent) page.add(decimal(value.real(), 1), " %");
    else if (format == Format::Code) page.add("<code>", escaped(memory, value.text()), "</code>");
    else page.add(escaped(memory, value.text()));
}

}  // namespace

std::string_view escaped(Memory* memory, std::string_view text) {
    TextBuilder& made = make_in<TextBuilder>(memory, memory);
    while (!text.empty()) {
        const std::string_view character = text.substr(0, character_at(text).bytes);
        const std::string_view instead = reference(character, memory);
        made.add(instead.empty() ? character : instead);
        text.remove_prefix(character.size());
    }
    return made.view();
}

void add_cell(TextBuilder& page, const TableColumn& column, const Document& row, Memory* memory) {
    const Document& value = row[column.member];
    if (is_number(column)) page.add("<td class=\"number\" data-value=\"", value.is_null() ? "-1" : value.text(), "\">");
    else page.add("<td>");
    add_value(page, column.format, value, memory);
    page.add("</td>");
}

void add_head(TextBuilder& page, std::span<const TableColumn> columns) {
    page.add("<thead><tr>");
    for (const TableColumn& column : columns)
        page.add("<th scope=\"col\"", is_number(column) ? " class=\"number\"" : "", column.format == Format::Figure ? " data-unsorted" : "", ">", column.title,
                 "</th>");
    page.add("</tr></thead>\n");
}

void add_table(TextBuilder& page, const Table& table, const Document& rows, Memory* memory) {
    page.add("<table class=\"sortable\" id=\"", table.id, "\"><caption>", table.caption, "</caption>");
    add_head(page, table.columns);
    page.add("<tbody>\n");
    for (const Member& row : rows.members()) {
        page.add("<tr>");
        for (const TableColumn& column : table.columns) add_cell(page, column, row.value, memory);
        page.add("</tr>\n");
    }
    page.add("</tbody></table>\n");
}

void begin_section(TextBuilder& page, std::string_view id, std::string_view title) {
    page.add("<section id=\"", id, "\" aria-labelledby=\"", id, "-title\"><h2 id=\"", id, "-title\">", title, "</h2>\n");
}

void end_section(TextBuilder& page) { page.add("</section>\n"); }

}  // namespace pgops::html
