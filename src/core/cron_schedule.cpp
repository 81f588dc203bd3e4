#include "core/cron_schedule.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <span>

namespace pgops {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

// Takes the text up to the mark away from the front.
std::string_view take(std::string_view& text, char mark) {
    const std::size_t end = std::min(text.find(mark), text.size());
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

bool is_word(std::string_view text, std::string_view word) {
    if (text.size() != word.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((text[i] | 0x20) != word[i]) return false;
    return true;
}

struct Field {
    int lowest, highest;
    std::span<const std::string_view> names;  // of lowest and the following

    std::optional<int> number(std::string_view text) const {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (is_word(text, names[i])) return lowest + static_cast<int>(i);
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value < lowest || value > highest) return std::nullopt;
        return value;
    }
};

// One item of a list: *, 5, 1-5, each perhaps with a step.
template <std::size_t Size>
bool read_item(std::string_view item, const Field& field, std::bitset<Size>& values) {
    std::string_view range = take(item, '/');
    int step = 1;
    if (!item.empty()) {
        const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), step);
        if (error != std::errc() || end != item.data() + item.size() || step < 1) return false;
    }
    std::optional<int> first = field.lowest, last = field.highest;
    if (range != "*") {
        const bool is_range = range.find('-') != std::string_view::npos;
        first = field.number(take(range, '-'));
        last = is_range ? field.number(range) : step > 1 ? std::optional<int>(field.highest) : first;
    }
    if (!first || !last || *first > *last) return false;
    for (int value = *first; value <= *last; value += step) values.set(static_cast<std::size_t>(value));
    return true;
}

template <std::size_t Size>
bool read_field(std::string_view text, const Field& field, std::bitset<Size>& values) {
    if (text.empty() || text.back() == ',' || text.back() == '/') return false;
    while (!text.empty())
        if (!read_item(take(text, ','), field, values)) return false;
    return true;
}

std::string_view next_field(std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(end);
    return field;
}

constexpr std::chrono::sys_days kEpoch = std::chrono::year(2000) / 1 / 1;
// Every schedule that is ever due is so within eight years: 29 February skips one of a full century.
constexpr std::int64_t kLongestWait = 8 * 366;

}  // namespace

std::optional<CronSchedule> CronSchedule::parse(std::string_view text) {
    CronSchedule schedule;
    const std::string_view minutes = next_field(text), hours = next_field(text), days = next_field(text), months = next_field(text),
                           week_days = next_field(text);
    if (!next_field(text).empty()) return std::nullopt;
    if (!read_field(minutes, {0, 59, {}}, schedule.minutes_) || !read_field(hours, {0, 23, {}}, schedule.hours_) ||
        !read_field(days, {1, 31, {}}, schedule.days_) || !read_field(months, {1, 12, kMonths}, schedule.months_) ||
        !read_field(week_days, {0, 7, kWeekDays}, schedule.week_days_))
        return std::nullopt;
    if (schedule.week_days_[7]) schedule.week_days_.set(0);
    schedule.any_day_ = days.front() == '*';
    schedule.any_week_day_ = week_days.front() == '*';
    return schedule;
}

// Where both days are given, either is enough (crontab(5)).
bool CronSchedule::is_day(std::int64_t days_since_2000) const {
    const std::chrono::sys_days day = kEpoch + std::chrono::days(days_since_2000);
    const std::chrono::year_month_day date(day);
    if (!months_[static_cast<unsigned>(date.month())]) return false;
    const bool day_fits = days_[static_cast<unsigned>(date.day())], week_day_fits = week_days_[std::chrono::weekday(day).c_encoding()];
    return any_day_ || any_week_day_ ? day_fits && week_day_fits : day_fits || week_day_fits;
}

std::optional<Microseconds> CronSchedule::due_before(Microseconds time) const {
    const std::int64_t last_minute = (time - 1) / kMinute, today = last_minute / 1440;
    for (std::int64_t day = today; day > today - kLongestWait; --day) {
        if (!is_day(day)) continue;
        for (std::int64_t minute = day == today ? last_minute - today * 1440 : 1439; minute >= 0; --minute)
            if (hours_[static_cast<std::size_t>(minute / 60)] && minutes_[static_cast<std::size_t>(minute % 60)]) return (day * 1440 + minute) * kMinute;
    }
    return std::nullopt;
}

}  // namespace pgops
