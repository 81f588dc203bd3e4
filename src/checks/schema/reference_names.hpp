// What the names of columns say about references whose table another column chooses: which column points, which one chooses.
#pragma once

#include <optional>

#include "checks/schema/table_names.hpp"

namespace pgops {

// A column that may point to rows: an id without a foreign key.
struct Reference {
    const Column* column = nullptr;
    std::string_view stem{};       // its name without "id"
    bool ends_in_key_word = true;  // else it is "source" beside "source_type"
    bool points = false;           // "reference_id": its name says that it points, and nothing else
    Sign sign{};                   // what its name says; weight 0: a thing's name like any other

    bool names_no_thing() const { return sign.weight > 0; }
};

// A column that may choose among tables.
struct Chooser {
    const Column* column = nullptr;
    std::string_view stem{};  // its name without "type"
    Sign sign{};
    bool names_tables = false;  // beyond doubt
    bool is_foreign_key = false;
};

std::optional<Reference> as_reference(const Column& column, std::string_view words, const TableNames& names);
std::optional<Chooser> as_chooser(const Table& table, const Column& column, std::string_view words);

// "type", "class", "kind".
bool is_class_word(std::string_view word);

// The name of a reference to anything at all: "object_id", "record_id".
bool says_nothing(std::string_view words);

// "content_type", "mime_type": of the row itself.
bool is_about_media(std::string_view stem);

}  // namespace pgops
