#include "model/configuration.hpp"

#include <charconv>

namespace pgops {

namespace {

template <class Number>
std::optional<Number> parsed(const ServerSetting& setting) {
    if (!setting.readable()) return std::nullopt;
    Number number{};
    const char* const end = setting.value.data() + setting.value.size();
    const auto [stopped, error] = std::from_chars(setting.value.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

}  // namespace

std::optional<std::int64_t> ServerSetting::number() const { return parsed<std::int64_t>(*this); }

std::optional<double> ServerSetting::real() const { return parsed<double>(*this); }

}  // namespace pgops
