#include "core/value_class.hpp"

#include <algorithm>
#include <chrono>

#include "core/json_scan.hpp"
#include "core/text_scanner.hpp"

namespace pgops {

namespace {

constexpr std::array kPlaceholders{
    std::string_view("n/a"),     std::string_view("n.a."),    std::string_view("null"),   std::string_view("none"),      std::string_view("nil"),
    std::string_view("nan"),     std::string_view("(null)"),  std::string_view("(none)"), std::string_view("unknown"),   std::string_view("undefined"),
    std::string_view("not set"), std::string_view("missing"), std::string_view("tbd"),    std::string_view("-"),         std::string_view("--"),
    std::string_view("---"),     std::string_view("?"),       std::string_view("??"),     std::string_view("not known"), std::string_view("not available")};
constexpr std::array kBooleans{std::string_view("true"), std::string_view("false"), std::string_view("t"), std::string_view("f"),  std::string_view("yes"),
                               std::string_view("no"),   std::string_view("y"),     std::string_view("n"), std::string_view("on"), std::string_view("off")};
constexpr std::array kCurrencies{std::string_view("EUR"), std::string_view("USD"), std::string_view("GBP"), std::string_view("CHF"), std::string_view("JPY"),
                                 std::string_view("$"),   std::string_view("€"),   std::string_view("£"),   std::string_view("¥")};
constexpr std::size_t kLongestWord = 16;
// As many digits as bigint takes for certain.
constexpr std::size_t kMostDigits = 18;

template <class List>
bool is_one_of(const List& words, std::string_view text) {
    if (text.size() > kLongestWord) return false;
    std::array<char, kLongestWord> lower{};
    std::ranges::transform(text, lower.begin(), to_lower);
    return std::ranges::find(words, std::string_view(lower.data(), text.size())) != words.end();
}

ValueClass number_class(std::string_view text) {
    TextScanner scan(text);
    scan.skip_one_of("+-");
    const std::string_view whole = scan.digits();
    if (whole.empty()) return ValueClass::Text;
    const bool is_code = (whole.size() > 1 && whole[0] == '0') || whole.size() > kMostDigits;
    if (scan.at_end()) return is_code ? ValueClass::Code : ValueClass::Integer;
    if (!scan.skip('.') || scan.digits().empty() || !scan.at_end()) return ValueClass::Text;
    return is_code ? ValueClass::Code : ValueClass::Decimal;
}

bool is_number(std::string_view text) {
    const ValueClass found = number_class(text);
    return found == ValueClass::Integer || found == ValueClass::Decimal;
}

bool is_amount(std::string_view text) {
    for (const std::string_view sign : kCurrencies) {
        std::string_view rest = text;
        if (rest.starts_with(sign)) rest.remove_prefix(sign.size());
        else if (rest.ends_with(sign)) rest.remove_suffix(sign.size());
        else continue;
        return is_number(trimmed(rest));
    }
    return false;
}

bool is_calendar_day(int year, int month, int day) {
    using namespace std::chrono;
    return year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day))).ok();
}

bool is_compact_date(std::string_view text) {
    if (text.size() != 8) return false;
    const int year = number_of(text.substr(0, 4));
    return year >= 1900 && year <= 2100 && is_calendar_day(year, number_of(text.substr(4, 2)), number_of(text.substr(6, 2)));
}

// 2024-01-31 or 2024/01/31, and nothing said of what follows.
bool scan_date(TextScanner& scan) {
    const std::string_view year = scan.digits(), separator = scan.one_of("-/");
    if (year.size() != 4 || separator.empty()) return false;
    const std::string_view month = scan.digits();
    if (month.size() != 2 || !scan.skip(separator[0])) return false;
    const std::string_view day = scan.digits();
    return day.size() == 2 && is_calendar_day(number_of(year), number_of(month), number_of(day));
}

bool is_local_date(std::string_view text) {
    TextScanner scan(text);
    const std::string_view first = scan.digits(), separator = scan.one_of("./-");
    if (first.empty() || first.size() > 2 || separator.empty()) return false;
    const std::string_view second = scan.digits();
    if (second.empty() || second.size() > 2 || !scan.skip(separator[0])) return false;
    const std::string_view year = scan.digits();
    if (year.size() != 4 || !scan.at_end()) return false;
    const int a = number_of(first), b = number_of(second);
    return is_calendar_day(number_of(year), b, a) || is_calendar_day(number_of(year), a, b);
}

// 23:59 or 23:59:59.123
bool scan_clock(TextScanner& scan) {
    const std::string_view hour = scan.digits();
    if (hour.empty() || hour.size() > 2 || number_of(hour) > 24 || !scan.skip(':')) return false;
    const std::string_view minute = scan.digits();
    if (minute.size() != 2 || number_of(minute) > 59) return false;
    if (!scan.skip(':')) return true;
    const std::string_view second = scan.digits();
    if (second.size() != 2 || number_of(second) > 60) return false;
    return !scan.skip('.') || !scan.digits().empty();
}

void skip_zone(TextScanner& scan) {
    scan.skip(' ');
    if (scan.skip('Z') || scan.one_of("+-").empty()) return;
    scan.digits();
    if (scan.skip(':')) scan.digits();
}

ValueClass time_class(std::string_view text) {
    TextScanner scan(text);
    if (scan_date(scan)) {
        if (scan.at_end()) return ValueClass::Date;
        if (scan.one_of("T ").empty() || !scan_clock(scan)) return ValueClass::Text;
        skip_zone(scan);
        return scan.at_end() ? ValueClass::Timestamp : ValueClass::Text;
    }
    TextScanner clock(text);
    return scan_clock(clock) && clock.at_end() ? ValueClass::Time : ValueClass::Text;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

bool is_ipv4(std::string_view text) {
    TextScanner scan(text);
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && !scan.skip('.')) return false;
        const std::string_view digits = scan.digits();
        if (digits.empty() || digits.size() > 3 || number_of(digits) > 255) return false;
    }
    if (scan.skip('/') && number_of(scan.digits()) > 32) return false;
    return scan.at_end();
}

bool is_ipv6(std::string_view text) {
    const std::string_view address = text.substr(0, text.find('/'));
    if (std::ranges::count(address, ':') < 2 || address.size() < 3 || address.size() > 45) return false;
    std::size_t group = 0;
    for (const char c : address) {
        if (c == ':') group = 0;
        else if ((!is_hex(c) && c != '.') || ++group > 15) return false;
    }
    return address.find("::") != std::string_view::npos || std::ranges::count(address, ':') == 7;
}

bool is_mac(std::string_view text) {
    if (text.size() != 17) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i % 3 == 2 ? text[i] != text[2] || (text[2] != ':' && text[2] != '-') : !is_hex(text[i])) return false;
    return true;
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == 0 || at == std::string_view::npos || text.find_first_of(" ,;@", at + 1) != std::string_view::npos) return false;
    if (text.substr(0, at).find_first_of(" ,;/") != std::string_view::npos) return false;
    const std::size_t dot = text.find('.', at + 2);
    return dot != std::string_view::npos && dot + 1 < text.size();
}

bool is_url(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos || scheme < 2 || scheme > 10 || text.find(' ') != std::string_view::npos) return false;
    return std::ranges::all_of(text.substr(0, scheme), [](char c) { return is_letter(c) || is_digit(c) || c == '+'; });
}

}  // namespace

ValueClass classify(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return ValueClass::Empty;
    if (is_one_of(kPlaceholders, text)) return ValueClass::Placeholder;
    if (is_one_of(kBooleans, text)) return ValueClass::Boolean;
    if (is_compact_date(text)) return ValueClass::CompactDate;
    if (const ValueClass number = number_class(text); number != ValueClass::Text) return number;
    if (is_digit(text.front())) {
        if (const ValueClass time = time_class(text); time != ValueClass::Text) return time;
        if (is_local_date(text)) return ValueClass::LocalDate;
        if (is_ipv4(text)) return ValueClass::Network;
    }
    if (is_uuid(text)) return ValueClass::Uuid;
    if (is_mac(text)) return ValueClass::Mac;
    if (is_ipv6(text)) return ValueClass::Network;
    if (is_amount(text)) return ValueClass::Amount;
    if (is_email(text)) return ValueClass::Email;
    if (is_url(text)) return ValueClass::Url;
    return is_json_document(text) ? ValueClass::Json : ValueClass::Text;
}

std::string_view name_of(ValueClass value_class) {
    constexpr std::array<std::string_view, kValueClasses> kNames{"empty",
                                                                 "placeholders",
                                                                 "integers",
                                                                 "digit codes",
                                                                 "decimals",
                                                                 "amounts with currency",
                                                                 "dates",
                                                                 "dates",
                                                                 "dates",
                                                                 "timestamps",
                                                                 "clock times",
                                                                 "words for true and false",
                                                                 "UUIDs",
                                                                 "JSON documents",
                                                                 "network addresses",
                                                                 "MAC addresses",
                                                                 "e-mail addresses",
                                                                 "URLs",
                                                                 "texts"};
    return kNames[static_cast<std::size_t>(value_class)];
}

std::int64_t day_of(std::string_view text) {
    using namespace std::chrono;
    text = trimmed(text);
    const std::size_t gap = is_compact_date(text) ? 0 : 1;
    const auto part = [&](std::size_t start, std::size_t length) { return number_of(text.substr(std::min(start, text.size()), length)); };
    const year_month_day date(year(part(0, 4)), month(static_cast<unsigned>(part(4 + gap, 2))), day(static_cast<unsigned>(part(6 + 2 * gap, 2))));
    return sys_days(date).time_since_epoch().count();
}

int uuid_version(std::string_view text) {
    text = trimmed(text);
    constexpr std::size_t kVersion = 14, kVariant = 19;
    if (!is_uuid(text) || std::string_view("89abAB").find(text[kVariant]) == std::string_view::npos) return 0;
    return is_digit(text[kVersion]) ? text[kVersion] - '0' : 0;
}

}  // namespace pgops
