#include "checks/schema/stand_ins.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "checks/schema/identifier_names.hpp"
#include "core/text_scanner.hpp"

namespace pgops {

namespace {

constexpr double kLeastShare = 0.01;  // rarer ones are accidents

// A value's share of the rows with a value.
double share_of(const Column& column, const ColumnValues& values, std::size_t i) {
    const double present = 1 - static_cast<double>(column.statistics.null_fraction);
    return i < values.frequencies.size() && present > 0 ? static_cast<double>(values.frequencies[i]) / present : 0;
}

// The values but one, as numbers.
struct Others {
    double least = HUGE_VAL, most = -HUGE_VAL, nearest = HUGE_VAL;  // nearest: distance to the one
    int count = 0;
};

template <class Read>
Others others_of(const ColumnValues& values, double value, Read read) {
    Others others;
    const auto look_at = [&](std::string_view text) {
        const std::optional<double> number = read(text);
        if (!number || *number == value) return;
        others.least = std::min(others.least, *number);
        others.most = std::max(others.most, *number);
        others.nearest = std::min(others.nearest, std::fabs(*number - value));
        ++others.count;
    };
    for (const std::string_view text : values.common) look_at(text);
    for (const std::string_view text : values.bounds) look_at(text);
    return others;
}

std::optional<double> number_in(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

// 9, 99, 999 ... with at least so many digits, or the largest number of an integer type.
bool is_full_number(double number, int digits) {
    if (number == 32767 || number == 2147483647 || number == 9223372036854775807.0) return true;
    double nines = 9;
    for (int count = 1; count < 18; ++count, nines = nines * 10 + 9)
        if (number == nines) return count >= digits;
    return false;
}

bool is_numeric_stand_in(double value, const Others& others, bool is_reference) {
    constexpr int kFewOthers = 4;
    if (others.count < kFewOthers) return false;
    if (value == 0) return is_reference && others.least > 0;
    if (value < 0) return others.least >= 0 && (value == -1 || is_full_number(-value, 1) || value == -2147483648.0);
    return is_full_number(value, 2) && value >= 2 * others.most;
}

std::optional<double> day_in(std::string_view text) {
    // "infinity" is the server's own way to say it.
    const ValueClass found = classify(text);
    if (found != ValueClass::Date && found != ValueClass::Timestamp) return std::nullopt;
    return static_cast<double>(day_of(text));
}

// 2900-01-01 and 2200-01-01, 1901-01-01, in days since 1970.
constexpr double kFarFuture = 339676, kPlausible = 84006, kOldest = -25202;

// The first day of a calendar, an epoch, or a round year; a zone may have moved it by a day.
bool is_epoch(double day) {
    constexpr std::array kEpochs{-719162.0 /* 0001 */, -354285.0 /* 1000 */, -79257.0 /* 1753 */, -62091.0 /* 1800 */, -25569.0 /* 1899-12-30 */,
                                 -25567.0 /* 1900 */,  -25202.0 /* 1901 */,  0.0 /* 1970 */,      3652.0 /* 1980 */,   10957.0 /* 2000 */};
    return std::ranges::any_of(kEpochs, [&](double epoch) { return std::fabs(day - epoch) <= 1; });
}

// "none" and "unknown" may be two of the few states that a thing can be in.
bool may_be_state(std::string_view value) {
    constexpr std::array<std::string_view, 6> kStates{"none", "unknown", "undefined", "missing", "not known", "not set"};
    return std::ranges::any_of(kStates,
                               [&](std::string_view state) { return std::ranges::equal(state, value, [](char a, char b) { return a == to_lower(b); }); });
}

}  // namespace

Vector<StandIn> numeric_stand_ins(const Column& column, std::string_view words, const ColumnValues& values, Memory* memory) {
    Vector<StandIn> found(memory);
    const bool is_reference = last_word(words) == "id";
    if (may_name_money(words)) return found;
    for (std::size_t i = 0; i < values.common.size(); ++i) {
        const double share = share_of(column, values, i);
        const std::optional<double> number = number_in(values.common[i]);
        if (share < kLeastShare || !number || *number != std::floor(*number)) continue;
        if (is_numeric_stand_in(*number, others_of(values, *number, number_in), is_reference)) found.push_back({values.common[i], share});
    }
    return found;
}

Vector<StandIn> time_stand_ins(const Column& column, const ColumnValues& values, double distinct, Memory* memory) {
    Vector<StandIn> found(memory);
    constexpr double kTenYears = 3652, kManyValues = 50, kSpike = 10;
    for (std::size_t i = 0; i < values.common.size(); ++i) {
        const double share = share_of(column, values, i);
        const std::optional<double> day = day_in(values.common[i]);
        if (share < kLeastShare || !day) continue;
        const Others others = others_of(values, *day, day_in);
        const bool far = (*day >= kFarFuture && (others.count == 0 || others.most < kPlausible)) ||
                         (is_epoch(*day) && others.count > 0 && *day < others.least && others.least - *day >= kTenYears && others.least > kOldest);
        double next = 0;
        for (std::size_t other = 0; other < values.common.size(); ++other)
            if (other != i) next = std::max(next, share_of(column, values, other));
        const bool spike = is_epoch(*day) && distinct >= kManyValues && share >= kSpike * std::max(next, 1 / distinct);
        if (far || spike) found.push_back({values.common[i], share});
    }
    return found;
}

Vector<StandIn> text_stand_ins(const Column& column, const ColumnValues& values, double distinct, Memory* memory) {
    Vector<StandIn> found(memory);
    constexpr double kStates = 20, kFew = 5;
    for (std::size_t i = 0; i < values.common.size(); ++i) {
        const double share = share_of(column, values, i);
        if (share < kLeastShare) continue;
        const std::string_view value = trimmed(values.common[i]);
        const ValueClass kind = classify(value);
        bool stands_in = value.starts_with("0000-00-00");
        if (kind == ValueClass::Empty) stands_in = !column.not_null;
        else if (kind == ValueClass::Placeholder) stands_in = distinct >= (may_be_state(value) ? kStates : kFew);
        if (stands_in) found.push_back({values.common[i], share});
    }
    return found;
}

}  // namespace pgops
