// Writes one jsonb value, part by part, in the current memory context.
#pragma once

#include "pg/prelude.hpp"

#include <type_traits>

#include "model/finding.hpp"

namespace pgops {

class JsonWriter {
 public:
    JsonWriter& begin_object() { return push(WJB_BEGIN_OBJECT); }
    JsonWriter& end_object() { return push(WJB_END_OBJECT); }
    JsonWriter& begin_list() { return push(WJB_BEGIN_ARRAY); }
    JsonWriter& end_list() { return push(WJB_END_ARRAY); }

    // In an object the name goes before each of its parts.
    JsonWriter& name(std::string_view text);
    JsonWriter& member(std::string_view name, const Value& value) { return this->name(name).value(value); }
    JsonWriter& text(std::string_view name, std::string_view value) { return member(name, {.kind = Value::Kind::Text, .text = value}); }
    JsonWriter& text_or_null(std::string_view name, std::string_view value) { return value.empty() ? member(name, {}) : text(name, value); }
    JsonWriter& integer(std::string_view name, std::optional<std::int64_t> value) {
        return value ? member(name, {.kind = Value::Kind::Integer, .integer = *value}) : member(name, {});
    }

    // A list's element, or what belongs to the last name.
    JsonWriter& value(const Value& value);

    // All of it; what was begun has been ended.
    Datum finish() const { return JsonbPGetDatum(JsonbValueToJsonb(whole_)); }

 private:
    JsonWriter& push(JsonbIteratorToken token);

    JsonbParseState* state_ = nullptr;
    JsonbValue* whole_ = nullptr;
    bool named_ = false;
};
static_assert(std::is_trivially_destructible_v<JsonWriter>, "a server error would jump over the destructor");

}  // namespace pgops
