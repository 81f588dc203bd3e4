#include "pg/encoding.hpp"

#include <algorithm>
#include <cstring>

namespace pgops {

std::string_view to_utf8(Memory* memory, std::string_view text) {
    const int size = static_cast<int>(text.size());
    const int encoding = GetDatabaseEncoding();
    if (encoding == PG_UTF8 || text.empty()) return text;
    if (encoding == PG_SQL_ASCII) {
        if (pg_verify_mbstr(PG_UTF8, text.data(), size, true)) return text;
        char* const copy = static_cast<char*>(memory->allocate(text.size(), 1));
        std::ranges::transform(text, copy, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0 ? '?' : c; });
        return {copy, text.size()};
    }
    const char* const converted = pg_server_to_any(text.data(), size, PG_UTF8);
    return converted == text.data() ? text : std::string_view(converted);
}

text* from_utf8(std::string_view text) {
    const char* const converted = pg_any_to_server(text.data(), static_cast<int>(text.size()), PG_UTF8);
    return converted == text.data() ? cstring_to_text_with_len(text.data(), static_cast<int>(text.size())) : cstring_to_text(converted);
}

}  // namespace pgops
