// Reads JSON without building anything: is a text a document, and what are the keys of its object.
#pragma once

#include <string_view>

#include "core/memory.hpp"

namespace pgops {

struct JsonMember {
    std::string_view key;   // as written, escapes included
    bool is_scalar = true;  // no object and no list
};

// Whether the whole text is an object or a list (RFC 8259).
bool is_json_document(std::string_view text);

// The members of the outermost object; empty for another text, and for an object without members.
Vector<JsonMember> json_members(std::string_view text, Memory* memory);

}  // namespace pgops
