#include "core/text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

namespace pgops {

namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

ShortText with_unit(std::string_view number, std::string_view unit) {
    ShortText made;
    made.append(number);
    made.append(" ");
    made.append(unit);
    return made;
}

ShortText plain(std::int64_t number) { return text_detail::piece(number).number; }

}  // namespace

ShortText grouped(std::int64_t number) {
    const ShortText digits = plain(number);
    ShortText made;
    for (std::size_t i = 0; i < digits.length; ++i) {
        const std::size_t left = digits.length - i;
        if (i > 0 && left % 3 == 0 && digits.characters[i - 1] != '-') made.append(",");
        made.append({&digits.characters[i], 1});
    }
    return made;
}

ShortText decimal(double number, int decimals) {
    ShortText made;
    if (!std::isfinite(number)) {
        made.append("unknown");
        return made;
    }
    // A fixed notation of a huge number does not fit into a short text; nobody reads its decimals either.
    const bool huge = std::fabs(number) >= 1e15;
    const auto result = std::to_chars(made.characters.data(), made.characters.data() + made.characters.size(), number,
                                      huge ? std::chars_format::scientific : std::chars_format::fixed, std::clamp(decimals, 0, 6));
    made.length = static_cast<std::uint8_t>(result.ptr - made.characters.data());
    return made;
}

ShortText human_bytes(std::int64_t bytes) {
    constexpr std::array<std::string_view, 6> kUnits{"bytes", "kB", "MB", "GB", "TB", "PB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (std::fabs(value) >= 1024.0 && unit + 1 < kUnits.size()) {
        value /= 1024.0;
        ++unit;
    }
    if (bytes == 1) return with_unit("1", "byte");
    return with_unit(unit == 0 || std::fabs(value) >= 100 ? decimal(value, 0).view() : decimal(value, 1).view(), kUnits[unit]);
}

ShortText human_duration(std::int64_t microseconds) {
    struct Unit {
        std::int64_t seconds;
        std::string_view name;
    };
    constexpr std::array<Unit, 4> kUnits{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
    std::int64_t seconds = std::max<std::int64_t>(0, microseconds / 1'000'000);
    for (std::size_t i = 0; i < kUnits.size(); ++i) {
        if (seconds < kUnits[i].seconds) continue;
        ShortText made = with_unit(plain(seconds / kUnits[i].seconds), kUnits[i].name);
        const std::int64_t rest = seconds % kUnits[i].seconds;
        if (i + 1 < kUnits.size() && rest / kUnits[i + 1].seconds > 0) {
            made.append(" ");
            made.append(with_unit(plain(rest / kUnits[i + 1].seconds), kUnits[i + 1].name));
        }
        return made;
    }
    return with_unit("0", "s");
}

ShortText timestamp_text(std::int64_t microseconds_since_2000) {
    using namespace std::chrono;
    constexpr sys_days kEpoch = year{2000} / January / 1;
    const sys_time<microseconds> time = kEpoch + microseconds(microseconds_since_2000);
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    ShortText made;
    const auto padded = [&](std::int64_t number, int digits, std::string_view before) {
        made.append(before);
        const ShortText text = plain(number);
        for (int i = text.length; i < digits; ++i) made.append("0");
        made.append(text);
    };
    padded(static_cast<int>(date.year()), 4, "");
    padded(static_cast<unsigned>(date.month()), 2, "-");
    padded(static_cast<unsigned>(date.day()), 2, "-");
    padded(clock.hours().count(), 2, " ");
    padded(clock.minutes().count(), 2, ":");
    padded(clock.seconds().count(), 2, ":");
    padded(clock.subseconds().count(), 6, ".");
    made.append("+00");
    return made;
}

std::string_view join(Memory* memory, std::initializer_list<std::string_view> pieces) {
    std::size_t size = 0;
    for (const std::string_view piece : pieces) size += piece.size();
    if (size == 0) return {};
    char* const start = static_cast<char*>(memory->allocate(size, 1));
    char* end = start;
    for (const std::string_view piece : pieces) {
        if (piece.empty()) continue;
        std::memcpy(end, piece.data(), piece.size());
        end += piece.size();
    }
    return {start, size};
}

std::size_t character_count(std::string_view text) { return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character)); }

std::string_view at_most(Memory* memory, std::string_view text, std::size_t limit) {
    if (character_count(text) <= limit) return text;
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end)
        if (!continues_character(text[end]) && characters++ == limit - 3) break;
    return concat(memory, text.substr(0, end), "...");
}

std::string_view one_line(Memory* memory, std::string_view text) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; };
    if (std::ranges::none_of(text, control)) return text;
    char* const copy = static_cast<char*>(memory->allocate(text.size(), 1));
    std::ranges::replace_copy_if(text, copy, control, ' ');
    return {copy, text.size()};
}

std::string_view literal(Memory* memory, std::string_view text) {
    const bool backslash = text.find('\\') != std::string_view::npos;
    const auto special = [](char c) { return c == '\'' || c == '\\'; };
    const auto doubled = static_cast<std::size_t>(std::ranges::count_if(text, special));
    const std::size_t size = text.size() + doubled + 2 + (backslash ? 1 : 0);
    char* const start = static_cast<char*>(memory->allocate(size, 1));
    char* end = start;
    if (backslash) *end++ = 'E';
    *end++ = '\'';
    for (const char c : text) {
        if (special(c)) *end++ = c;
        *end++ = c;
    }
    *end = '\'';
    return {start, size};
}

}  // namespace pgops
