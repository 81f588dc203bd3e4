// Pieces of HTML: text that cannot be mistaken for markup, tables that can be sorted, bars.
#pragma once

#include <span>

#include "core/text_builder.hpp"
#include "model/document.hpp"

namespace pgops::html {

// Text for content and for quoted attributes: markup characters and all beyond ASCII as references, control characters replaced.
std::string_view escaped(Memory* memory, std::string_view text);

enum class Format : std::uint8_t { Text, Code, Count, Bytes, Percent, Figure };  // a figure is drawn by who asks for it

struct TableColumn {
    std::string_view title;
    std::string_view member;  // of a row's object
    Format format = Format::Text;
};

struct Table {
    std::string_view id;       // in the page
    std::string_view caption;  // what a screen reader says it is
    std::span<const TableColumn> columns;
};

// One row per member of the list; the script lets people sort it. Unknown is a dash.
void add_table(TextBuilder& page, const Table& table, const Document& rows, Memory* memory);

// `<td>` with the value, and with what it is sorted by.
void add_cell(TextBuilder& page, const TableColumn& column, const Document& row, Memory* memory);
void add_head(TextBuilder& page, std::span<const TableColumn> columns);

// A heading that the navigation leads to.
void begin_section(TextBuilder& page, std::string_view id, std::string_view title);
void end_section(TextBuilder& page);

}  // namespace pgops::html
