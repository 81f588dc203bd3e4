// What a text is in truth: a number, a date, a UUID, a list ... judged by its form alone.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pgops {

enum class ValueClass : std::uint8_t {
    Empty,        // nothing, or blanks
    Placeholder,  // "N/A", "none", "-": says that there is no value
    Integer,
    Code,         // digits that no number keeps: a leading zero, or too many
    Decimal,      // with a point
    Amount,       // with a sign of currency
    CompactDate,  // 20240131; an integer as well
    Date,         // 2024-01-31
    LocalDate,    // 31.01.2024, 1/31/2024
    Timestamp,
    Time,
    Boolean,  // a word for true or false
    Uuid,
    Json,  // an object or a list
    Network,
    Mac,
    Email,
    Url,
    Text,  // none of these
    Count
};
constexpr std::size_t kValueClasses = static_cast<std::size_t>(ValueClass::Count);

ValueClass classify(std::string_view text);

// In the plural: "integers", "dates".
std::string_view name_of(ValueClass value_class);

// Days since 1970 of a text of class Date, CompactDate, or the beginning of one of class Timestamp.
std::int64_t day_of(std::string_view text);

// The version that a UUID says of itself (RFC 9562); 0 for a text that is no UUID of that layout.
int uuid_version(std::string_view text);

}  // namespace pgops
